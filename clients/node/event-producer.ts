import { setImmediate } from 'node:timers/promises';
import type { Kafka } from 'kafkajs';
import type { EventType } from '../../schemas/index.ts';
import { topics as catalogue } from '../../topics/index.ts';
import { Delivery } from './delivery.ts';
import { createLeaderLookUp, partitionCounts } from './leaders.ts';
import { registerLz4 } from './lz4.ts';
import { createPreparation } from './prepare.ts';
import type { OutgoingEvent, PreparedRecord } from './prepare.ts';
import type { EventRegistry, EventTopic } from './registry.ts';
import { singleAttempt } from './single-attempt.ts';

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
  const { instance, lingerMs = 5, maxRequestEvents = 1_000, deliveryTimeoutMs = 120_000 } = options;
  const lookUp = createLeaderLookUp(
    kafka.admin(),
    topics.map(({ name }) => name),
  );
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
      lookUp.connect().then(() => lookUp.ask()),
      producer.connect(),
    ]);
    const delivery = new Delivery(producer, lookUp, leaders, {
      instance,
      lingerMs,
      maxRequestEvents,
      deliveryTimeoutMs,
    });
    return inOrderOfCalls(createPreparation(partitionCounts(leaders), schemaIds), delivery);
  } catch (error) {
    await Promise.allSettled([lookUp.close(), producer.disconnect()]);
    throw error;
  }
}

/** Events prepared before the event loop gets a turn, about half a millisecond's work. */
const eventsAtOnce = 50;

/** Prepares one call after the other, as each may pause meanwhile and the order of calls is the order of events. */
function inOrderOfCalls(prepare: (outgoing: OutgoingEvent) => PreparedRecord, delivery: Delivery): EventProducer {
  let lastTurn: Promise<unknown> = Promise.resolve();

  async function accept(
    events: readonly OutgoingEvent[],
    queuedAtMs: number,
  ): Promise<{ readonly written: Promise<void> }> {
    const records: PreparedRecord[] = [];
    for (const event of events) {
      // Answers of brokers are waiting to be read: the next request to them starts the sooner.
      if (records.length > 0 && records.length % eventsAtOnce === 0) await setImmediate();
      records.push(prepare(event));
    }
    return { written: delivery.deliver(records, queuedAtMs) };
  }

  return {
    async send(events) {
      const queuedAtMs = Date.now();
      const turn = lastTurn.then(() => accept(events, queuedAtMs));
      lastTurn = turn.catch(() => undefined); // told to the caller of this turn
      const { written } = await turn;
      await written;
    },

    async close() {
      await lastTurn;
      await delivery.close();
    },
  };
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
