import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { execa } from 'execa';
import { cloudStorage, storageClient } from '../../../functions/object-storage/cloud-storage.ts';
import { runBackup } from '../../../functions/metadata-backup/run-backup.ts';
import { observedCluster } from '../../unit/functions/observed-cluster.ts';
import { storageContract } from '../../unit/functions/storage-contract.ts';
import { installFakeGcsServer, startFakeGcsServer, type FakeGcsServer } from './fake-gcs-server.ts';

let server: FakeGcsServer;
let bucket: string;
let buckets = 0;
beforeAll(async () => {
  server = await startFakeGcsServer(await installFakeGcsServer());
}, 600_000);
afterAll(() => server.stop());
beforeEach(async () => {
  buckets += 1;
  bucket = `backups-${String(buckets)}`;
  await makeBucket(bucket);
});

const storageAt = (apiEndpoint: string, name: string) =>
  cloudStorage(storageClient({ apiEndpoint, projectId: 'test' }), name);

async function makeBucket(name: string): Promise<void> {
  const { status } = await fetch(`${server.url}/storage/v1/b?project=test`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name }),
  });
  if (status !== 200) throw new Error(`making bucket ${name}: found status ${String(status)}, expected 200`);
}

test.each(storageContract)('a bucket $promise', async ({ expectKept }) => {
  await expectKept(storageAt(server.url, bucket));
});

test('reading an object that comes in many pieces prints no warning', async () => {
  const { stderr, stdout } = await execa('node', ['--input-type=module', '--eval', readLargeObject], {
    env: { API_ENDPOINT: server.url, BUCKET: bucket },
  });
  expect({ stderr, stdout }).toEqual({ stderr: '', stdout: '3000000' });
});

/** In a process of its own: Node warns once in each, and Jest keeps warnings from its tests. */
const readLargeObject = `
  import { cloudStorage, storageClient } from './functions/object-storage/cloud-storage.ts';
  const client = storageClient({ apiEndpoint: process.env.API_ENDPOINT, projectId: 'test' });
  const storage = cloudStorage(client, process.env.BUCKET);
  await storage.create('backups/a/large', Buffer.alloc(3_000_000, 'x'));
  console.log((await storage.read('backups/a/large')).length);
`;

test('a bucket that is not there is named, with what to do', async () => {
  const storage = storageAt(server.url, 'nowhere');
  const expected = {
    code: 'STORAGE_FAILED',
    message: expect.stringMatching(/gs:\/\/nowhere.*create the bucket/) as string,
  };
  await expect(storage.create('backups/a/x', Buffer.from('x'))).rejects.toMatchObject(expected);
  await expect(storage.read('backups/a/x')).rejects.toMatchObject(expected);
});

test('a backup lies in the bucket as it does in a directory, and old ones go', async () => {
  const storage = storageAt(server.url, bucket);
  const retention = { dailyForDays: 1, weeklyForWeeks: 1, monthlyForMonths: 1, yearlyForYears: 1, timeZone: 'UTC' };
  const log = { info: () => undefined, warn: () => undefined };
  const at = (time: string) => ({
    observe: () => Promise.resolve(observedCluster()),
    now: () => new Date(time),
    storage,
    retention,
    log,
  });
  const first = await runBackup(at('2026-11-23T02:00:00Z'), false);
  const second = await runBackup(at('2026-11-24T02:00:00Z'), false);
  expect(second.removed).toEqual([first.backup]);
  const names = (await storage.list('backups/')).map(({ name }) => name);
  expect(names).toEqual(
    ['acls.json', 'manifest.json', 'placement.json', 'topics.json'].map((file) => `${second.backup}/${file}`),
  );
});

describe('a service that misbehaves', () => {
  let broken: Server;
  let brokenUrl: string;
  let requests = 0;
  const answerWith = async (status: number, body: object) => {
    requests = 0;
    broken = createServer((request, response) => {
      request.resume();
      requests += 1;
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    }).listen(0, '127.0.0.1');
    await once(broken, 'listening');
    brokenUrl = `http://127.0.0.1:${String((broken.address() as AddressInfo).port)}`;
  };
  afterEach(() => {
    broken.closeAllConnections();
    broken.close();
  });

  test('a refusal is an error that names the bucket and the right that is missing', async () => {
    await answerWith(403, { error: { code: 403, message: 'no storage.objects.create access' } });
    await expect(storageAt(brokenUrl, bucket).create('backups/a/x', Buffer.from('x'))).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
      message: expect.stringMatching(
        /gs:\/\/backups-\d+\/backups\/a\/x: .*no storage\.objects\.create.*permissions/,
      ) as string,
    });
    expect(requests).toBe(1);
  });

  test('an overloaded service is tried again before it is an error', async () => {
    await answerWith(503, { error: { code: 503, message: 'backend error' } });
    await expect(storageAt(brokenUrl, bucket).list('backups/')).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
      retryable: true,
    });
    expect(requests).toBeGreaterThan(1);
  }, 60_000);

  test('an object whose checksum is another is refused', async () => {
    await answerWith(200, { name: 'backups/a/x', bucket, size: '1', crc32c: 'AAAAAA==', generation: '1' });
    await expect(storageAt(brokenUrl, bucket).create('backups/a/x', Buffer.from('x'))).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
      message: expect.stringMatching(/did not match the data from the server.*try again/) as string,
    });
  });
});
