import { join } from 'node:path';
import { parseArgs } from 'node:util';
import kafkajs from 'kafkajs';
import type { Kafka, Message } from 'kafkajs';
import { defaultHome } from '../cli/default-home.ts';
import { connectEventProducer, createEventRegistry, registerLz4 } from '../clients/node/index.ts';
import type { EventRegistry, OutgoingEvent } from '../clients/node/index.ts';
import { connectKafka, readClientProperties } from '../cluster/index.ts';
import { shippedPrices } from '../local/market-data/index.ts';
import { createSimulation } from '../local/simulation/index.ts';
import { codecFor, createEvent } from '../schemas/index.ts';
import { keyOf, topic as topicNamed } from '../topics/index.ts';
import { median } from './median.ts';

/**
 * What our own producing path (validate, encode, key, send) keeps of bare kafkajs's throughput, when that is handed
 * the same events encoded already: same topic, keys, batch size, batches in flight, acks=all, idempotence, LZ4. Both
 * take turns on the same running platform.
 *
 * Run `npm start -- --detach` first, then: node bench/producing.ts [--home .platform/local] [--registry URL]
 */
const topic = 'market-data-raw';
const eventsPerRound = 20_000;
const batchSize = 500;
const batchesInFlight = 2;
const warmUpRounds = 2;
const rounds = 9;

const { values: options } = parseArgs({
  options: {
    home: { type: 'string', default: defaultHome },
    registry: { type: 'string', default: 'http://127.20.0.21:8081/apis/ccompat/v7' },
    json: { type: 'boolean', default: false },
  },
});

/** A way to send a round's events, batch by batch. */
interface Path {
  send(batch: number): Promise<unknown>;
  close(): Promise<void>;
}

interface Round {
  readonly perSecond: number;
  readonly cpuMicros: number;
}

const kafka = connectKafka(await readClientProperties(join(options.home, 'admin.properties')));
const registry = createEventRegistry({ url: options.registry });
const batches = chunk(await ticks(eventsPerRound), batchSize);
const paths = { bare: await bareKafkajs(kafka, registry), ours: await ourPath(kafka, registry) };
const results: Record<keyof typeof paths, Round[]> = { bare: [], ours: [] };
for (let round = -warmUpRounds; round < rounds; round += 1) {
  // Turns change places each round, so that neither always runs in the other's wake.
  const order = round % 2 === 0 ? (['bare', 'ours'] as const) : (['ours', 'bare'] as const);
  for (const name of order) {
    const result = await measure(paths[name]);
    if (round >= 0) results[name].push(result);
  }
}
await Promise.all([paths.bare.close(), paths.ours.close()]);
report();

async function ourPath(kafka: Kafka, registry: EventRegistry): Promise<Path> {
  const producer = await connectEventProducer({
    kafka,
    registry,
    instance: 'bench',
    topics: [topicNamed(topic)],
    maxRequestEvents: batchSize,
    // The batches are full already, and bare kafkajs doesn't wait either.
    lingerMs: 0,
  });
  return { send: (batch) => producer.send(batches[batch] ?? []), close: () => producer.close() };
}

async function bareKafkajs(kafka: Kafka, registry: EventRegistry): Promise<Path> {
  registerLz4();
  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1, allowAutoTopicCreation: false });
  await producer.connect();
  const encoded = await Promise.all(batches.map((batch) => Promise.all(batch.map((event) => encode(event, registry)))));
  const { LZ4: compression } = kafkajs.CompressionTypes;
  return {
    send: (batch) => producer.send({ topic, acks: -1, compression, messages: [...(encoded[batch] ?? [])] }),
    close: () => producer.disconnect(),
  };
}

/** A record as our path makes it. */
async function encode({ topic, event: draft }: OutgoingEvent, registry: EventRegistry): Promise<Message> {
  const event = createEvent(draft.eventType, draft.payload, draft);
  const head = Buffer.alloc(5);
  head.writeInt32BE(await registry.idOf(topic, event.eventType), 1);
  const value = Buffer.concat([head, codecFor(event.eventType).encode(event)]);
  return { key: keyOf(topic, event), value, headers: { origin: 'bench/100000' }, timestamp: String(Date.now()) };
}

/** Sends one round, with a few batches under way at once. */
async function measure(path: Path): Promise<Round> {
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  let next = 0;
  const sender = async (): Promise<void> => {
    while (next < batches.length) await path.send(next++);
  };
  await Promise.all(Array.from({ length: batchesInFlight }, sender));
  const seconds = (performance.now() - startedAt) / 1_000;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { perSecond: eventsPerRound / seconds, cpuMicros: (user + system) / eventsPerRound };
}

async function ticks(count: number): Promise<OutgoingEvent[]> {
  const simulation = createSimulation({ runId: 'bench', environment: 'bench', now: Date.now });
  const events: OutgoingEvent[] = [];
  while (events.length < count) {
    for await (const row of shippedPrices()) {
      events.push(...simulation.eventsOf(row).filter((event) => event.topic === topic));
      if (events.length >= count) break;
    }
  }
  return events.slice(0, count);
}

function report(): void {
  const of = (name: keyof typeof paths, figure: keyof Round): number =>
    median(results[name].map((round) => round[figure]));
  const document = {
    bare: { perSecond: Math.round(of('bare', 'perSecond')), cpuMicros: of('bare', 'cpuMicros') },
    ours: { perSecond: Math.round(of('ours', 'perSecond')), cpuMicros: of('ours', 'cpuMicros') },
    // Of pairs that ran side by side: the machine's busy moments meet both.
    ratio: median(results.ours.map(({ perSecond }, index) => perSecond / (results.bare[index]?.perSecond ?? NaN))),
  };
  if (options.json) {
    console.log(JSON.stringify(document));
    return;
  }
  for (const name of ['bare', 'ours'] as const) {
    const { perSecond, cpuMicros } = document[name];
    console.log(`${name}: ${perSecond} events/s, ${cpuMicros.toFixed(1)} µs of CPU an event`);
  }
  console.log(`ours keeps ${(document.ratio * 100).toFixed(0)} % (median of ${rounds} pairs)`);
}

function chunk<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  );
}
