import { setTimeout as sleep } from 'node:timers/promises';
import kafkajs, { type Kafka, type Message } from 'kafkajs';
import { connectEventProducer } from '../../../../clients/node/index.ts';
import type { EventProducer, EventRegistry } from '../../../../clients/node/index.ts';
import { RepeatedAttempt } from '../../../../clients/node/single-attempt.ts';
import { alertFor } from './alert-event.ts';

interface SentMessage extends Message {
  readonly partition: number;
}
type Batch = { topicMessages: { topic: string; messages: SentMessage[] }[] };

/** A cluster of two brokers whose requests end as told. */
class FakeCluster {
  leaders = [1, 2];
  /** What the next requests meet; all goes well when the list is empty. */
  failures: (Error | undefined)[] = [];
  readonly requests: { origins: string[]; keys: string[]; partitions: number[] }[] = [];
  connected = 0;

  readonly kafka = {
    admin: () => ({
      connect: () => this.#connect(),
      disconnect: () => this.#disconnect(),
      fetchTopicMetadata: () =>
        Promise.resolve({
          topics: [
            {
              name: 'market-data-alerts',
              partitions: this.leaders.map((leader, partitionId) => ({ partitionId, leader })),
            },
          ],
        }),
    }),
    producer: () => ({
      connect: () => this.#connect(),
      disconnect: () => this.#disconnect(),
      sendBatch: (batch: Batch) => this.#sendBatch(batch),
    }),
  } as unknown as Kafka;

  async #sendBatch({ topicMessages }: Batch): Promise<void> {
    const messages = topicMessages.flatMap((each) => each.messages);
    this.requests.push({
      origins: messages.map(({ headers }) => String(headers?.['origin'])),
      keys: messages.map(({ key }) => String(key)),
      partitions: [...new Set(messages.map(({ partition }) => partition))],
    });
    await Promise.resolve();
    const failure = this.failures.shift();
    if (failure !== undefined) throw failure;
  }

  #connect(): Promise<void> {
    this.connected += 1;
    return Promise.resolve();
  }

  #disconnect(): Promise<void> {
    this.connected -= 1;
    return Promise.resolve();
  }
}

const registry = { idOf: () => Promise.resolve(1) } as unknown as EventRegistry;

function connect(cluster: FakeCluster, deliveryTimeoutMs?: number): Promise<EventProducer> {
  return connectEventProducer({
    kafka: cluster.kafka,
    registry,
    instance: 'p',
    topics: [{ name: 'market-data-alerts', events: ['market.data.alert'] }],
    lingerMs: 1,
    ...(deliveryTimeoutMs === undefined ? {} : { deliveryTimeoutMs }),
  });
}

const users = Array.from({ length: 20 }, (_, index) => alertFor(`user-${index}`));

test('each leader gets a request of its own, with all that waits for it', async () => {
  const cluster = new FakeCluster();
  const producer = await connect(cluster);
  await Promise.all([producer.send(users.slice(0, 10)), producer.send(users.slice(10))]);
  await producer.close();

  expect(cluster.requests.map(({ partitions }) => partitions).toSorted()).toEqual([[0], [1]]);
  expect(cluster.requests.flatMap(({ origins }) => origins)).toHaveLength(20);
  expect(cluster.connected).toBe(0);
});

test('a request that failed is sent again as it was, and only then its events are acknowledged', async () => {
  const cluster = new FakeCluster();
  cluster.leaders = [1];
  cluster.failures = [new RepeatedAttempt(''), new RepeatedAttempt('')];
  const producer = await connect(cluster);
  const first = producer.send(users.slice(0, 3));
  while (cluster.requests.length === 0) await sleep(1);
  await Promise.all([first, producer.send(users.slice(3, 5))]);
  await producer.close();

  const [one, two, three, ...rest] = cluster.requests.map(({ origins }) => origins.join());
  expect(one).toBe('p/1,p/2,p/3');
  expect([two, three]).toEqual([one, one]);
  expect(rest).toEqual(['p/4,p/5']);
});

