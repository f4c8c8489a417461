import { setTimeout as sleep } from 'node:timers/promises';
import type { ClassArchives } from './class-archives.ts';
import { endProcesses } from './end-processes.ts';
import type { Home } from './home.ts';
import { LocalError } from './local-error.ts';
import { listProcesses, nodeProcessesIn, type NodeProcess } from './process-table.ts';
import { lookAtHome, releaseLock } from './run-lock.ts';

/** Brokers hand over what they lead and write a class archive the first time: that takes up to 10 s on two cores. */
const brokerPatienceMs = 30_000;
const otherPatienceMs = 15_000;
/** The sum of both, with what the command itself does before. */
const attendedPatienceMs = 60_000;

/** Names of nodes in the order of their ending: brokers while ZooKeeper still answers, the rest after them. */
export function stopOrder<T extends { readonly node: string }>(nodes: readonly T[]): [brokers: T[], others: T[]] {
  const isBroker = ({ node }: T) => node.startsWith('kafka-');
  return [nodes.filter(isBroker), nodes.filter((node) => !isBroker(node))];
}

/**
 * Ends all of a home's JVMs, found by the marker on their command lines, in an order that loses nothing and in
 * bounded time.
 *
 * @returns the nodes ended, and those among them that had to be killed
 */
export async function stopNodes(
  home: Home,
): Promise<{ readonly ended: NodeProcess[]; readonly killed: NodeProcess[] }> {
  const nodes = nodeProcessesIn(await listProcesses(), home.dir);
  const [brokers, others] = stopOrder(nodes);
  const killedBrokers = await endProcesses(brokers, brokerPatienceMs);
  const killedOthers = await endProcesses(others, otherPatienceMs);
  return { ended: nodes, killed: [...killedBrokers, ...killedOthers] };
}

/** As `stopNodes`; keeps the class archives that orderly endings wrote. */
export async function stopAndKeepArchives(home: Home, archives: ClassArchives) {
  const stopped = await stopNodes(home);
  await (stopped.killed.length === 0 ? archives.adopt() : archives.discard());
  return stopped;
}

/**
 * Stops the platform of a home, whoever started it: a command that still attends to it is asked to stop it, as by
 * Ctrl-C; one whose command was killed is stopped from here.
 *
 * @returns the names of the nodes that ran; empty when none did
 */
export async function stopCluster(home: Home): Promise<readonly string[]> {
  const { state } = await lookAtHome(home);
  const running = nodeProcessesIn(await listProcesses(), home.dir).map(({ node }) => node);
  if (state.kind === 'attended') {
    process.kill(state.pid, 'SIGINT');
    await waitForCommand(home, state.pid);
    return running;
  }
  await stopNodes(home);
  await releaseLock(home);
  return running;
}

async function waitForCommand(home: Home, pid: number): Promise<void> {
  const deadline = performance.now() + attendedPatienceMs;
  while ((await lookAtHome(home)).state.kind === 'attended') {
    if (performance.now() > deadline) {
      throw new LocalError(
        'REFUSED',
        `home ${home.dir}: process ${pid}, which runs the platform, was asked to stop and hasn't after ${attendedPatienceMs / 1_000} s; end it and try again`,
      );
    }
    await sleep(200);
  }
}
