import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import kafkajs, { type Admin, type Message, type Producer } from 'kafkajs';
import { applyPlan, connectKafka, makePlan, readClientProperties, topicKind } from '../../cluster/index.ts';
import { observeContents } from '../../cluster/topic-contents.ts';
import { apacheTools } from '../integration/access/apache-tool.ts';
import { platformUnderTest } from '../integration/access/platform-under-test.ts';
import { catchUp, whileAway } from '../integration/cluster/broker-under-test.ts';
import { homeOfRunningPlatform } from '../integration/cluster/running-platform.ts';

const { ConfigResourceTypes, Partitioners } = kafkajs;

/** One that the plan works on, and its twin, to which someone does the same without asking. */
const guarded = 'integration.guards.guarded';
const unguarded = 'integration.guards.unguarded';
const group = 'integration-guards-reader';
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** The broker writes records in LZ4, as the platform's topics have them. */
const configs = { 'compression.type': 'lz4', 'retention.ms': String(14 * dayMs) };

let home: string;
let properties: Awaited<ReturnType<typeof readClientProperties>>;
let admin: Admin;
let producer: Producer;
let clusterId: string;

beforeAll(async () => {
  home = homeOfRunningPlatform();
  properties = await readClientProperties(join(home, 'admin.properties'));
  admin = connectKafka(properties).admin();
  // What is refused is to be told at once.
  producer = connectKafka(properties, { retries: 1 }).producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await Promise.all([admin.connect(), producer.connect()]);
  clusterId = (await admin.describeCluster()).clusterId;
  await admin.createTopics({
    topics: [guarded, unguarded].map((topic) => ({
      topic,
      numPartitions: 2,
      replicationFactor: 3,
      configEntries: Object.entries(configs).map(([name, value]) => ({ name, value })),
    })),
  });
  for (const topic of [guarded, unguarded]) await producer.send({ topic, messages: records(Date.now()) });
  await admin.setOffsets({
    groupId: group,
    topic: guarded,
    partitions: [
      { partition: 0, offset: '10' },
      { partition: 1, offset: '30' },
    ],
  });
});
afterAll(async () => {
  await admin.deleteGroups([group]);
  await admin.deleteTopics({ topics: [guarded, unguarded] });
  await Promise.all([admin.disconnect(), producer.disconnect()]);
});

/** In each of two partitions 30 records of two hours ago and 20 of now, of ten keys; five of the newest have none. */
function records(now: number): Message[] {
  return [0, 1].flatMap((partition) =>
    Array.from({ length: 50 }, (_, index) => ({
      partition,
      key: index >= 45 && partition === 0 ? null : `key-${index % 10}`,
      value: `value ${index}`.repeat(20),
      timestamp: String(index < 30 ? now - 2 * hourMs + index : now),
    })),
  );
}

/** What keeps the guarded topic from having these settings; its message names all refusals. */
async function refusalOf(changed: Readonly<Record<string, string | undefined>>, partitions = 2): Promise<string> {
  const all: Record<string, string | undefined> = { ...configs, ...changed };
  const wanted = Object.fromEntries(
    Object.entries(all).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
  const kinds = [
    topicKind(admin, properties, [{ name: guarded, partitions, replicationFactor: 3, configs: wanted, key: 'symbol' }]),
  ];
  const plan = await makePlan(kinds, clusterId, new Date());
  const error: unknown = await applyPlan(kinds, clusterId, plan, { accepted: new Set() }).catch(
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ code: 'REFUSED' });
  return (error as Error).message;
}

/** Why a plan would refuse these settings, as soon as it does: a dead broker's replicas count as in sync for some seconds. */
async function eventualRefusal(changed: Readonly<Record<string, string>>): Promise<string> {
  const wanted = {
    name: guarded,
    partitions: 2,
    replicationFactor: 3,
    configs: { ...configs, ...changed },
    key: 'symbol',
  };
  const kinds = [topicKind(admin, properties, [wanted])];
  for (const deadline = performance.now() + 60_000; performance.now() < deadline;) {
    // The broker that is asked may be the one that is away.
    const steps = await makePlan(kinds, clusterId, new Date()).then(
      (plan) => plan.steps,
      () => [],
    );
    const refusal = steps.flatMap(({ verdicts }) => verdicts).find(({ level }) => level === 'refuse');
    if (refusal !== undefined) return refusal.reason;
  }
  return 'nothing would be refused';
}

