import { setTimeout as sleep } from 'node:timers/promises';
import { readClientProperties, waitForInSync, withAdmin } from '../../../cluster/index.ts';
import { localStatus, type Home } from '../../../local/index.ts';
import { topics } from '../../../topics/index.ts';

/** The process of a node of the suite's platform. */
export async function pidOf(home: Home, node: string): Promise<number> {
  const found = (await localStatus(home)).nodes.find((running) => running.node === node);
  if (found === undefined) throw new Error(`${home.dir}: found no process of ${node}, expected the suite's platform`);
  return found.pid;
}

/**
 * Kills a broker and holds the process that takes its place before it joins, so that the broker is away for as long as the
 * work takes and not for the few seconds of a start, which a busy machine may or may not leave for looking at it.
 */
export async function whileAway<Result>(home: Home, node: string, work: () => Promise<Result>): Promise<Result> {
  const killed = await pidOf(home, node);
  process.kill(killed, 'SIGKILL');
  const successor = await successorOf(home, node, killed);
  process.kill(successor, 'SIGSTOP');
  try {
    return await work();
  } finally {
    process.kill(successor, 'SIGCONT');
  }
}

async function successorOf(home: Home, node: string, killed: number): Promise<number> {
  for (const deadline = performance.now() + 30_000; performance.now() < deadline;) {
    const found = (await localStatus(home)).nodes.find((running) => running.node === node && running.pid !== killed);
    if (found !== undefined) return found.pid;
    await sleep(50);
  }
  throw new Error(`${node}: found no process 30 s after it was killed, expected the platform to start it again`);
}

/** Waits until a broker that was away has all its replicas again, so that other tests find the cluster whole. */
export async function catchUp(home: Home): Promise<void> {
  const operator = await readClientProperties(home.files.adminProperties);
  const names = topics.map(({ name }) => name);
  const inSync = await withAdmin(operator, {}, (admin) => waitForInSync(admin, names, { timeoutMs: 90_000 }));
  expect(inSync).toEqual({ partitions: 1_000, replicas: 3_000, inSyncReplicas: 3_000 });
}
