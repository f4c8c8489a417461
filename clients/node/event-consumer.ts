import type { Consumer, Kafka, KafkaMessage, TopicPartitionOffset } from 'kafkajs';
import pRetry from 'p-retry';
import type { EventOf } from '../../schemas/index.ts';
import { createCommits } from './commits.ts';
import { ClientError } from './errors.ts';
import { registerLz4 } from './lz4.ts';
import type { EventRegistry } from './registry.ts';
import { originHeader, unframe } from './wire.ts';

/** An event as it was read, with where and when. */
export interface ReceivedEvent {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly key: string | null;
  readonly event: EventOf;
  /** When the producer sent it (Kafka's record timestamp), milliseconds since 1970. */
  readonly sentAtMs: number;
  /** The header `origin`, null for producers that don't set it. */
  readonly origin: string | null;
}

export interface EventConsumerOptions {
  readonly kafka: Kafka;
  readonly registry: EventRegistry;
  readonly groupId: string;
  readonly topics: readonly string[];
  /** Gets the events of one partition in order. Their offsets are committed after it resolves; if it throws, they come again. */
  readonly onEvents: (events: readonly ReceivedEvent[]) => Promise<void> | void;
  /** Records that aren't wanted are skipped before they are decoded. @default all are wanted */
  readonly wants?: (origin: string | null) => boolean;
  /**
   * A record that is no event. When this resolves the record is skipped; without it the consumer stops there, since
   * going on would lose it silently.
   */
  readonly onUndecodable?: (place: RecordPlace, error: unknown) => Promise<void> | void;
  /** The consumer ended by itself and won't come back. */
  readonly onCrash?: (error: Error) => void;
  /** Longest wait of a broker for `minBytes` of new records, in milliseconds. @default 500 */
  readonly maxWaitMs?: number;
  /** What a broker waits for before it answers. More saves work where many small records come. @default 1 */
  readonly minBytes?: number;
  /** How often offsets are committed, in milliseconds. @default 1,000 */
  readonly commitIntervalMs?: number;
}

export interface RecordPlace {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
}

export interface EventConsumer {
  /**
   * Joins the group. Resolves when each partition of the topics has a committed position: what is produced from then
   * on is received, whatever rebalances follow.
   */
  start(): Promise<void>;
  /** Commits and leaves the group. A batch that is in hand just then may come again to the next member. */
  stop(): Promise<void>;
}

/** Reads events of whole topics. A new group begins at their end. */
export function createEventConsumer(options: EventConsumerOptions): EventConsumer {
  registerLz4();
  const { kafka, groupId, topics, maxWaitMs = 500, minBytes = 1, commitIntervalMs = 1_000 } = options;
  const consumer = kafka.consumer({
    groupId,
    maxWaitTimeInMs: maxWaitMs,
    minBytes,
    allowAutoTopicCreation: false,
    // A broker that dies takes 6 s of ZooKeeper session and an election: more than the default of five tries.
    retry: { retries: 20, initialRetryTime: 100, maxRetryTime: 1_000, restartOnFailure: () => Promise.resolve(true) },
  });
  const commits = createCommits(consumer, commitIntervalMs);
  const { CRASH, FETCH, GROUP_JOIN, STOP } = consumer.events;
  const stopping = new AbortController();
  let starting: Promise<void> = Promise.resolve();
  let isMember = false;

  async function join(): Promise<void> {
    consumer.on(GROUP_JOIN, () => {
      isMember = true;
    });
    // After a crash it is none until it has joined anew.
    consumer.on(STOP, () => {
      isMember = false;
    });
    consumer.on(CRASH, ({ payload }) => {
      if (!payload.restart) options.onCrash?.(payload.error);
    });
    await consumer.connect();
    await consumer.subscribe({ topics: [...topics], fromBeginning: false });
    // kafkajs looks up where a new group begins just before its first fetch, for all partitions at once.
    const firstFetch = once((done) => consumer.on(FETCH, done), stopping.signal);
    firstFetch.catch(() => undefined); // awaited below; a stop meanwhile must not count as unhandled
    stopping.signal.throwIfAborted();
    await consumer.run({
      // kafkajs would commit after each batch, whatever interval it is told: with 1,000 partitions that is a
      // replicated write for every one or two events, and nearly all the time was spent in it.
      autoCommit: false,
      eachBatch: async (payload) => {
        if (!payload.isRunning() || payload.isStale()) return;
        const { batch } = payload;
        const events = await decodeAll(options, batch.topic, batch.partition, batch.messages);
        if (events.length > 0) await options.onEvents(events);
        commits.handled(batch.topic, batch.partition, BigInt(batch.lastOffset()));
      },
    });
    await firstFetch;
    // Soon after brokers started, leaders still move, which kafkajs's admin takes for final. A new one asks anew. A consumer
    // that a dying broker has thrown out can't commit before it has joined again, some 10 s later on a busy machine.
    await pRetry(() => commitMissing(consumer, kafka, groupId, topics), {
      retries: 25,
      minTimeout: 200,
      maxTimeout: 1_000,
      signal: stopping.signal,
    });
    stopping.signal.throwIfAborted();
    commits.start();
  }

  return {
    start() {
      starting = join();
      return starting;
    },

    async stop() {
      stopping.abort(new Error(`consumer ${groupId}: stopped before it had started`));
      // What goes on joining would connect again, and commit for ever, after the good-bye.
      await starting.catch(() => undefined); // `start` has told its caller
      // Stopping waits for the batch in hand but also leaves the group, and only a member may commit.
      if (isMember) consumer.pause(topics.map((topic) => ({ topic })));
      await commits.stop();
      await consumer.disconnect();
    },
  };
}