const setByHand = (changed: Readonly<Record<string, string>>) =>
  admin.alterConfigs({
    validateOnly: false,
    resources: [
      {
        type: ConfigResourceTypes.TOPIC,
        name: unguarded,
        configEntries: Object.entries({ ...configs, ...changed }).map(([name, value]) => ({ name, value })),
      },
    ],
  });

/** Past the brokers, whose policies refuse it: what a cluster may hold that had none. */
async function setInZooKeeper(changed: Readonly<Record<string, string>>): Promise<void> {
  const running = await platformUnderTest();
  const tool = await apacheTools(running);
  const [node] = running.platform.nodes.zookeeper;
  const file = `${running.home.layout('operator').configDir}/zookeeper-client.properties`;
  const login = ['-client-configuration', file, '-server', `${node!.address}:${node!.ports.client}`];
  const value = JSON.stringify({ version: 1, config: { ...configs, ...changed } });
  const notice = JSON.stringify({ version: 2, entity_path: `topics/${unguarded}` });
  for (const words of [
    ['set', `/config/topics/${unguarded}`, value],
    ['create', '-s', '/config/changes/config_change_', notice],
  ]) {
    expect(await tool('zookeeper-shell', ...login, ...words)).toMatchObject({ exitCode: 0 });
  }
}

const send = (message: Message) => producer.send({ topic: unguarded, acks: -1, messages: [message] });

/**
 * Whether a record is refused so within a minute. It is sent again and again without waiting for the last: settings reach
 * the brokers a moment after the controller has them, and one that waits for a dead replica tells nothing meanwhile.
 */