test('after a failure the events go to the new leader', async () => {
  const cluster = new FakeCluster();
  cluster.failures = [new RepeatedAttempt(''), new RepeatedAttempt('')];
  const producer = await connect(cluster);
  cluster.leaders = [2, 2];
  await producer.send(users);
  await producer.close();

  expect(cluster.requests).toHaveLength(3);
  expect(cluster.requests[2]!.partitions.toSorted()).toEqual([0, 1]);
});

const failedLogin = (why: string) =>
  // Its types know of no message.
  Reflect.construct(kafkajs.KafkaJSSASLAuthenticationError, [
    `SASL SCRAM SHA256 authentication failed: ${why}`,
  ]) as Error;

test.each([
  'Connection error: read ECONNRESET',
  'Connection closed by the server',
  'Connection timeout',
  'Not connected',
])('events go on after a login that a dying broker broke off: %s', async (why) => {
  const cluster = new FakeCluster();
  cluster.leaders = [1];
  cluster.failures = [failedLogin(why)];
  const producer = await connect(cluster);
  await producer.send(users.slice(0, 3));
  await producer.close();

  expect(cluster.requests.map(({ origins }) => origins.join())).toEqual(['p/1,p/2,p/3', 'p/1,p/2,p/3']);
});

test('a login that is refused ends the producer', async () => {
  const cluster = new FakeCluster();
  cluster.leaders = [1];
  cluster.failures = [failedLogin('Authentication failed during authentication due to invalid credentials')];
  const producer = await connect(cluster);
  await expect(producer.send(users)).rejects.toMatchObject({ code: 'PRODUCER_STOPPED' });
  await producer.close();
  expect(cluster.requests).toHaveLength(1);
});

test('after an error whose outcome is unknown nothing more is sent by this producer', async () => {
  const cluster = new FakeCluster();
  cluster.leaders = [1];
  cluster.failures = [new Error('The broker received an out of order sequence number')];
  const producer = await connect(cluster);

  await expect(producer.send(users)).rejects.toMatchObject({ code: 'PRODUCER_STOPPED' });
  await expect(producer.send(users)).rejects.toThrow('out of order sequence number');
  await producer.close();
  expect(cluster.requests).toHaveLength(1);
});

test('a long call keeps its place before the next, however many turns its preparation takes', async () => {
  const cluster = new FakeCluster();
  cluster.leaders = [1];
  const producer = await connect(cluster);
  const long = Array.from({ length: 180 }, () => alertFor('user-1'));
  await Promise.all([producer.send(long), producer.send([alertFor('user-2')])]);
  await producer.close();

  const keys = cluster.requests.flatMap((request) => request.keys);
  expect(keys).toEqual([...long.map(() => 'user-1'), 'user-2']);
});

test('events that can not be written in time are given up', async () => {
  const cluster = new FakeCluster();
  cluster.leaders = [1];
  cluster.failures = Array.from({ length: 1_000 }, () => new RepeatedAttempt(''));
  const producer = await connect(cluster, 20);
  await expect(producer.send(users)).rejects.toThrow("events weren't written within 20 ms");
  await producer.close();
});

test('one invalid event keeps the whole call from being sent', async () => {
  const cluster = new FakeCluster();
  const producer = await connect(cluster);
  await expect(producer.send([users[0]!, alertFor('')])).rejects.toMatchObject({ code: 'INVALID_EVENT' });
  await producer.close();
  expect(cluster.requests).toEqual([]);
});

test('a topic whose schema is not registered keeps the producer from connecting, and leaves no connection', async () => {
  const cluster = new FakeCluster();
  const missing = { idOf: () => Promise.reject(new Error('not registered')) } as unknown as EventRegistry;
  await expect(connectEventProducer({ kafka: cluster.kafka, registry: missing, instance: 'p' })).rejects.toThrow(
    'not registered',
  );
  expect(cluster.connected).toBe(0);
});
