import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openHome } from '../../../local/home.ts';
import { homeStateOf, lookAtHome, releaseLock, takeLock } from '../../../local/run-lock.ts';

const lock = { pid: 10, startTime: '500' };
const owner = { pid: 10, startTime: '500', command: 'node start' };
const recycled = { ...owner, startTime: '900', command: 'someone else' };
const node = { pid: 20, startTime: '600', command: 'java', node: 'kafka-01' };

test.each([
  ['nothing was ever started', undefined, undefined, [], { kind: 'free', orphans: [] }],
  ['its command runs', lock, owner, [node], { kind: 'attended', pid: 10 }],
  ['its command runs and no node does yet', lock, owner, [], { kind: 'attended', pid: 10 }],
  ['its command was killed', lock, undefined, [node], { kind: 'free', orphans: [node] }],
  ['its pid went to another process', lock, recycled, [node], { kind: 'free', orphans: [node] }],
  ['the lock is gone and nodes run', undefined, undefined, [node], { kind: 'free', orphans: [node] }],
])('knows whose a home is when %s', (_name, seenLock, seenOwner, nodes, state) => {
  expect(homeStateOf(seenLock, seenOwner, nodes)).toEqual(state);
});

async function newHome() {
  return openHome(join(await mkdtemp(join(tmpdir(), 'lock-')), 'local'));
}

test('gives a home to one of two that take it at once', async () => {
  const home = await newHome();
  const outcomes = await Promise.allSettled([takeLock(home, undefined), takeLock(home, undefined)]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(await lookAtHome(home)).toMatchObject({ state: { kind: 'attended', pid: process.pid } });
});

test('replaces a lock that is void, and only that one', async () => {
  const home = await newHome();
  const voidText = JSON.stringify(lock);
  await writeFile(home.files.lock, voidText);
  await takeLock(home, voidText);
  await expect(takeLock(home, voidText)).rejects.toMatchObject({ code: 'REFUSED' });
  expect(JSON.parse(await readFile(home.files.lock, 'utf8'))).toMatchObject({ pid: process.pid });
});

test('takes half a lock, cut off by a power failure, for none', async () => {
  const home = await newHome();
  await writeFile(home.files.lock, '{"pid":1');
  expect((await lookAtHome(home)).state).toEqual({ kind: 'free', orphans: [] });
});

test('gives a released home back', async () => {
  const home = await newHome();
  await takeLock(home, undefined);
  await releaseLock(home);
  expect((await lookAtHome(home)).state).toEqual({ kind: 'free', orphans: [] });
});