async function isEventuallyRefused(message: Message, expected: RegExp): Promise<boolean> {
  // Trying again by itself, the client would wait until it is no longer refused.
  const impatient = connectKafka(properties, { retries: 0 }).producer({
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  await impatient.connect();
  const send = () => impatient.send({ topic: unguarded, acks: -1, messages: [message] });
  const refused = new AbortController();
  const sending: Promise<void>[] = [];
  const deadline = performance.now() + 60_000;
  while (performance.now() < deadline && !refused.signal.aborted) {
    const isThis = (error: unknown) =>
      [error, (error as Error).cause].some((each) => expected.test(typeOf(each) ?? ''));
    sending.push(
      send().then(
        () => undefined,
        (error: unknown) => {
          if (isThis(error)) refused.abort();
        },
      ),
    );
    await sleep(100);
  }
  await Promise.all(sending);
  await impatient.disconnect();
  return refused.signal.aborted;
}

const typeOf = (error: unknown) => (error instanceof Error && 'type' in error ? String(error.type) : undefined);

test('sizes are those that kafka-log-dirs tells, and offsets those of the records', async () => {
  const platform = await platformUnderTest();
  const tool = await apacheTools(platform);
  const config = join(home, 'admin.properties');
  const { bootstrapServers } = platform.platform;
  const answer = await tool(
    ...(['kafka-log-dirs', '--describe', '--bootstrap-server', bootstrapServers] as const),
    ...['--command-config', config, '--topic-list', guarded],
  );
  const described = JSON.parse(answer.stdout.split('\n').find((line) => line.startsWith('{')) ?? '{}') as {
    brokers: { logDirs: { partitions: { partition: string; size: number }[] }[] }[];
  };
  const sizes = described.brokers.flatMap(({ logDirs }) => logDirs.flatMap(({ partitions }) => partitions));
  const contents = await observeContents(properties, [{ name: guarded, partitions: 2, sinceMs: Date.now() - hourMs }]);
  const partitions = contents.get(guarded)?.partitions ?? [];
  expect(sizes).toHaveLength(6);
  for (const { partition, size } of sizes) {
    expect(partitions.find(({ id }) => partition === `${guarded}-${id}`)?.bytes).toBe(size);
  }
  expect(partitions).toMatchObject([
    { earliest: 0, firstSince: 30, latest: 50 },
    { earliest: 0, firstSince: 30, latest: 50 },
  ]);
});

test('a shorter retention is refused with what it would delete and who has not read that', async () => {
  const message = await refusalOf({ 'retention.ms': String(hourMs) });
  expect(message).toMatch(
    new RegExp(
      `retention.ms goes from ${14 * dayMs} to ${hourMs}: what is older or more is deleted for good; about [\\d.]+ \\w+ of ` +
        `[\\d.]+ \\w+ in each copy would go now \\(60 records, written from [\\d-]+T[\\d:]+Z to [\\d-]+T[\\d:]+Z\\); not yet read: ` +
        `20 by ${group}; if that is meant: --accept data-loss:${guarded}`,
    ),
  );
});

test('a limit of bytes is refused with what is more than that', async () => {
  const message = await refusalOf({ 'retention.bytes': '1' });
  expect(message).toMatch(/retention\.bytes goes from -1 to 1: .* would go now \(100 records, written from [^ ]+ to /);
});

test('a retention that is no longer set is judged by that of the brokers', async () => {
  const message = await refusalOf({ 'retention.ms': undefined });
  expect(message).toMatch(
    new RegExp(`retention.ms goes from ${14 * dayMs} to ${7 * dayMs}: .*none of its [\\d.]+ \\w+ would go now`),
  );
});

describe('what someone did without asking does harm, and is refused by the plan', () => {
  test('compaction where records have no key: they are refused from then on', async () => {
    expect(await refusalOf({ 'cleanup.policy': 'compact' })).toContain(
      'in a sample of the last 100 records 5 have no key and 75 have a later one of the same key',
    );
    await setByHand({ 'cleanup.policy': 'compact' });
    expect(await isEventuallyRefused({ partition: 0, value: 'without a key' }, /^INVALID_RECORD$/)).toBe(true);
  });

  test('more partitions of a keyed topic: keys move away from their unread records', async () => {
    expect(await refusalOf({}, 3)).toContain('growing from 2 to 3 partitions sends 67 % of the keys (symbol)');
    await setByHand({});
    const keys = Array.from({ length: 60 }, (_, index) => `symbol-${index}`);
    const placesOf = async () => {
      const before = await ends();
      await producer.send({ topic: unguarded, messages: keys.map((key) => ({ key, value: 'v' })) });
      return (await ends()).map((end, partition) => end - (before[partition] ?? 0));
    };
    const before = await placesOf();
    await admin.createPartitions({ topicPartitions: [{ topic: unguarded, count: 3 }] });
    await producer.disconnect();
    await producer.connect();
    const after = await placesOf();
    expect(before).toHaveLength(2);
    expect(after[2]).toBeGreaterThan(10);
    expect((after[0] ?? 0) + (after[1] ?? 0) + (after[2] ?? 0)).toBe(60);
  });

  test('a minimum of replicas that are not in sync now: nothing can be written', async () => {
    const { home: running } = await platformUnderTest();
    await expect(setByHand({ 'min.insync.replicas': '3' })).rejects.toMatchObject({ type: 'POLICY_VIOLATION' });
    await setInZooKeeper({ 'min.insync.replicas': '3' });
    const { topics } = await admin.fetchTopicMetadata({ topics: [unguarded] });
    // Its leader stays, so that nothing but the missing replica is in the way.
    const partition = topics[0]?.partitions.find(({ leader }) => leader !== 3)?.partitionId ?? 0;
    await send({ partition, key: 'a', value: 'as long as three replicas are in sync' });
    try {
      const { refusal, isRefused } = await whileAway(running, 'kafka-03', async () => ({
        refusal: await eventualRefusal({ 'min.insync.replicas': '3' }),
        // Not before: what is sent while the replica still counts waits for its return, and all behind it (KIP-966).
        isRefused: await isEventuallyRefused({ partition, key: 'a', value: 'b' }, /^NOT_ENOUGH_REPLICAS/),
      }));
      expect(refusal).toContain('min.insync.replicas would be 3, but a partition has only 2 replicas in sync');
      expect(isRefused).toBe(true);
    } finally {
      await catchUp(running);
    }
  });
});

/** One after the last record of each partition of the unguarded topic. */
async function ends(): Promise<number[]> {
  const offsets = await admin.fetchTopicOffsets(unguarded);
  return offsets.sort((left, right) => left.partition - right.partition).map(({ high }) => Number(high));
}

test('smaller records are a note: nothing stored is lost', async () => {
  const kinds = [
    topicKind(admin, properties, [
      {
        name: guarded,
        partitions: 2,
        replicationFactor: 3,
        configs: { ...configs, 'max.message.bytes': '1000' },
        key: 'symbol',
      },
    ]),
  ];
  expect(await makePlan(kinds, clusterId, new Date())).toMatchObject({
    steps: [
      {
        verdicts: [
          { guard: 'smaller-records', level: 'note', reason: expect.stringContaining('1000 bytes instead of 1048588') },
        ],
      },
    ],
  });
});
