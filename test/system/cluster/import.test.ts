import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readClientProperties, withAdmin } from '../../../cluster/index.ts';
import { alterQuotas } from '../../../cluster/client-quotas.ts';
import { registryUrlOf } from '../../../local/index.ts';
import { apacheTools, type ApacheTool } from '../../integration/access/apache-tool.ts';
import { detachedPlatform, kafkaPlatform, type DetachedPlatform } from './detached-platform.ts';

// All of a team that never heard of us: its topic, user, rules, quotas and schemas are in no catalogue of ours.
const topic = 'system.import.orders';
const user = 'system-import';
const subject = `${topic}/value`;
const key = `${topic}/key`;
const shared = 'system.import/shop.Venue';
const nightly = JSON.stringify({ user, 'client-id': 'nightly' });
const address = JSON.stringify({ ip: '192.0.2.7' });

let own: DetachedPlatform;
let registry: string;
let operator: string;
let byHand: ApacheTool;
let scratch: string;

beforeAll(async () => {
  own = await detachedPlatform('import');
  operator = own.home.files.adminProperties;
  registry = registryUrlOf(own.platform);
  const tool = await apacheTools(own);
  const login = ['--bootstrap-server', own.platform.bootstrapServers, '--command-config', operator];
  byHand = async (name, ...words) => {
    const answer = await tool(name, ...login, ...words);
    expect(answer).toMatchObject({ exitCode: 0 });
    return answer;
  };
  scratch = await mkdtemp(join(tmpdir(), 'import-'));
}, 180_000);
afterAll(async () => {
  await rm(scratch, { recursive: true });
  await own.end();
}, 60_000);

const importInto = (dir: string) =>
  kafkaPlatform('import', '--out', dir, '--command-config', operator, '--registry', registry);
const withFiles = (command: string, dir: string, ...words: string[]) =>
  kafkaPlatform(command, ...words, '--catalogue', dir, '--command-config', operator);

async function ask(method: string, path: string, body: unknown): Promise<void> {
  const headers = { 'content-type': 'application/vnd.schemaregistry.v1+json' };
  const answer = await fetch(`${registry}${path}`, { method, headers, body: JSON.stringify(body) });
  expect({ path, status: answer.status, text: await answer.text() }).toMatchObject({ path, status: 200 });
}
const versionsOf = (name: string) => `/subjects/${encodeURIComponent(name)}/versions`;
const recordWith = (...fields: object[]) => ({ type: 'record', name: 'Order', namespace: 'shop', fields });
const id = { name: 'id', type: 'string' };
const note = { name: 'note', type: 'string', default: '' };
const venueOf = { name: 'venue', type: ['null', 'shop.Venue'], default: null };

async function edit(dir: string, file: string, before: string, after: string): Promise<void> {
  const text = await readFile(join(dir, file), 'utf8');
  expect(text.split(before)).toHaveLength(2);
  await writeFile(join(dir, file), text.replace(before, after));
}

