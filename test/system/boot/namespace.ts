import { once } from 'node:events';
import { execa } from 'execa';

/** A set of namespaces that lasts until `end`, or until this process ends. */
export interface Namespace {
  readonly pid: number;
  /** Words before a command that put it inside. */
  readonly enter: readonly string[];
  readonly end: () => Promise<void>;
}

/**
 * @param kinds `unshare`'s options
 * @param script what a shell sets up there first
 */
export async function namespace(kinds: readonly string[], script: string): Promise<Namespace> {
  const hasProcesses = kinds.includes('--pid');
  const holder = execa(
    'unshare',
    [...kinds, ...(hasProcesses ? ['--fork', '--kill-child'] : []), 'sh', '-ec', `${script}\necho there\ncat`],
    { reject: false, stdin: 'pipe' },
  );
  const isThere = await Promise.race([once(holder.stdout, 'data').then(() => true), holder.then(() => false)]);
  const { pid } = holder;
  if (!isThere || pid === undefined) {
    const { stderr, shortMessage } = await holder;
    throw new Error(`namespace: expected root and leave to mount, found\n${String(stderr || shortMessage)}`);
  }
  const files = { mount: 'mnt', net: 'net', uts: 'uts', pid: 'pid_for_children' };
  const options = Object.entries(files)
    .filter(([kind]) => kinds.includes(`--${kind}`))
    .map(([kind, file]) => `--${kind}=/proc/${String(pid)}/ns/${file}`);
  return {
    pid,
    enter: ['nsenter', ...options],
    async end() {
      holder.stdin.end();
      await holder;
    },
  };
}
