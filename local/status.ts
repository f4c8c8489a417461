import type { Home } from './home.ts';
import { listProcesses, nodeProcessesIn, residentMemoryMb } from './process-table.ts';
import { lookAtHome } from './run-lock.ts';

/** What of a home's platform runs. */
export interface LocalStatus {
  /** `attended` by a command, `orphaned` by a command that was killed, or `stopped`. */
  readonly state: 'attended' | 'orphaned' | 'stopped';
  readonly nodes: readonly { readonly node: string; readonly pid: number; readonly residentMb: number }[];
}

export async function localStatus(home: Home): Promise<LocalStatus> {
  const { state } = await lookAtHome(home);
  const found = nodeProcessesIn(await listProcesses(), home.dir);
  const nodes = await Promise.all(
    found.map(async ({ node, pid }) => ({ node, pid, residentMb: await residentMemoryMb([pid]) })),
  );
  const unattended = nodes.length > 0 ? 'orphaned' : 'stopped';
  return {
    state: state.kind === 'free' ? unattended : state.kind,
    nodes: nodes.sort((left, right) => (left.node < right.node ? -1 : 1)),
  };
}
