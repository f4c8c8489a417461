import kafkajs from 'kafkajs';
import type { Producer } from 'kafkajs';
import { ProducerStoppedError } from './errors.ts';
import type { LeaderLookUp, PartitionLeader } from './leaders.ts';
import { Outbox } from './outbox.ts';
import type { Batch } from './outbox.ts';
import type { PreparedRecord } from './prepare.ts';
import { isBrokenLogin, RepeatedAttempt } from './single-attempt.ts';
import type { Attempt, TrackedMessage } from './single-attempt.ts';
import { maxBatchBytes, originHeader } from './wire.ts';

/** What the producer's options say of delivery. */
export interface DeliveryOptions {
  readonly instance: string;
  readonly lingerMs: number;
  readonly maxRequestEvents: number;
  readonly deliveryTimeoutMs: number;
}

/**
 * Gets records into their partitions: one request at a time to each broker, so a slow or dead one holds up its own
 * partitions only. What failed is sent again as it was, to whoever leads by then.
 */
export class Delivery {
  readonly #producer: Producer;
  readonly #lookUp: LeaderLookUp;
  readonly #options: DeliveryOptions;
  readonly #outbox: Outbox<QueuedMessage>;
  readonly #busy = new Set<number>();
  readonly #timers = new Map<number, NodeJS.Timeout>();
  /** Since when events wait for a leader; what waits behind a long request goes at once when that ends. */
  readonly #waitingSinceMs = new Map<number, number>();
  readonly #openCalls = new Set<Promise<void>>();
  #sequence = 0;
  #stopped: ProducerStoppedError | undefined;

  /**
   * @param producer connected, idempotent, with `singleAttempt` for its partitioner
   * @param leaders as `lookUp` told them; each partition written to must be among them
   */
  constructor(producer: Producer, lookUp: LeaderLookUp, leaders: readonly PartitionLeader[], options: DeliveryOptions) {
    this.#producer = producer;
    this.#lookUp = lookUp;
    this.#options = options;
    const { maxRequestEvents: maxMessages } = options;
    this.#outbox = new Outbox({ maxMessages, maxBytes: maxBatchBytes, sizeOf: bytesOf });
    this.#setLeaders(leaders);
  }

  /**
   * Queues the records of one call behind those of earlier ones.
   *
   * @returns resolves when all are written, rejects with ProducerStoppedError when that can't be told
   * @throws ProducerStoppedError when it stopped before: nothing is queued
   */
  deliver(records: readonly PreparedRecord[], queuedAtMs: number): Promise<void> {
    if (this.#stopped !== undefined) throw this.#stopped;
    if (records.length === 0) return Promise.resolve();
    const written = new Promise<void>((resolve, reject) =>
      this.#queue(records, queuedAtMs, { open: records.length, resolve, reject }),
    );
    this.#openCalls.add(written);
    const forget = (): void => {
      this.#openCalls.delete(written);
    };
    written.then(forget, forget);
    this.#dispatch();
    return written;
  }

  /** Waits until what was queued is written or given up, then disconnects. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#openCalls);
    this.#stopped ??= new ProducerStoppedError('it was closed');
    for (const timer of this.#timers.values()) clearTimeout(timer);
    await Promise.all([this.#producer.disconnect(), this.#lookUp.close()]);
  }

  #queue(records: readonly PreparedRecord[], queuedAtMs: number, call: Call): void {
    const timestamp = String(queuedAtMs);
    for (const { topic, partition, key, value } of records) {
      const headers = { [originHeader]: `${this.#options.instance}/${String((this.#sequence += 1))}` };
      const message = { key, value, partition, headers, timestamp, call, queuedAtMs, attempt: undefined };
      this.#outbox.add(topic, partition, message);
    }
  }

  /** Starts a request to each idle leader that has enough to send or has had it long enough; a timer for the others. */
  #dispatch(): void {
    const { lingerMs, maxRequestEvents } = this.#options;
    const nowMs = performance.now();
    for (const leader of this.#outbox.leaders()) {
      const sinceMs = this.#waitingSinceMs.get(leader) ?? nowMs;
      this.#waitingSinceMs.set(leader, sinceMs);
      if (this.#busy.has(leader)) continue;
      const restMs = sinceMs + lingerMs - nowMs;
      if (restMs <= 0 || this.#outbox.readyCount(leader, maxRequestEvents) >= maxRequestEvents) {
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
    const batches = this.#outbox.take(leader, this.#options.maxRequestEvents);
    if (batches.length === 0) return;
    this.#busy.add(leader);
    void this.#request(leader, batches).finally(() => {
      this.#busy.delete(leader);
      this.#dispatch();
    });
  }

  async #request(leader: number, batches: readonly Batch<QueuedMessage>[]): Promise<void> {
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
      for (const { call } of messages) if ((call.open -= 1) === 0) call.resolve();
    }
  }

  async #afterFailure(batches: readonly Batch<QueuedMessage>[], first: QueuedMessage, error: unknown): Promise<void> {
    const { deliveryTimeoutMs } = this.#options;
    const ageMs = Date.now() - first.queuedAtMs;
    this.#outbox.putBack(batches);
    if (!(error instanceof RepeatedAttempt || isBrokenLogin(error))) {
      // kafkajs took the sequence numbers of the whole request back, yet a part of it may be written: a later batch of
      // the same length would pass for its repetition and be dropped. Only a new producer id is safe.
      this.#stop(new ProducerStoppedError(error instanceof Error ? error.message : String(error), { cause: error }));
    } else if (ageMs > deliveryTimeoutMs) {
      this.#stop(new ProducerStoppedError(`events weren't written within ${deliveryTimeoutMs} ms`));
    } else if (this.#stopped === undefined) {
      await this.#refreshLeaders();
    }
  }

  #stop(error: ProducerStoppedError): void {
    this.#stopped ??= error;
    for (const { call } of this.#outbox.clear()) call.reject(this.#stopped);
  }

  #refreshLeaders(): Promise<void> {
    return this.#lookUp.ask().then(
      (leaders) => this.#setLeaders(leaders),
      // No broker answered, or an election is on: the leaders known are tried again, and the next failure asks anew.
      () => undefined,
    );
  }

  #setLeaders(leaders: readonly PartitionLeader[]): void {
    for (const { topic, partition, leader } of leaders) this.#outbox.setLeader(topic, partition, leader);
  }
}

/** The records of one call that aren't written yet. */
interface Call {
  open: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

interface QueuedMessage extends TrackedMessage {
  readonly key: string;
  readonly value: Buffer;
  readonly call: Call;
  readonly queuedAtMs: number;
}

/** Header `origin`, lengths, offset and time of a record; generous. */
const recordOverheadBytes = 100;

function bytesOf({ key, value }: QueuedMessage): number {
  return key.length + value.length + recordOverheadBytes;
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
