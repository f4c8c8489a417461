import { codecFor, createEvent, parseEvent } from '../schemas/index.ts';
import type { EventOf } from '../schemas/index.ts';
import { median } from './median.ts';

/**
 * What a market.data.tick costs the producing path before it reaches the client: validation and Avro, beside
 * JSON.stringify of the same event as the peer, all in one run. Run: node bench/encoding.ts
 */
const roundsPerStep = 15;
const callsPerRound = 20_000;

const input = {
  eventSchema: '1.0',
  eventId: '7b0a6f0e-6f0b-4a53-9c0e-0d3f6f3f8a11',
  eventType: 'market.data.tick',
  eventVersion: '1.0',
  source: 'market-data-feed',
  timestamp: '2024-01-01T10:00:00.000Z',
  correlationId: '7b0a6f0e-6f0b-4a53-9c0e-0d3f6f3f8a11',
  causationId: null,
  metadata: { userId: null, sessionId: null, traceId: null, environment: 'bench' },
  payload: {
    symbol: 'BTC/USD',
    exchange: 'binance',
    timestamp: '2024-01-01T10:00:00.000Z',
    bid: 45000.5,
    ask: 45001.5,
    last: 45000.75,
    volume: 1.2345,
    high24h: 46000,
    low24h: 44000,
    change24h: 1000.75,
    changePercent24h: 2.27,
  },
} as const;

const codec = codecFor('market.data.tick');
const event = parseEvent(input) as EventOf<'market.data.tick'>;
const body = codec.encode(event);

const steps: Record<string, () => unknown> = {
  'JSON.stringify (peer)': () => JSON.stringify(input),
  validate: () => parseEvent(input),
  encode: () => codec.encode(event),
  'create + encode': () => codec.encode(createEvent('market.data.tick', input.payload, input)),
  decode: () => codec.decode(body),
  'JSON.parse (peer)': () => JSON.parse(json) as unknown,
};
const json = JSON.stringify(input);

const nanoseconds = new Map<string, number[]>(Object.keys(steps).map((name) => [name, []]));
let kept: unknown;
// Steps take turns in each round, so that a busy moment of the machine meets them all.
for (let round = -3; round < roundsPerStep; round += 1) {
  for (const [name, step] of Object.entries(steps)) {
    const started = process.hrtime.bigint();
    for (let call = 0; call < callsPerRound; call += 1) kept = step();
    const each = Number(process.hrtime.bigint() - started) / callsPerRound;
    if (round >= 0) nanoseconds.get(name)?.push(each);
  }
}
if (kept === undefined) throw new Error('the last step gave nothing');

const peer = median(nanoseconds.get('JSON.stringify (peer)') ?? []);
console.log(
  `market.data.tick: ${String(body.length)} bytes Avro, ${String(json.length)} bytes JSON; medians of ${String(roundsPerStep)} rounds`,
);
for (const [name, values] of nanoseconds) {
  const each = median(values);
  console.log(
    `${name.padEnd(22)} ${each.toFixed(0).padStart(6)} ns  ${(each / peer).toFixed(2).padStart(5)} x JSON.stringify`,
  );
}
