import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import kafkajs, { type Admin, type Producer } from 'kafkajs';
import pRetry from 'p-retry';
import {
  connectKafka,
  createAcls,
  createMissingTopics,
  readClientProperties,
  waitForInSync,
} from '../../../cluster/index.ts';
import { deleteAcls, type Acl } from '../../../cluster/acls.ts';
import { platformUnderTest, type PlatformUnderTest } from '../access/platform-under-test.ts';
import { allAclsOf } from './acl-filter.ts';

const topic = 'integration.cut-off';
/** Users of a service that is to have nothing to do with the topic. One of them writes to it, the other doesn't. */
const [active, idle] = ['notification-service-a', 'notification-service-b'] as const;
const mayWrite = (user: string): Acl => ({
  resourceType: 'TOPIC',
  resourceName: topic,
  patternType: 'LITERAL',
  principal: `User:${user}`,
  host: '*',
  operation: 'WRITE',
  permission: 'ALLOW',
});

let under: PlatformUnderTest;
let admin: Admin;
let producer: Producer;

beforeAll(async () => {
  under = await platformUnderTest();
  admin = connectKafka(await readClientProperties(under.home.files.adminProperties)).admin();
  await admin.connect();
  await createMissingTopics(admin, [{ name: topic, partitions: 1, configs: {} }], 3);
  await waitForInSync(admin, [topic], { timeoutMs: 60_000 });
  const client = await readClientProperties(under.home.files.clientProperties);
  const password = await readFile(join(under.home.files.serviceSecrets, active), 'utf8');
  producer = connectKafka({ ...client, username: active, password }, { retries: 0 }).producer({
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
  });
  await producer.connect();
});
afterAll(async () => {
  await admin.deleteAcls({ filters: [allAclsOf(kafkajs.AclResourceTypes.TOPIC, topic)] });
  await admin.deleteTopics({ topics: [topic] });
  await Promise.all([admin.disconnect(), producer.disconnect()]);
});

function apply(...words: string[]) {
  const home = ['--home', under.home.dir];
  return execa('node', ['cli/kafka-platform.js', 'apply', '--yes', ...words, ...home], {
    reject: false,
    stdin: 'ignore',
  });
}

const send = () => producer.send({ topic, messages: [{ value: 'at work' }] });
/** Brokers hear of rules some milliseconds after the controller has them. */
const soon = { retries: 20, minTimeout: 200, maxTimeout: 200 };
const isRefused = async (): Promise<void> => {
  await expect(send()).rejects.toMatchObject({ type: 'TOPIC_AUTHORIZATION_FAILED' });
};

test('taking a rule from a principal at work is refused with its age; done by hand it does harm', async () => {
  await createAcls(admin, [mayWrite(active), mayWrite(idle)]);
  await pRetry(send, soon);

  const refused = await apply();
  expect(refused).toMatchObject({ exitCode: 3, stdout: '' });
  expect(refused.stderr).toMatch(
    new RegExp(
      `^kafka-platform: access/User:${active}/revoke: User:${active} is at work and would be cut off: WRITE on topic ${topic} from ` +
        `[\\d.]+, \\d+ seconds? ago on kafka-\\d+.*; if that is meant: --accept cut-off:User:${active}$`,
      'm',
    ),
  );
  expect(refused.stderr).toContain(`User:${idle} made no use of it from`);
  expect(refused.stderr).not.toContain(`--accept cut-off:User:${idle}`);
  await send();

  await deleteAcls(admin, [mayWrite(active)]);
  await pRetry(isRefused, soon);
});

test('taking it from one that is not at work is done, and from the other once someone accepts that', async () => {
  expect(await apply()).toMatchObject({ exitCode: 0, stdout: '1 done, 0 failed' });
  await createAcls(admin, [mayWrite(active)]);
  await pRetry(send, soon);
  const accepted = await apply('--accept', `cut-off:User:${active}`);
  expect(accepted).toMatchObject({ exitCode: 0, stdout: '1 done, 0 failed' });
  await pRetry(isRefused, soon);
});
