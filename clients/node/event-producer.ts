import { setImmediate } from 'node:timers/promises';
import kafkajs from 'kafkajs';
import type { Admin, Kafka, Producer } from 'kafkajs';
import type { EventType } from '../../schemas/index.ts';
import { topics as catalogue } from '../../topics/index.ts';
import { ProducerStoppedError } from './errors.ts';
import { registerLz4 } from './lz4.ts';
import { Outbox } from './outbox.ts';
import type { Batch } from './outbox.ts';
import { createPreparation } from './prepare.ts';
import type { OutgoingEvent, PreparedRecord } from './prepare.ts';
import type { EventRegistry, EventTopic } from './registry.ts';
import { RepeatedAttempt, singleAttempt } from './single-attempt.ts';
import type { Attempt, TrackedMessage } from './single-attempt.ts';
import { originHeader } from './wire.ts';

export interface EventProducerOptions {
  readonly kafka: Kafka;
  readonly registry: EventRegistry;
  /** Name of this producer in the header `origin`; unique, or its events can't be told from another's. */
  readonly instance: string;
  /** Topics that it writes, with their registered events. @default the whole catalogue */
  readonly topics?: readonly EventTopic[];
  /** How long an event waits for company, in milliseconds; 0 suits a caller that sends in batches. @default 5 */
  readonly lingerMs?: number;
  /** Events in one request to one broker; more wait for the next. @default 1,000 */
  readonly maxRequestEvents?: number;
  /** How long events are tried again before the producer stops, in milliseconds. @default 120,000 as in Java */
  readonly deliveryTimeoutMs?: number;
}

export interface EventProducer {
  /**
   * Sends events and resolves when all are written to every in-sync replica. Events of a key keep their order over
   * all calls. Awaiting it is the only back pressure.
   *
   * @throws InvalidEventError, UnsendableEventError: nothing of this call was sent
   * @throws ProducerStoppedError: what was written of this call is unknown
   */
  send(events: readonly OutgoingEvent[]): Promise<void>;
  /** Waits for what was sent, then disconnects. */
  close(): Promise<void>;
}

/** Connects a producer: reads where partitions live and which ids the schemas have. */
export async function connectEventProducer(options: EventProducerOptions): Promise<EventProducer> {
  registerLz4();
  const { kafka, registry, topics = catalogue } = options;
  const admin = kafka.admin();
  const producer = kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    createPartitioner: singleAttempt,
    retry: { retries: Number.MAX_SAFE_INTEGER, initialRetryTime: 100, maxRetryTime: 1_000 },
  });
  try {
    const [schemaIds, leaders] = await Promise.all([
      schemaIdsOf(registry, topics),
      admin.connect().then(() => leadersOf(admin, topics)),
      producer.connect(),
    ]);
    return new LeaderwiseProducer(
      admin,
      producer,
      options,
      topics,
      leaders,
      createPreparation(countsOf(leaders), schemaIds),
    );
  } catch (error) {
    await Promise.allSettled([admin.disconnect(), producer.disconnect()]);
    throw error;
  }
}

/** The events of one `send` that aren't written yet. */
interface Delivery {
  open: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

interface QueuedMessage extends TrackedMessage {
  readonly key: string;
  readonly value: Buffer;
  readonly delivery: Delivery;
  readonly queuedAtMs: number;
}

/** One request at a time to each broker, so a slow or dead one holds up its own partitions only. */
class LeaderwiseProducer implements EventProducer {
  readonly #admin: Admin;
  readonly #producer: Producer;
  readonly #topics: readonly EventTopic[];
  readonly #prepare: (outgoing: OutgoingEvent) => PreparedRecord;
  readonly #instance: string;
  readonly #lingerMs: number;
  readonly #maxRequestEvents: number;
  readonly #deliveryTimeoutMs: number;
  readonly #outbox: Outbox<QueuedMessage>;
  readonly #busy = new Set<number>();
  readonly #timers = new Map<number, NodeJS.Timeout>();
  /** Since when events wait for a leader; what waits behind a long request goes at once when that ends. */
  readonly #waitingSinceMs = new Map<number, number>();
  readonly #openDeliveries = new Set<Promise<void>>();
  #sequence = 0;
  #lastTurn: Promise<void> = Promise.resolve();
  #refreshing: Promise<void> | undefined;
  #stopped: ProducerStoppedError | undefined;

