import kafkajs, { type Admin, type Consumer, type KafkaMessage, type Producer } from 'kafkajs';
import pRetry from 'p-retry';
import {
  applyPlan,
  connectKafka,
  createAcls,
  makePlan,
  observeAcls,
  ownershipRecord,
  readClientProperties,
  topicKind,
  waitForInSync,
  type Acl,
  type ClientProperties,
  type OwnershipRecord,
} from '../../../cluster/index.ts';
import { readRecords } from '../../../cluster/read-records.ts';
import { platformUnderTest } from '../access/platform-under-test.ts';
import { allAclsOf } from './acl-filter.ts';

const missed = 'integration.quarantine.missed';
const forgotten = 'integration.quarantine.forgotten';
/** The brokers' LZ4 would need a codec to be read. */
const configs = { 'compression.type': 'uncompressed' };
/** One that the platform's client may join. */
const group = 'console-consumer-quarantine';
const values = Array.from({ length: 10 }, (_, index) => `value ${index}`);

let operator: ClientProperties;
let admin: Admin;
let ownership: OwnershipRecord;
let clusterId: string;
let client: ReturnType<typeof connectKafka>;
let producer: Producer;

beforeAll(async () => {
  const { files } = (await platformUnderTest()).home;
  operator = await readClientProperties(files.adminProperties);
  admin = connectKafka(operator).admin();
  await admin.connect();
  clusterId = (await admin.describeCluster()).clusterId;
  ownership = ownershipRecord(admin, operator, { replicationFactor: 3, minInSyncReplicas: 2 });
  const properties = await readClientProperties(files.clientProperties);
  client = connectKafka(properties);
  producer = connectKafka(properties, { retries: 0 }).producer({
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  await createAcls(
    admin,
    [missed, forgotten].flatMap((resourceName) =>
      (['READ', 'WRITE', 'DESCRIBE'] as const).map((operation): Acl => ({
        resourceType: 'TOPIC',
        patternType: 'LITERAL',
        resourceName,
        principal: `User:${properties.username}`,
        host: '*',
        operation,
        permission: 'ALLOW',
      })),
    ),
  );
});
afterAll(async () => {
  const topics = [missed, forgotten];
  const present = await admin.listTopics();
  await admin.deleteAcls({ filters: topics.map((topic) => allAclsOf(kafkajs.AclResourceTypes.TOPIC, topic)) });
  await admin.deleteTopics({ topics: topics.filter((topic) => present.includes(topic)) });
  const ids = topics.map((topic) => `topic/${topic}` as const);
  await ownership.write({ own: [], disown: ids, quarantine: new Map(ids.map((id) => [id, null])) });
  await Promise.all([admin.disconnect(), producer.disconnect()]);
});

const begun = new Date();
const later = (days: number) => new Date(begun.getTime() + days * 86_400_000);

const declaring = (name: string) => [
  topicKind(admin, operator, [{ name, partitions: 1, replicationFactor: 3, configs, key: 'k' }]),
];
const burying = (topic: string) => [
  topicKind(admin, operator, [], [{ topic, date: '2026-11-25', reason: 'No longer used', quarantineDays: 7 }]),
];
async function apply(kinds: ReturnType<typeof declaring>, topic: string, now: Date) {
  const plan = await makePlan(kinds, clusterId, now, ownership);
  const accepted = new Set([`data-loss:${topic}`]);
  return applyPlan(kinds, clusterId, plan, { accepted, ownership, now });
}
async function create(topic: string): Promise<void> {
  expect(await apply(declaring(topic), topic, begun)).toEqual([{ step: `topic/${topic}/create` }]);
  await waitForInSync(admin, [topic], { timeoutMs: 30_000 });
}

/** Brokers hear of rules and topics some milliseconds after the controller has them. */
const soon = { retries: 20, minTimeout: 200, maxTimeout: 200 };
const send = (topic: string) =>
  pRetry(() => producer.send({ topic, messages: values.map((value) => ({ value })) }), soon);
const denialsOf = (resourceName: string) => observeAcls(admin, { resourceName, permission: 'DENY' });

/** Reads as the client's own group. @returns the first record, and what ends it */
async function consume(topic: string) {
  const consumer: Consumer = client.consumer({ groupId: group, maxWaitTimeInMs: 200 });
  const crash = new Promise<Error>((resolve) => {
    consumer.on(consumer.events.CRASH, ({ payload }) => resolve(payload.error));
  });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  const first = new Promise<KafkaMessage>((resolve, reject) => {
    void crash.then(reject);
    void consumer.run({
      autoCommit: false,
      eachMessage: ({ message }) => {
        resolve(message);
        return Promise.resolve();
      },
    });
  });
  return { consumer, first, crash };
}

test('who uses a topic in quarantine is cut off, and goes on where it was when the topic is taken back', async () => {
  await create(missed);
  await send(missed);
  const before = await consume(missed);
  await before.first;
  await before.consumer.commitOffsets([{ topic: missed, partition: 0, offset: '5' }]);

  const refused = makePlan(burying(missed), clusterId, begun, ownership).then((plan) =>
    applyPlan(burying(missed), clusterId, plan, { accepted: new Set(), ownership, now: begun }),
  );
  await expect(refused).rejects.toMatchObject({
    code: 'REFUSED',
    message: expect.stringMatching(
      new RegExp(
        `^topic/${missed}/quarantine: .* would go at its removal .*not yet read: 5 by ${group}.*data-loss:${missed}$`,
      ),
    ) as string,
  });
  expect((await ownership.read()).quarantined).toEqual(new Map());

  expect(await apply(burying(missed), missed, begun)).toEqual([{ step: `topic/${missed}/quarantine` }]);
  expect(await before.crash).toMatchObject({ cause: { type: 'TOPIC_AUTHORIZATION_FAILED' } });
  await expect(producer.send({ topic: missed, messages: [{ value: 'late' }] })).rejects.toMatchObject({
    type: 'TOPIC_AUTHORIZATION_FAILED',
  });
  await before.consumer.disconnect();
  const records = await readRecords(operator, [{ topic: missed, partition: 0, from: 0, to: 10 }], {
    timeoutMs: 10_000,
  });
  expect(records.map(({ value }) => value?.toString())).toEqual(values);
  expect((await ownership.read()).quarantined).toEqual(new Map([[`topic/${missed}`, begun.toISOString()]]));
  expect(await makePlan(burying(missed), clusterId, later(6.9), ownership)).toMatchObject({
    steps: [],
    waiting: [{ resource: missed, since: begun.toISOString(), until: later(7).toISOString() }],
  });

  expect(await apply(declaring(missed), missed, later(6.9))).toEqual([{ step: `topic/${missed}/release` }]);
  expect(await denialsOf(missed)).toEqual([]);
  expect((await ownership.read()).quarantined).toEqual(new Map());
  await send(missed);
  const after = await consume(missed);
  expect(await after.first).toMatchObject({ offset: '5', value: Buffer.from('value 5') });
  await after.consumer.disconnect();
});

test('a topic that nobody took back is removed, and one of its name is open to whom it permits', async () => {
  await create(forgotten);
  await send(forgotten);
  expect(await apply(burying(forgotten), forgotten, begun)).toEqual([{ step: `topic/${forgotten}/quarantine` }]);
  expect(await denialsOf(forgotten)).toMatchObject([
    { principal: 'User:*', operation: 'READ', patternType: 'LITERAL', host: '*' },
    { principal: 'User:*', operation: 'WRITE', patternType: 'LITERAL', host: '*' },
  ]);

  expect(await apply(burying(forgotten), forgotten, later(7))).toEqual([{ step: `topic/${forgotten}/remove` }]);
  expect(await admin.listTopics()).not.toContain(forgotten);
  expect(await denialsOf(forgotten)).toEqual([]);
  const { owned, quarantined } = await ownership.read();
  expect([...owned, ...(quarantined?.keys() ?? [])]).not.toContain(`topic/${forgotten}`);

  await create(forgotten);
  await send(forgotten);
});
