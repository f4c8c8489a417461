import { bucketObjects, carryOutOrder, orderObjects, withLease, type StateObjects } from '../../../agent/index.ts';
import { installFakeGcsServer, startFakeGcsServer, type FakeGcsServer } from '../functions/fake-gcs-server.ts';

/** Leases and orders on a Cloud Storage that keeps generations and honours preconditions. */
let server: FakeGcsServer;
let objects: StateObjects;
beforeAll(async () => {
  server = await startFakeGcsServer(await installFakeGcsServer());
  await fetch(`${server.url}/storage/v1/b?project=test`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'state' }),
  });
  objects = objectsOf('state');
}, 600_000);
afterAll(() => server.stop());

const objectsOf = (bucket: string) =>
  bucketObjects(bucket, { accessToken: () => Promise.resolve('a-token') }, { retries: 1, pauseMs: 10 }, server.url);

test('an object that is not there is none', async () => {
  expect(await objects.read('leases/none.json')).toBeUndefined();
});

test('an object is read as it was written, and has another generation after each write', async () => {
  expect(await objects.write('nodes/a/x.json', '{"a":1}')).toBe(true);
  const first = await objects.read('nodes/a/x.json');
  expect(await objects.write('nodes/a/x.json', '{"a":1}')).toBe(true);
  const second = await objects.read('nodes/a/x.json');
  expect([first?.text, second?.text]).toEqual(['{"a":1}', '{"a":1}']);
  expect(second?.generation).not.toBe(first?.generation);
});

test('of two who create an object one does', async () => {
  const both = await Promise.all(['one', 'two'].map((text) => objects.write('leases/new.json', text, '0')));
  expect(both.toSorted()).toEqual([false, true]);
});

test('an object that another has written meanwhile is left as it is', async () => {
  await objects.write('leases/y.json', 'first');
  const read = await objects.read('leases/y.json');
  await objects.write('leases/y.json', 'second');
  expect(await objects.write('leases/y.json', 'third', read?.generation ?? '')).toBe(false);
  expect((await objects.read('leases/y.json'))?.text).toBe('second');
});

test('of many who want a lease at once, one at most works at a time', async () => {
  let working = 0;
  let most = 0;
  const outcomes = await Promise.all(
    Array.from({ length: 8 }, () =>
      withLease(objects, { name: 'leases/z.json', durationMs: 30_000 }, async () => {
        working += 1;
        most = Math.max(most, working);
        await new Promise((resolve) => setTimeout(resolve, 50));
        working -= 1;
      }),
    ),
  );
  expect(most).toBe(1);
  expect(outcomes.filter(({ kind }) => kind === 'done').length).toBeGreaterThanOrEqual(1);
});

test('an order is carried out once, however many ticks there are', async () => {
  const { order } = orderObjects('kafka-01');
  const expiresAt = new Date(Date.now() + 60_000).toISOString();
  const given = { id: crypto.randomUUID(), kind: 'restart', unit: 'kafka', expiresAt };
  await objects.write(order, JSON.stringify(given));
  let times = 0;
  const carryOut = () => Promise.resolve(void (times += 1));
  for (let round = 0; round < 3; round += 1) {
    await Promise.all(
      [1, 2, 3].map(() => carryOutOrder(objects, 'kafka-01', carryOut, () => undefined, Date.now() + 570_000)),
    );
  }
  expect(times).toBe(1);
});

test('a bucket that is not there is told of', async () => {
  await expect(objectsOf('nowhere').write('x', 'y')).rejects.toThrow(
    /^gs:\/\/nowhere\/x: found status 404 .*; apply the foundation stack, which makes the bucket$/,
  );
});
