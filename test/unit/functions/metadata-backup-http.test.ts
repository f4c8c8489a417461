import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getTestServer } from '@google-cloud/functions-framework/testing';
import '../../../functions/metadata-backup/index.ts';
import { functionNamed } from '../../../functions/index.ts';
import { platformOf } from '../../../platform/index.ts';

/** What the function says over HTTP where it can't succeed. Where it can: test/integration/functions. */
let directory: string;
let server: Server;
let url: string;
const variables = process.env;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'metadata-backup-'));
  const entry = functionNamed('metadata-backup');
  const clientPropertiesFile = join(directory, 'admin.properties');
  const place = { clientPropertiesFile, storage: { directory } };
  process.env = { NODE_ENV: 'test', LOG_LEVEL: 'silent', ...entry.environment(platformOf('production'), place) };
  await writeClientFile(await closedPort());
  server = getTestServer('metadata-backup').listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`;
});
afterEach(async () => {
  server.close();
  process.env = variables;
  await rm(directory, { recursive: true });
});

async function closedPort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

async function writeClientFile(port: number): Promise<void> {
  await writeFile(
    join(directory, 'admin.properties'),
    `bootstrap.servers=127.0.0.1:${String(port)}
security.protocol=SASL_SSL
sasl.mechanism=SCRAM-SHA-256
sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="u" password="s3cret";
ssl.truststore.type=PEM
ssl.truststore.certificates=-----BEGIN CERTIFICATE-----\\nMIIB\\n-----END CERTIFICATE-----
`,
  );
}

async function post(body: string, init: RequestInit = {}) {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body, ...init });
  return { status: response.status, text: await response.text() };
}
const problemIn = ({ text }: { text: string }) =>
  (JSON.parse(text) as { error: { code: string; message: string } }).error;

test.each([
  ['an unknown field', '{"dryrun": true}', /Unrecognized key: "dryrun"/],
  ['a field of another type', '{"dryRun": "yes"}', /dryRun: .*expected boolean/],
  ['another document', '[1]', /body: .*expected object/],
])('%s is answered 400 with what is wrong and what is right', async (_, body, message) => {
  const answer = await post(body);
  expect(answer.status).toBe(400);
  expect(problemIn(answer)).toMatchObject({ code: 'INVALID_INPUT' });
  expect(problemIn(answer).message).toMatch(message);
  expect(problemIn(answer).message).toContain('expected {} or {"dryRun": true}');
});

test('a body that is no JSON is answered 400', async () => {
  expect((await post('{"dryRun":')).status).toBe(400);
});

test('another method than POST is answered 400, and does nothing', async () => {
  const response = await fetch(url);
  expect(response.status).toBe(400);
  await expect(response.json()).resolves.toMatchObject({ error: { code: 'INVALID_INPUT' } });
});

test('a body of 10 MB is refused without harm', async () => {
  const answer = await post(JSON.stringify({ padding: 'x'.repeat(10_000_000) }));
  expect(answer.status).toBe(400);
  expect(answer.text.length).toBeLessThan(1_000);
});

test('a cluster that does not answer is 503, so that the scheduler tries again, and nothing is written', async () => {
  const answer = await post('{}');
  expect(answer.status).toBe(503);
  expect(problemIn(answer)).toMatchObject({ code: 'CLUSTER_UNREACHABLE' });
  expect(problemIn(answer).message).toContain('ECONNREFUSED');
  expect(await readdir(directory)).toEqual(['admin.properties']);
});

test('neither answers nor messages hold a secret', async () => {
  expect((await post('{}')).text).not.toContain('s3cret');
});

test('a missing variable is 500 and named', async () => {
  delete process.env['RETENTION_TIME_ZONE'];
  process.env['BACKUP_BUCKET'] = 'too-much';
  process.env['RETENTION_DAILY_FOR_DAYS'] = '0';
  const answer = await post('{}');
  expect(answer.status).toBe(500);
  expect(problemIn(answer).code).toBe('INVALID_CONFIGURATION');
  expect(problemIn(answer).message).toMatch(/RETENTION_DAILY_FOR_DAYS: expected a whole number.*RETENTION_TIME_ZONE/);
});

test('two places to store are one too many', async () => {
  process.env['BACKUP_BUCKET'] = 'too-much';
  expect(problemIn(await post('{}')).message).toContain('exactly one of BACKUP_BUCKET and BACKUP_DIRECTORY');
});

test('a client file that is missing is 500 and named', async () => {
  await rm(join(directory, 'admin.properties'));
  const answer = await post('{}');
  expect(answer.status).toBe(500);
  expect(problemIn(answer)).toMatchObject({ code: 'CLIENT_PROPERTIES' });
  await writeFile(join(directory, 'admin.properties'), '');
});
