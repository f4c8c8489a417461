import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Kafka } from 'kafkajs';
import { connectEventProducer, createEventConsumer } from '../../clients/node/index.ts';
import type {
  EventConsumer,
  EventProducer,
  EventRegistry,
  OutgoingEvent,
  ReceivedEvent,
} from '../../clients/node/index.ts';
import { domains } from '../../schemas/index.ts';
import type { Domain } from '../../schemas/index.ts';
import { createSimulation } from '../simulation/index.ts';
import { eventsFrom } from './event-source.ts';
import type { PriceSource } from './event-source.ts';
import { createJudge } from './judge.ts';
import type { Judge, Verdict } from './judge.ts';
import { Tally, topicsOf } from './tally.ts';
import type { LatencyByDomain, StatsByDomain } from './tally.ts';

export interface FlowOptions {
  readonly kafka: Kafka;
  /** A registry in which all schemas are registered. */
  readonly registry: EventRegistry;
  readonly prices: PriceSource;
  readonly ratePerSecond: number;
  /** Where to end; the judge is then exact. Without it the flow goes on until `signal`, in bounded memory. */
  readonly totalEvents?: number;
  /** Ends the flow in order: what was sent is still waited for. */
  readonly signal?: AbortSignal;
  /** Called once a second. */
  readonly onStats?: (stats: FlowStats) => void;
  /** Called when consumers stand ready and the first event is about to be sent. */
  readonly onStarted?: () => void;
  /** Identifies this run's events and seeds the simulation. @default a new one */
  readonly runId?: string;
}

/** A moment of the flow. */
export interface FlowStats {
  readonly domains: StatsByDomain;
  readonly totals: Verdict;
  /** Seconds since the first event. */
  readonly seconds: number;
}

export interface FlowResult {
  readonly events: Verdict;
  readonly latencyMs: LatencyByDomain;
  /** Nothing lost, doubled or out of order, and as many sent as asked for. */
  readonly ok: boolean;
}

/** How often events are handed to the producer; with its linger this is part of each latency. */
const sliceMs = 10;
/** Longer than a client's own default: with 1,000 partitions of few events each, requests are what costs. */
const lingerMs = 15;
const statsIntervalMs = 1_000;
/** Events in flight before the generator waits: two seconds' worth, so that a new leader's election doesn't grow a heap. */
const inFlightSeconds = 2;
/** Connections, caches and compilers are cold at first; these events are judged, but their latency isn't quoted. */
const warmUpMs = 2_000;
/** Nothing came for so long: what is still missing is lost. Longer than the election after a broker's death. */
const silenceMs = 20_000;
/** After an order to end, what is under way is waited for only so long. */
const partingMs = 5_000;
/** Events that an endless run's judge remembers, some 100 MB. */
const endlessMemory = 200_000;

/**
 * Lets trading events flow through all topics: prices drive a simulation, a producer sends its events, consumers
 * read them back, and a judge compares.
 *
 * @returns when `totalEvents` came back or were given up, or soon after `signal`, whatever state the cluster is in
 * @throws what made a client stop for good
 */
export async function runFlow(options: FlowOptions): Promise<FlowResult> {
  const { totalEvents = Number.POSITIVE_INFINITY, runId = randomUUID() } = options;
  const judge = createJudge(totalEvents === Number.POSITIVE_INFINITY ? endlessMemory : undefined);
  const tally = new Tally();
  const failure = new AbortController();
  const ending = AbortSignal.any([failure.signal, ...(options.signal === undefined ? [] : [options.signal])]);
  const flow: Flow = { options, runId, judge, tally, ending, fail: (error) => failure.abort(error), startedAtMs: 0 };

  const consumers = domains.map((domain) => consumerOf(flow, domain));
  const connecting = producerOf(flow);
  let stopStats: () => void = () => undefined;
  try {
    const starting = Promise.all([connecting, ...consumers.map((consumer) => consumer.start())]);
    const started = await Promise.race([starting, endOf(ending)]);
    if (started !== undefined) {
      const [producer] = started;
      flow.startedAtMs = Date.now();
      options.onStarted?.();
      stopStats = reportStats(flow);
      await produce(flow, producer, totalEvents);
      await arrivalOfAll(flow);
    }
  } finally {
    stopStats();
    const closing = Promise.allSettled([
      connecting.then((producer) => producer.close()),
      ...consumers.map((consumer) => consumer.stop()),
    ]);
    // Without a cluster the clients would go on trying to say goodbye to it.
    await Promise.race([closing, sleep(partingMs, undefined, { ref: false })]);
  }
  failure.signal.throwIfAborted();

  const events = judge.verdict();
  const complete = totalEvents === Number.POSITIVE_INFINITY || events.sent === totalEvents;
  const clean = events.lost === 0 && events.duplicated === 0 && events.outOfOrder === 0;
  return {
    events,
    latencyMs: tally.latency(),
    ok: complete && clean && events.sent > 0 && events.received === events.sent,
  };
}

interface Flow {
  readonly options: FlowOptions;
  readonly runId: string;
  readonly judge: Judge;
  readonly tally: Tally;
  readonly ending: AbortSignal;
  readonly fail: (error: unknown) => void;
  startedAtMs: number;
}

