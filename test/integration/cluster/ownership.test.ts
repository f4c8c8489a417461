import { join } from 'node:path';
import kafkajs, { type Admin, type Consumer } from 'kafkajs';
import {
  applyPlan,
  connectKafka,
  makePlan,
  ownershipRecord,
  readClientProperties,
  takeOwnership,
  topicKind,
  type ClientProperties,
  type OwnershipRecord,
} from '../../../cluster/index.ts';
import { topics } from '../../../topics/index.ts';
import { homeOfRunningPlatform } from './running-platform.ts';

const { ConfigResourceTypes } = kafkajs;

const ownershipTopic = '_platform-ownership';
const ours = 'integration.ownership.ours';
const theirs = 'integration.ownership.theirs';
const group = 'integration-ownership-reader';
const configs = { 'retention.ms': '604800000' };
const tombstones = [ours, theirs].map((topic) => ({
  topic,
  date: '2026-11-25',
  reason: 'No longer used',
  quarantineDays: 0,
}));

let home: string;
let operator: ClientProperties;
let admin: Admin;
let ownership: OwnershipRecord;
let clusterId: string;

beforeAll(async () => {
  home = homeOfRunningPlatform();
  operator = await readClientProperties(join(home, 'admin.properties'));
  admin = connectKafka(operator).admin();
  await admin.connect();
  clusterId = (await admin.describeCluster()).clusterId;
  ownership = ownershipRecord(admin, operator, { replicationFactor: 3, minInSyncReplicas: 2 });
});
afterAll(async () => {
  const present = await admin.listTopics();
  await admin.deleteTopics({ topics: [ours, theirs].filter((name) => present.includes(name)) });
  await ownership.write({ own: [], disown: [`topic/${ours}`] });
  await admin.disconnect();
});

const declaring = () => [
  topicKind(admin, operator, [{ name: ours, partitions: 2, replicationFactor: 3, configs, key: 'k' }]),
];
const burying = () => [topicKind(admin, operator, [], tombstones)];
const planOf = (kinds: ReturnType<typeof declaring>) => makePlan(kinds, clusterId, new Date(), ownership);
const apply = async (kinds: ReturnType<typeof declaring>, accepted: readonly string[] = []) =>
  applyPlan(kinds, clusterId, await planOf(kinds), { accepted: new Set(accepted), ownership });

test('a start enters the topics that it made, and nothing else', async () => {
  const { owned } = await ownership.read();
  expect([...owned].sort()).toEqual(topics.map(({ name }) => `topic/${name}`).sort());
});

test('the record is as durable as the catalogue’s topics, and compacted', async () => {
  const { topics: found } = await admin.fetchTopicMetadata({ topics: [ownershipTopic] });
  expect(found[0]?.partitions).toMatchObject([{ partitionId: 0, replicas: { length: 3 } }]);
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [
      { type: ConfigResourceTypes.TOPIC, name: ownershipTopic, configNames: ['cleanup.policy', 'min.insync.replicas'] },
    ],
  });
  expect(resources[0]?.configEntries.map(({ configValue }) => configValue).sort()).toEqual(['2', 'compact']);
});

test('the platform’s client may neither read nor write it', async () => {
  const client = connectKafka(await readClientProperties(join(home, 'client.properties')), { retries: 0 });
  const producer = client.producer();
  await producer.connect();
  try {
    await expect(producer.send({ topic: ownershipTopic, messages: [{ key: 'topic/x', value: '{}' }] })).rejects.toThrow(
      /Not authorized to access topics/,
    );
  } finally {
    await producer.disconnect();
  }
});

test('what is in the record already is not written again', async () => {
  const end = async () => (await admin.fetchTopicOffsets(ownershipTopic))[0]?.high;
  const before = await end();
  await takeOwnership(
    ownership,
    topics.map(({ name }) => name),
  );
  expect(await end()).toBe(before);
});

test('a topic lives from its declaration to its tombstone, and goes only when its loss is accepted', async () => {
  await admin.createTopics({ topics: [{ topic: theirs, numPartitions: 1, replicationFactor: 3 }] });
  expect(await apply(declaring())).toEqual([{ step: `topic/${ours}/create` }]);
  expect((await ownership.read()).owned).toContain(`topic/${ours}`);

  const producer = connectKafka(operator).producer();
  await producer.connect();
  const messages = Array.from({ length: 20 }, (_, index) => ({ partition: index % 2, key: `${index}`, value: 'v' }));
  await producer.send({ topic: ours, messages });
  await producer.disconnect();
  const consumer = connectKafka(operator).consumer({ groupId: group });
  try {
    await readFive(consumer);
    await expect(apply(burying())).rejects.toMatchObject({
      code: 'REFUSED',
      message: expect.stringMatching(
        new RegExp(
          `^topic/${ours}/remove: about [\\d.]+ \\w+ of [\\d.]+ \\w+ in each copy would go now \\(20 records, written from ` +
            `[^ ]+ to [^ ]+\\); not yet read: 5 by ${group}; its newest record was to be kept until [^ ]+; read now by 1 ` +
            `consumer of ${group}; if that is meant: --accept data-loss:${ours}$`,
        ),
      ) as string,
    });
  } finally {
    await consumer.disconnect();
  }
  expect(await admin.listTopics()).toContain(ours);

  expect(await apply(burying(), [`data-loss:${ours}`])).toEqual([{ step: `topic/${ours}/remove` }]);
  expect(await admin.listTopics()).not.toContain(ours);
  expect((await ownership.read()).owned).not.toContain(`topic/${ours}`);
  expect((await planOf(burying())).steps).toEqual([]);
  expect(await apply(burying())).toEqual([]);
  expect(await admin.listTopics()).toContain(theirs);
});

test('an apply that was killed is found by the next plan, and forgotten when an apply has ended', async () => {
  const unfinished = { startedAt: new Date().toISOString(), steps: ['topic/nowhere/create'] };
  await ownership.write({ own: [], disown: [] }, unfinished);
  expect((await planOf(burying())).unfinished).toEqual(unfinished);
  await apply(burying());
  expect(await planOf(burying())).not.toHaveProperty('unfinished');
});

test('an apply of more steps than a record has room for is found as well', async () => {
  const steps = Array.from({ length: 40_000 }, (_, index) => `access/User:service-${index}-a/grant`);
  const unfinished = { startedAt: new Date().toISOString(), steps };
  await ownership.write({ own: [], disown: [] }, unfinished);
  expect((await ownership.read()).unfinished).toEqual(unfinished);
  await apply(burying());
});

test('a topic that is no longer in the files is not removed for that', async () => {
  await apply(declaring());
  expect(await apply([topicKind(admin, operator, [])])).toEqual([]);
  expect(await admin.listTopics()).toContain(ours);
  expect((await ownership.read()).owned).toContain(`topic/${ours}`);
});

/** Leaves five of ten records of one partition unread, and all of the other read. */
async function readFive(consumer: Consumer): Promise<void> {
  await consumer.connect();
  await consumer.subscribe({ topic: ours, fromBeginning: true });
  const joined = new Promise((resolve) => consumer.on(consumer.events.GROUP_JOIN, resolve));
  await consumer.run({ autoCommit: false, eachMessage: () => Promise.resolve() });
  await joined;
  await consumer.commitOffsets([
    { topic: ours, partition: 0, offset: '5' },
    { topic: ours, partition: 1, offset: '10' },
  ]);
}
