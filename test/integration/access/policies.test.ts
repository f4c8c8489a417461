import kafkajs from 'kafkajs';
import {
  connectKafka,
  createMissingTopics,
  readClientProperties,
  withAdmin,
  type ClientProperties,
} from '../../../cluster/index.ts';
import { apacheTools, type ApacheTool, type ToolAnswer } from './apache-tool.ts';
import { platformUnderTest } from './platform-under-test.ts';

const { Partitioners } = kafkajs;
const topic = 'integration.policies';
const byHand = 'integration.policies.by-hand';

let operator: ClientProperties;
/** Apache's tools as the operator, who may do anything and is judged all the same. */
let asOperator: (tool: Parameters<ApacheTool>[0], ...words: readonly string[]) => Promise<ToolAnswer>;
const create = (name: string, ...words: readonly string[]) =>
  asOperator('kafka-topics', '--create', '--topic', name, ...words);
const configure = (...words: readonly string[]) =>
  asOperator('kafka-configs', '--alter', '--entity-type', 'topics', '--entity-name', topic, ...words);

beforeAll(async () => {
  const { platform, home } = await platformUnderTest();
  const apache = await apacheTools({ platform, home });
  const login = ['--bootstrap-server', platform.bootstrapServers, '--command-config', home.files.adminProperties];
  asOperator = (tool, ...words) => apache(tool, ...login, ...words);
  operator = await readClientProperties(home.files.adminProperties);
  await withAdmin(operator, {}, (admin) =>
    createMissingTopics(admin, [{ name: topic, partitions: 1, configs: {} }], 3),
  );
});
afterAll(() =>
  withAdmin(operator, {}, async (admin) => {
    const present = await admin.listTopics();
    await admin.deleteTopics({ topics: [topic, byHand].filter((name) => present.includes(name)) });
  }),
);

test.each([
  ['by a name in capitals', () => create('Orders', '--partitions', '1'), 'topic "Orders": name: found "Orders"'],
  [
    'with one replica and an unclean election, both of which are told',
    () => create(byHand, '--replication-factor', '1', '--config', 'unclean.leader.election.enable=true'),
    /replication factor: found 1, expected 3 or more; .*unclean\.leader\.election\.enable: found true, expected false/,
  ],
  [
    'with a replica assigned by hand',
    () => create(byHand, '--replica-assignment', '1'),
    `topic "${byHand}": replicas of partition 0: found 1, expected 3 or more`,
  ],
])('no topic is made %s', async (_, ask, message) => {
  const { all, exitCode } = await ask();
  expect(all).toMatch('PolicyViolationException');
  expect(all).toMatch(message);
  expect(exitCode).toBe(1);
});

test.each([
  ['min.insync.replicas=1', 'found 1, expected 2 or more and fewer than the 3 replicas'],
  ['unclean.leader.election.enable=true', 'found true, expected false'],
])('a topic doesn’t get %s', async (setting, message) => {
  const { all, exitCode } = await configure('--add-config', setting);
  expect(all).toContain(`PolicyViolationException: topic "${topic}": ${setting.split('=')[0]}: ${message}`);
  expect(exitCode).toBe(1);
});

test('nor do all brokers together get what their topics would fall back to', async () => {
  const words = ['--alter', '--entity-type', 'brokers', '--entity-default', '--add-config', 'min.insync.replicas=1'];
  const { all, exitCode } = await asOperator('kafka-configs', ...words);
  expect(all).toContain('PolicyViolationException: all brokers: min.insync.replicas: found 1, expected 2 or more');
  expect(exitCode).toBe(1);
});

test('a topic that is not there is not made by asking for it', async () => {
  const absent = 'integration.policies.absent';
  const producer = connectKafka(operator, { retries: 0 }).producer({
    allowAutoTopicCreation: true,
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  await expect(producer.send({ topic: absent, messages: [{ value: 'x' }] })).rejects.toThrow(/topic-partition/);
  await producer.disconnect();
  expect(await withAdmin(operator, {}, (admin) => admin.listTopics())).not.toContain(absent);
});

test('what the rules allow is done: three replicas assigned by hand, a right minimum, and taking it away', async () => {
  expect(await create(byHand, '--replica-assignment', '3:1:2')).toMatchObject({ exitCode: 0 });
  expect(
    await configure('--add-config', 'min.insync.replicas=2,leader.replication.throttled.replicas=[0:1,0:2]'),
  ).toMatchObject({ exitCode: 0 });
  expect(await configure('--delete-config', 'min.insync.replicas,leader.replication.throttled.replicas')).toMatchObject(
    { exitCode: 0 },
  );
});