  constructor(
    admin: Admin,
    producer: Producer,
    options: EventProducerOptions,
    topics: readonly EventTopic[],
    leaders: readonly PartitionLeader[],
    prepare: (outgoing: OutgoingEvent) => PreparedRecord,
  ) {
    this.#admin = admin;
    this.#producer = producer;
    this.#topics = topics;
    this.#prepare = prepare;
    this.#instance = options.instance;
    this.#lingerMs = options.lingerMs ?? 5;
    this.#maxRequestEvents = options.maxRequestEvents ?? 1_000;
    this.#deliveryTimeoutMs = options.deliveryTimeoutMs ?? 120_000;
    this.#outbox = new Outbox({ maxMessages: this.#maxRequestEvents, maxBytes: maxBatchBytes, sizeOf: bytesOf });
    this.#setLeaders(leaders);
  }

  async send(events: readonly OutgoingEvent[]): Promise<void> {
    const queuedAtMs = Date.now();
    // One call after the other, as each may pause while it prepares and the order of calls is the order of events.
    const turn = this.#lastTurn.then(() => this.#accept(events, queuedAtMs));
    this.#lastTurn = turn.then(
      () => undefined,
      () => undefined,
    );
    await (
      await turn
    ).written;
  }

  /** Prepares and queues the events of one call. */
  async #accept(events: readonly OutgoingEvent[], queuedAtMs: number): Promise<{ readonly written: Promise<void> }> {
    const records: PreparedRecord[] = [];
    for (const event of events) {
      // Answers of brokers are waiting to be read: the next request to them starts the sooner.
      if (records.length > 0 && records.length % eventsAtOnce === 0) await setImmediate();
      records.push(this.#prepare(event));
    }
    if (this.#stopped !== undefined) throw this.#stopped;
    if (records.length === 0) return { written: Promise.resolve() };
    const written = new Promise<void>((resolve, reject) => this.#queue(records, queuedAtMs, resolve, reject));
    this.#openDeliveries.add(written);
    const forget = (): void => {
      this.#openDeliveries.delete(written);
    };
    written.then(forget, forget);
    this.#dispatch();
    return { written };
  }

  #queue(
    records: readonly PreparedRecord[],
    queuedAtMs: number,
    resolve: () => void,
    reject: (error: Error) => void,
  ): void {
    const delivery: Delivery = { open: records.length, resolve, reject };
    const timestamp = String(queuedAtMs);
    for (const { topic, partition, key, value } of records) {
      const headers = { [originHeader]: `${this.#instance}/${String((this.#sequence += 1))}` };
      this.#outbox.add(topic, partition, {
        key,
        value,
        partition,
        headers,
        timestamp,
        delivery,
        queuedAtMs,
        attempt: undefined,
      });
    }
  }

  async close(): Promise<void> {
    await this.#lastTurn;
    await Promise.allSettled(this.#openDeliveries);
    this.#stopped ??= new ProducerStoppedError('it was closed');
    for (const timer of this.#timers.values()) clearTimeout(timer);
    await this.#refreshing;
    await Promise.all([this.#producer.disconnect(), this.#admin.disconnect()]);
  }

  /** Starts a request to each idle leader that has enough to send or has had it long enough; a timer for the others. */
  #dispatch(): void {
    const nowMs = performance.now();
    for (const leader of this.#outbox.leaders()) {
      const sinceMs = this.#waitingSinceMs.get(leader) ?? nowMs;
      this.#waitingSinceMs.set(leader, sinceMs);
      if (this.#busy.has(leader)) continue;
      const restMs = sinceMs + this.#lingerMs - nowMs;
      if (restMs <= 0 || this.#outbox.readyCount(leader, this.#maxRequestEvents) >= this.#maxRequestEvents) {
        this.#start(leader);
      } else if (!this.#timers.has(leader)) {
        this.#timers.set(
          leader,
          setTimeout(() => this.#start(leader), restMs),
        );
      }
    }
  }

  #start(leader: number): void {
    clearTimeout(this.#timers.get(leader));
    this.#timers.delete(leader);
    if (this.#busy.has(leader)) return;
    this.#waitingSinceMs.delete(leader);
    const batches = this.#outbox.take(leader, this.#maxRequestEvents);
    if (batches.length === 0) return;
    this.#busy.add(leader);
    void this.#deliver(leader, batches).finally(() => {
      this.#busy.delete(leader);
      this.#dispatch();
    });
  }

  async #deliver(leader: number, batches: readonly Batch<QueuedMessage>[]): Promise<void> {
    const topicMessages = byTopic(batches);
    const first = topicMessages[0]?.messages[0] as QueuedMessage;
    const attempt: Attempt = { leader, first, started: false };
    for (const { messages } of batches) for (const message of messages) message.attempt = attempt;
    try {
      await this.#producer.sendBatch({ acks: -1, compression: kafkajs.CompressionTypes.LZ4, topicMessages });
    } catch (error) {
      await this.#afterFailure(batches, first, error);
      return;
    }
    this.#outbox.settle(batches);
    for (const { messages } of batches) {
      for (const { delivery } of messages) if ((delivery.open -= 1) === 0) delivery.resolve();
    }
  }

  async #afterFailure(batches: readonly Batch<QueuedMessage>[], first: QueuedMessage, error: unknown): Promise<void> {
    const ageMs = Date.now() - first.queuedAtMs;
    this.#outbox.putBack(batches);
    if (!(error instanceof RepeatedAttempt)) {
      // kafkajs took the sequence numbers of the whole request back, yet a part of it may be written: a later batch of
      // the same length would pass for its repetition and be dropped. Only a new producer id is safe.
      this.#stop(new ProducerStoppedError(error instanceof Error ? error.message : String(error), { cause: error }));
    } else if (ageMs > this.#deliveryTimeoutMs) {
      this.#stop(new ProducerStoppedError(`events weren't written within ${this.#deliveryTimeoutMs} ms`));
    } else if (this.#stopped === undefined) {
      await this.#refreshLeaders();
    }
  }

  #stop(error: ProducerStoppedError): void {
    this.#stopped ??= error;
    for (const { delivery } of this.#outbox.clear()) delivery.reject(this.#stopped);
  }

  /** Asks for the leaders anew; once for all who wait. */
  #refreshLeaders(): Promise<void> {
    this.#refreshing ??= leadersOf(this.#admin, this.#topics)
      // No broker answered, or an election is on: the leaders known are tried again, and the next failure asks anew.
      .then(
        (leaders) => this.#setLeaders(leaders),
        () => undefined,
      )
      .finally(() => {
        this.#refreshing = undefined;
      });
    return this.#refreshing;
  }

  #setLeaders(leaders: readonly PartitionLeader[]): void {
    for (const { topic, partition, leader } of leaders) this.#outbox.setLeader(topic, partition, leader);
  }
}

