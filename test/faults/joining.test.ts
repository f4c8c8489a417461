import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Kafka } from 'kafkajs';
import pRetry from 'p-retry';
import { createEventConsumer, createEventRegistry, type EventConsumer } from '../../clients/node/index.ts';
import { connectKafka, readClientProperties } from '../../cluster/index.ts';
import { openHome, type Home } from '../../local/index.ts';
import { registryUrlOf } from '../../local/registry.ts';
import { topics } from '../../topics/index.ts';
import { platformUnderTest } from '../integration/access/platform-under-test.ts';
import { catchUp, pidOf } from '../integration/cluster/broker-under-test.ts';
import { homeOfRunningPlatform } from '../integration/cluster/running-platform.ts';

const victim = 'kafka-03';
/** Leaders move away when it stops; it is back and in sync after that. */
const movingSeconds = 15;
/** On a quiet machine a third of it: shared cores were measured to be three times slower for hours. */
const startSeconds = 75;
const stopSeconds = 40;
const topicNames = topics.map(({ name }) => name);

let home: Home;
let kafka: Kafka;
let consumerOfAll: (groupId: string, through?: Kafka) => EventConsumer;

beforeAll(async () => {
  home = await openHome(homeOfRunningPlatform());
  const { platform } = await platformUnderTest();
  const registry = createEventRegistry({ url: registryUrlOf(platform) });
  kafka = connectKafka(await readClientProperties(home.files.clientProperties), { clientId: 'joining' });
  consumerOfAll = (groupId, through = kafka) =>
    createEventConsumer({ kafka: through, registry, groupId, topics: topicNames, onEvents: () => undefined });
});

const newGroup = () => `trading-flow-joining-${randomUUID()}`;

/** Fails where it takes longer. */
async function within<T>(seconds: number, work: Promise<T>): Promise<T> {
  const late = new AbortController();
  const timeout = sleep(seconds * 1_000, undefined, { signal: late.signal }).then(() => {
    throw new Error(`not done after ${seconds} s`);
  });
  timeout.catch(() => undefined); // done in time
  try {
    return await Promise.race([work, timeout]);
  } finally {
    late.abort();
  }
}

/** Partitions of all topics that the group has no position in. */
async function withoutPosition(groupId: string): Promise<string[]> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const without: string[] = [];
    let partitionsSeen = 0;
    // One after the other, as the consumer asks: of several at once the client may leave out some.
    for (const topic of topicNames) {
      for (const { partitions } of await admin.fetchOffsets({ groupId, topics: [topic] })) {
        partitionsSeen += partitions.length;
        for (const { partition, offset } of partitions) if (offset === '-1') without.push(`${topic}-${partition}`);
      }
    }
    expect(partitionsSeen).toBeGreaterThanOrEqual(1_000);
    return without;
  } finally {
    await admin.disconnect();
  }
}

async function membersOf(groupId: string): Promise<number> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const { groups } = await admin.describeGroups([groupId]);
    return groups[0]!.members.length;
  } finally {
    await admin.disconnect();
  }
}

test('a broker that dies just when a consumer looks up its positions delays the start and fails it not', async () => {
  const victimPid = await pidOf(home, victim);
  let isKilled = false;
  const deadly = {
    consumer: (config) => kafka.consumer(config),
    admin: (config) => {
      if (!isKilled) process.kill(victimPid, 'SIGKILL');
      isKilled = true;
      return kafka.admin(config);
    },
  } as Pick<Kafka, 'admin' | 'consumer'> as Kafka;
  const groupId = newGroup();
  const consumer = consumerOfAll(groupId, deadly);
  try {
    await within(startSeconds, consumer.start());
    expect(isKilled).toBe(true);
  } finally {
    await within(stopSeconds, consumer.stop());
    await catchUp(home);
  }
  expect(await withoutPosition(groupId)).toEqual([]);
}, 240_000);

test('each consumer that starts while a broker is restarted gets a position in every partition', async () => {
  process.kill(await pidOf(home, victim), 'SIGTERM');
  const end = performance.now() + movingSeconds * 1_000;
  const groups: string[] = [];
  const startOnes = async () => {
    while (performance.now() < end) {
      const groupId = newGroup();
      const consumer = consumerOfAll(groupId);
      try {
        await within(startSeconds, consumer.start());
      } finally {
        await within(stopSeconds, consumer.stop());
      }
      groups.push(groupId);
    }
  };
  await Promise.all([startOnes(), startOnes()]);
  await catchUp(home);
  for (const groupId of groups) expect(await withoutPosition(groupId)).toEqual([]);
  expect(groups.length).toBeGreaterThan(0);
}, 240_000);

describe('while a broker is dead', () => {
  beforeAll(async () => process.kill(await pidOf(home, victim), 'SIGKILL'));
  afterAll(() => catchUp(home), 100_000);

  test.each([0, 50, 200, 1_500])(
    'a consumer stopped %i ms after it began to start ends, and is no member of its group',
    async (afterMs) => {
      const groupId = newGroup();
      const consumer = consumerOfAll(groupId);
      const starting = consumer.start().then(
        () => 'started',
        (error: unknown) => String(error),
      );
      await sleep(afterMs);
      await within(stopSeconds, consumer.stop());
      // Either it had started before, or it says why it hasn't.
      expect(await within(1, starting)).toMatch(/^started$|stopped before it had started/);
      await sleep(1_000); // one that goes on joining would be a member soon
      // A client whose first question goes to the dead broker gives up.
      expect(await pRetry(() => membersOf(groupId), { retries: 20, minTimeout: 500, maxTimeout: 500 })).toBe(0);
    },
    60_000,
  );
});