/** Resolves at the first call of the listener that `subscribe` is given, rejects when `signal` is aborted. */
function once(subscribe: (listener: () => void) => () => void, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const unsubscribe = subscribe(() => {
      unsubscribe();
      resolve();
    });
    signal.addEventListener(
      'abort',
      () => {
        unsubscribe();
        reject(signal.reason as Error);
      },
      { once: true },
    );
  });
}

/**
 * Commits the end of each partition that the group has no offset for. Otherwise a rebalance before the first commit
 * would begin at the then newest record and skip those in between.
 */
async function commitMissing(
  consumer: Consumer,
  kafka: Kafka,
  groupId: string,
  topics: readonly string[],
): Promise<void> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    const ends: TopicPartitionOffset[] = [];
    // One topic after the other: of several at once kafkajs may look one up in an answer to a question that didn't name
    // it yet, and then says that it has no partitions.
    for (const topic of topics) {
      const committed = await admin.fetchOffsets({ groupId, topics: [topic] });
      const missing = new Set(
        committed.flatMap(({ partitions }) =>
          partitions.filter(({ offset }) => offset === '-1').map(({ partition }) => partition),
        ),
      );
      if (missing.size === 0) continue;
      const offsets = await admin.fetchTopicOffsets(topic);
      ends.push(
        ...offsets
          .filter(({ partition }) => missing.has(partition))
          .map(({ partition, high }) => ({ topic, partition, offset: high })),
      );
    }
    await consumer.commitOffsets(ends);
  } finally {
    await admin.disconnect();
  }
}

async function decodeAll(
  { registry, wants = () => true, onUndecodable }: EventConsumerOptions,
  topic: string,
  partition: number,
  messages: readonly KafkaMessage[],
): Promise<ReceivedEvent[]> {
  const events: ReceivedEvent[] = [];
  for (const message of messages) {
    const origin = headerText(message.headers?.[originHeader]);
    if (!wants(origin)) continue;
    const offset = BigInt(message.offset);
    try {
      const { schemaId, body } = unframe(message.value);
      const decoder = registry.knownDecoder(schemaId) ?? (await registry.decoderOf(schemaId));
      events.push({
        topic,
        partition,
        offset,
        key: message.key === null ? null : message.key.toString(),
        event: decoder.decode(body),
        sentAtMs: Number(message.timestamp),
        origin,
      });
    } catch (error) {
      // Without an answer from the registry the record may be fine: it must come again, not be skipped.
      if (onUndecodable === undefined || (error instanceof ClientError && error.retryable)) throw error;
      await onUndecodable({ topic, partition, offset }, error);
    }
  }
  return events;
}

function headerText(value: Buffer | string | (Buffer | string)[] | undefined): string | null {
  const first = Array.isArray(value) ? value[0] : value;
  return first === undefined ? null : first.toString();
}