/** Events prepared before the event loop gets a turn, about half a millisecond's work. */
const eventsAtOnce = 50;

/** A batch counts as one message for the brokers' `message.max.bytes` of 1,048,588; before compression to be safe. */
const maxBatchBytes = 1_000_000;
/** Header `origin`, lengths, offset and time of a record; generous. */
const recordOverheadBytes = 100;

function bytesOf({ key, value }: QueuedMessage): number {
  return key.length + value.length + recordOverheadBytes;
}

interface PartitionLeader {
  readonly topic: string;
  readonly partition: number;
  readonly leader: number;
}

async function leadersOf(admin: Admin, topics: readonly EventTopic[]): Promise<PartitionLeader[]> {
  const metadata = await admin.fetchTopicMetadata({ topics: topics.map(({ name }) => name) });
  return metadata.topics.flatMap(({ name, partitions }) =>
    partitions.map(({ partitionId, leader }) => ({ topic: name, partition: partitionId, leader })),
  );
}

function countsOf(leaders: readonly PartitionLeader[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { topic } of leaders) counts.set(topic, (counts.get(topic) ?? 0) + 1);
  return counts;
}

async function schemaIdsOf(
  registry: EventRegistry,
  topics: readonly EventTopic[],
): Promise<Map<string, Map<EventType, number>>> {
  const ids = new Map<string, Map<EventType, number>>();
  await Promise.all(
    topics.flatMap(({ name, events }) => {
      const ofTopic = new Map<EventType, number>();
      ids.set(name, ofTopic);
      return events.map(async (type) => ofTopic.set(type, await registry.idOf(name, type)));
    }),
  );
  return ids;
}

/** As kafkajs wants it: a topic once, its partitions' messages one after the other. */
function byTopic(batches: readonly Batch<QueuedMessage>[]): { topic: string; messages: QueuedMessage[] }[] {
  const messagesOf = new Map<string, QueuedMessage[]>();
  for (const { topic, messages } of batches) {
    const messagesOfTopic = messagesOf.get(topic);
    if (messagesOfTopic === undefined) messagesOf.set(topic, [...messages]);
    else for (const message of messages) messagesOfTopic.push(message);
  }
  return [...messagesOf].map(([topic, messages]) => ({ topic, messages }));
}
