import { readClientProperties, waitForInSync, withAdmin } from '../../../cluster/index.ts';
import { localStatus, type Home } from '../../../local/index.ts';
import { topics } from '../../../topics/index.ts';

/** The process of a node of the suite's platform. */
export async function pidOf(home: Home, node: string): Promise<number> {
  const found = (await localStatus(home)).nodes.find((running) => running.node === node);
  if (found === undefined) throw new Error(`${home.dir}: found no process of ${node}, expected the suite's platform`);
  return found.pid;
}

/** Waits until a broker that was away has all its replicas again, so that other tests find the cluster whole. */
export async function catchUp(home: Home): Promise<void> {
  const operator = await readClientProperties(home.files.adminProperties);
  const names = topics.map(({ name }) => name);
  const inSync = await withAdmin(operator, {}, (admin) => waitForInSync(admin, names, { timeoutMs: 90_000 }));
  expect(inSync).toEqual({ partitions: 1_000, replicas: 3_000, inSyncReplicas: 3_000 });
}