/** All files of a directory, by path. */
async function textsIn(dir: string): Promise<Readonly<Record<string, string>>> {
  const files = (await readdir(dir, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    await Promise.all(paths.map(async (path) => [path.slice(dir.length + 1), await readFile(path, 'utf8')] as const)),
  );
}

test('a cluster that others made is imported without a change, then changed by its files, and its drift is seen', async () => {
  // What others made, with their own tools.
  await byHand('kafka-topics', '--create', '--topic', topic, '--partitions', '3', '--config', 'retention.ms=86400000');
  const read = ['--operation', 'Read', '--resource-pattern-type', 'prefixed', '--topic', 'system.import.'];
  await byHand('kafka-acls', '--add', '--allow-principal', `User:${user}`, ...read, '--group', user);
  const ofUser = ['--alter', '--entity-type', 'users', '--entity-name', user];
  const chosen = 'chosen-by-somebody-else';
  await byHand('kafka-configs', ...ofUser, '--add-config', `SCRAM-SHA-256=[password=${chosen}]`);
  const ofClient = ['--entity-type', 'clients', '--entity-name', 'nightly'];
  await byHand('kafka-configs', ...ofUser, ...ofClient, '--add-config', 'consumer_byte_rate=524288');
  // What the tool takes only one by one is set in one request.
  const limits = { [user]: { request_percentage: 50 }, [address]: { connection_creation_rate: 50 } };
  await alterQuotas(await readClientProperties(operator), new Map(Object.entries(limits)));
  await ask('POST', versionsOf(subject), { schema: JSON.stringify(recordWith(id)) });
  await ask('POST', versionsOf(subject), { schema: JSON.stringify(recordWith(id, note)) });
  await ask('PUT', `/config/${encodeURIComponent(subject)}`, { compatibility: 'BACKWARD' });
  const proto = 'syntax = "proto3";\nmessage Key { string id = 1; }\n';
  await ask('POST', versionsOf(key), { schema: proto, schemaType: 'PROTOBUF' });
  await ask('PUT', `/config/${encodeURIComponent(key)}`, { compatibility: 'FORWARD' });
  const venue = { type: 'record', name: 'Venue', namespace: 'shop', fields: [id] };
  await ask('POST', versionsOf(shared), { schema: JSON.stringify(venue) });

  // The whole cluster: theirs, and ours as if we didn't know it.
  const dir = join(scratch, 'cluster');
  const imported = await importInto(dir);
  expect(imported).toMatchObject({ exitCode: 0 });
  expect(imported.stderr).toMatch(/books are left out: .*__consumer_offsets.*_platform-ownership/);
  const files = await textsIn(dir);
  expect(Object.values(files).join()).not.toContain(chosen);
  expect(files['quotas.yaml']).toContain(
    `{ user: ${user}, clientId: nightly, limits: { consumer_byte_rate: 524288 } }`,
  );
  expect(files['quotas.yaml']).toContain(`{ user: ${user}, limits: { request_percentage: 50 } }`);
  expect(files['quotas.yaml']).toContain('{ ip: 192.0.2.7, limits: { connection_creation_rate: 50 } }');
  const planned = await withFiles('plan', dir);
  expect(planned).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^Nothing to change/) as string });

  // One edit for each kind.
  await edit(
    dir,
    'topics.yaml',
    `name: ${topic}\n    partitions: 3\n    replicationFactor: 3\n    configs:\n      retention.ms: 86400000`,
    `name: ${topic}\n    partitions: 3\n    replicationFactor: 3\n    configs:\n      retention.ms: 172800000`,
  );
  await edit(
    dir,
    'access.yaml',
    '{ topic: system.import., pattern: prefixed, allow: [ READ ] }',
    '{ topic: system.import., pattern: prefixed, allow: [ READ, WRITE ] }',
  );
  await edit(dir, 'quotas.yaml', '524288', '1048576');
  await edit(
    dir,
    'users.yaml',
    `{ name: ${user}, mechanisms: [ SCRAM-SHA-256 ] }`,
    `{ name: ${user}, mechanisms: [ SCRAM-SHA-256, SCRAM-SHA-512 ] }`,
  );
  const folder = `subjects/${encodeURIComponent(subject)}`;
  const version = (number: number) => `      - { version: ${number}, file: ${folder}/${number}.avsc }\n`;
  const reference = `{ name: shop.Venue, subject: ${shared}, version: 1 }`;
  const third = version(3).replace(' }', `, references: [ ${reference} ] }`);
  await edit(dir, 'subjects.yaml', version(2), version(2) + third);
  await edit(dir, 'subjects.yaml', `  - name: ${key}\n    level: FORWARD\n`, `  - name: ${key}\n`);
  await edit(
    dir,
    'subjects.yaml',
    `  - name: ${subject}\n    level: BACKWARD\n`,
    `  - name: ${subject}\n    level: FULL\n`,
  );
  await writeFile(join(dir, folder, '3.avsc'), `${JSON.stringify(recordWith(id, note, venueOf), undefined, 2)}\n`);

  const plan = join(scratch, 'plan.json');
  const changed = await withFiles('plan', dir, '--json', '--out', plan);
  expect(changed).toMatchObject({ exitCode: 2 });
  const { steps } = JSON.parse(changed.stdout) as { steps: { id: string; summary: string }[] };
  expect(new Map(steps.map((step) => [step.id, step.summary]))).toEqual(
    new Map([
      [`topic/${topic}/configs/retention.ms`, 'retention.ms 86400000 -> 172800000'],
      [`access/User:${user}/grant`, 'allow WRITE on topic system.import.*'],
      [`quota/${nightly}/set`, 'consumer_byte_rate 524288 -> 1048576'],
      [`user/${user}/create/SCRAM-SHA-512`, "create with SCRAM-SHA-512, with the secret store's password"],
      [`subject/${key}/level`, "compatibility FORWARD -> (the registry's default)"],
      [`subject/${subject}/level`, 'compatibility BACKWARD -> FULL'],
      [`subject/${subject}/version`, 'register a version after 1, 2'],
    ]),
  );

  const applied = await withFiles('apply', dir, plan);
  expect(applied).toMatchObject({ exitCode: 0, stdout: '7 done, 0 failed' });
  // Who could log in still can: nobody's password was touched.
  const theirs = { ...(await readClientProperties(operator)), username: user, password: chosen };
  expect(await withAdmin(theirs, { retries: 0 }, (admin) => admin.listTopics())).toContain(topic);

  // The cluster is now what the files say, byte for byte.
  const again = join(scratch, 'again');
  expect(await importInto(again)).toMatchObject({ exitCode: 0 });
  expect(await textsIn(again)).toEqual(await textsIn(dir));

  await byHand(
    'kafka-configs',
    '--alter',
    '--entity-type',
    'topics',
    '--entity-name',
    topic,
    '--add-config',
    'retention.ms=1000000',
  );
  const drift = await withFiles('drift', dir);
  expect(drift).toMatchObject({ exitCode: 2, stdout: `topic ${topic}: retention.ms 1000000 -> 172800000` });

  await edit(dir, 'platform.yaml', 'clusterId: ', 'clusterId: not-');
  const elsewhere = await withFiles('plan', dir);
  expect(elsewhere).toMatchObject({ exitCode: 3, stdout: '' });
  expect(elsewhere.stderr).toMatch(
    /platform\.yaml: clusterId: found not-(\S+), expected \1, the cluster that .* leads to/,
  );
}, 180_000);