function producerOf({ options: { kafka, registry }, runId }: Flow): Promise<EventProducer> {
  return connectEventProducer({ kafka, registry, instance: runId, lingerMs });
}

/**
 * A consumer group for each domain. Not one for all: a fetch names each of its partitions, so one consumer of 1,000 is
 * busy with names. And anew for each run: it begins at the topics' ends, and no member of a killed run hinders it.
 */
function consumerOf(flow: Flow, domain: Domain): EventConsumer {
  const { runId, judge, tally } = flow;
  const ours = `${runId}/`;
  const onEvents = (events: readonly ReceivedEvent[]): void => {
    const nowMs = Date.now();
    for (const { topic, partition, offset, key, event, sentAtMs, origin } of events) {
      const sequence = Number(origin?.slice(ours.length));
      const isNew = judge.received({
        topic,
        partition,
        offset,
        key,
        eventId: event.eventId,
        producer: runId,
        sequence,
      });
      if (isNew) tally.received(topic, nowMs - sentAtMs, sentAtMs >= flow.startedAtMs + warmUpMs);
    }
  };
  return createEventConsumer({
    kafka: flow.options.kafka,
    registry: flow.options.registry,
    groupId: `trading-flow-${domain}-${runId}`,
    topics: topicsOf(domain),
    wants: (origin) => origin?.startsWith(ours) === true,
    onEvents,
    onCrash: flow.fail,
  });
}

/** Sends at the wanted rate, in slices, until enough is sent or the flow ends. Resolves when all is acknowledged. */
async function produce(flow: Flow, producer: EventProducer, totalEvents: number): Promise<void> {
  const { options, runId, ending, startedAtMs } = flow;
  const { ratePerSecond } = options;
  const simulation = createSimulation({ runId, environment: 'local', now: Date.now });
  const events = eventsFrom(options.prices, simulation);
  const maxInFlight = ratePerSecond * inFlightSeconds;
  const underWay = new Set<Promise<void>>();
  let inFlight = 0;
  let handedOver = 0;
  // Time in which the generator had to wait isn't made up for: afterwards it goes on at the same rate.
  let pausedMs = 0;

  while (handedOver < totalEvents && !ending.aborted) {
    if (inFlight >= maxInFlight) {
      await sleep(sliceMs);
      pausedMs += sliceMs;
      continue;
    }
    const due = Math.floor(((Date.now() - startedAtMs - pausedMs) / 1_000) * ratePerSecond) - handedOver;
    const slice = await take(events, Math.min(due, totalEvents - handedOver, maxInFlight - inFlight));
    if (slice.length > 0) {
      handedOver += slice.length;
      inFlight += slice.length;
      const sending = send(flow, producer, slice).then(() => {
        inFlight -= slice.length;
        underWay.delete(sending);
      });
      underWay.add(sending);
    }
    await sleep(sliceMs);
  }
  await events.return(undefined);
  await Promise.race([Promise.all(underWay), giveUp(ending)]);
}

async function send(
  { judge, tally, fail }: Flow,
  producer: EventProducer,
  slice: readonly OutgoingEvent[],
): Promise<void> {
  for (const { topic } of slice) tally.handedOver(topic);
  try {
    await producer.send(slice);
  } catch (error) {
    fail(error);
    return;
  }
  for (const { topic, event } of slice) {
    judge.acknowledged(event.eventId);
    tally.sent(topic);
  }
}

async function take<T>(source: AsyncGenerator<T>, count: number): Promise<T[]> {
  const items: T[] = [];
  while (items.length < count) {
    const next = await source.next();
    if (next.done === true) break;
    items.push(next.value);
  }
  return items;
}

/** Resolves when everything acknowledged was received, or nothing has come for a while, or after an order to end. */
async function arrivalOfAll({ judge, ending }: Flow): Promise<void> {
  let received = -1;
  let changedAtMs = Date.now();
  const endAtMs = ending.aborted ? Date.now() + partingMs : Number.POSITIVE_INFINITY;
  while (judge.verdict().lost > 0 && Date.now() < endAtMs) {
    const now = judge.verdict().received;
    if (now !== received) {
      received = now;
      changedAtMs = Date.now();
    } else if (Date.now() - changedAtMs > silenceMs) {
      return;
    }
    await sleep(sliceMs);
  }
}

/** Resolves at an order to end. */
function endOf(ending: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (ending.aborted) resolve(undefined);
    else ending.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}

/** Resolves some time after an order to end. */
async function giveUp(ending: AbortSignal): Promise<void> {
  await endOf(ending);
  await sleep(partingMs, undefined, { ref: false });
}

function reportStats({ options: { onStats }, tally, judge, startedAtMs }: Flow): () => void {
  if (onStats === undefined) return () => undefined;
  let lastMs = startedAtMs;
  const timer = setInterval(() => {
    const nowMs = Date.now();
    const domains = tally.interval((nowMs - lastMs) / 1_000);
    lastMs = nowMs;
    onStats({ domains, totals: judge.verdict(), seconds: (nowMs - startedAtMs) / 1_000 });
  }, statsIntervalMs);
  return () => clearInterval(timer);
}
