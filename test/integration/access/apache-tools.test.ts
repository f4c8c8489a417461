import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clientAccess } from '../../../local/index.ts';
import { topics } from '../../../topics/index.ts';
import { apacheTools, type ApacheTool, type ToolAnswer } from './apache-tool.ts';
import { platformUnderTest } from './platform-under-test.ts';

/** Shorter than the tools' own patience with brokers that hang up on them: 60 s. */
const patience = 'default.api.timeout.ms=6000\nrequest.timeout.ms=3000\n';
const [busyTopic] = topics;

let apache: ApacheTool;
let brokers: readonly ['--bootstrap-server', string];
let admin: string;
let client: string;
let scratch: string;

beforeAll(async () => {
  const running = await platformUnderTest();
  apache = await apacheTools(running);
  brokers = ['--bootstrap-server', running.platform.bootstrapServers];
  admin = running.home.files.adminProperties;
  client = running.home.files.clientProperties;
  scratch = await mkdtemp(join(tmpdir(), 'client-files-'));
});
afterAll(() => rm(scratch, { recursive: true }));

/** A client file made from that of the platform. */
async function altered(name: string, change: (text: string) => string): Promise<string> {
  const file = join(scratch, name);
  await writeFile(file, change(await readFile(client, 'utf8')), { mode: 0o600 });
  return file;
}

describe('with admin.properties', () => {
  test('kafka-topics shows the catalogue with all its partitions', async () => {
    const { stdout, exitCode } = await apache('kafka-topics', ...brokers, '--command-config', admin, '--describe');
    expect(exitCode).toBe(0);
    const counts = new Map(
      [...stdout.matchAll(/^Topic: (\S+)\s.*PartitionCount: (\d+)\s+ReplicationFactor: 3\s/gm)].map(
        ([, name, partitions]) => [name, Number(partitions)],
      ),
    );
    const ofCatalogue = topics.map(({ name }) => counts.get(name));
    expect(ofCatalogue).toEqual(topics.map(({ partitions }) => partitions));
    expect(ofCatalogue).toHaveLength(topics.length);
    expect(ofCatalogue.reduce((total, count) => total! + count!, 0)).toBeGreaterThanOrEqual(1_000);
  });

  test('kafka-acls shows what the client may do', async () => {
    const { stdout, exitCode } = await apache('kafka-acls', ...brokers, '--command-config', admin, '--list');
    expect(exitCode).toBe(0);
    const ofClient = [
      ...stdout.matchAll(/principal=User:trading-client, host=\*, operation=\w+, permissionType=ALLOW/g),
    ];
    expect(ofClient).toHaveLength(clientAccess('trading-client').length);
  });
});

describe('with client.properties', () => {
  test('kafka-console-consumer reads events with their keys', async () => {
    const { stdout, all, exitCode } = await apache(
      'kafka-console-consumer',
      ...brokers,
      ...['--consumer.config', client, '--topic', busyTopic.name, '--from-beginning'],
      ...['--max-messages', '5', '--timeout-ms', '45000'],
      ...['--property', 'print.key=true', '--property', 'print.value=false'],
    );
    expect(all).toContain('Processed a total of 5 messages');
    expect(stdout.trim().split('\n')).toEqual(Array.from({ length: 5 }, () => expect.stringMatching(/^[A-Z.]+$/)));
    expect(exitCode).toBe(0);
  });

  test.each([
    ['create a topic', 'kafka-topics', ['--create', '--topic', 'not-permitted', '--partitions', '1']],
    ['add partitions', 'kafka-topics', ['--alter', '--topic', busyTopic.name, '--partitions', '200']],
    ['delete a topic', 'kafka-topics', ['--delete', '--topic', busyTopic.name]],
    ['read access rules', 'kafka-acls', ['--list']],
    [
      'shorten how long a topic keeps its events',
      'kafka-configs',
      ['--alter', '--entity-type', 'topics', '--entity-name', busyTopic.name, '--add-config', 'retention.ms=1'],
    ],
  ] as const)('the client may not %s', async (_, tool, words) => {
    const answer = await apache(tool, ...brokers, '--command-config', client, ...words);
    expect(answer.all).toMatch(/AuthorizationException|Authorization failed/);
    expect(answer.exitCode).toBe(1);
  });

  test('the client may not join a group of another application', async () => {
    const { all } = await apache(
      'kafka-console-consumer',
      ...brokers,
      ...['--consumer.config', client, '--topic', busyTopic.name, '--group', 'billing', '--from-beginning'],
      ...['--max-messages', '1', '--timeout-ms', '20000'],
    );
    expect(all).toContain('GroupAuthorizationException: Not authorized to access group: billing');
    expect(all).toContain('Processed a total of 0 messages');
  });
});

describe('without what the platform asks for', () => {
  const listTopics = (file: string): Promise<ToolAnswer> =>
    apache('kafka-topics', ...brokers, '--command-config', file, '--list');

  test('a wrong password is refused', async () => {
    const file = await altered('wrong.properties', (text) => text.replace(/password="[^"]+"/, 'password="wrong"'));
    const answer = await listTopics(file);
    expect(answer.all).toContain('SaslAuthenticationException: Authentication failed');
    expect(answer.exitCode).toBe(1);
  });

  test.each([
    ['no credentials', 'SSL', (text: string) => text.replaceAll(/^sasl\..*$/gm, '')],
    ['no encryption', 'SASL_PLAINTEXT', (text: string) => text],
    ['neither', 'PLAINTEXT', (text: string) => text.replaceAll(/^(sasl|ssl)\..*$/gm, '')],
  ])('a client with %s gets no answer', async (_, protocol, change) => {
    const file = await altered(`${protocol}.properties`, (text) =>
      change(text).replace('security.protocol=SASL_SSL', `security.protocol=${protocol}\n${patience}`),
    );
    const answer = await listTopics(file);
    expect(answer.all).toContain('TimeoutException: Timed out waiting for a node assignment');
    expect(answer.exitCode).toBe(1);
    expect(answer.stdout).not.toContain(busyTopic.name);
  });

  test('the same impatience with credentials suffices, so it is not what refused', async () => {
    const { stdout, exitCode } = await listTopics(await altered('patient.properties', (text) => text + patience));
    expect(exitCode).toBe(0);
    expect(stdout.split('\n')).toContain(busyTopic.name);
  });
});
