import { readFileSync } from 'node:fs';
import {
  Decimal,
  codecFor,
  createEvent,
  domains,
  eventDefinition,
  eventTypes,
  parseEvent,
  subjectFor,
} from '../../../schemas/index.ts';
import type { EventContext, EventType } from '../../../schemas/index.ts';
import { envelope } from '../../../schemas/envelope.ts';
import { timestamp } from '../../../schemas/timestamp.ts';

const context: EventContext = {
  eventId: '7b0a6f0e-6f0b-4a53-9c0e-0d3f6f3f8a11',
  timestamp: '2024-01-01T10:00:00.000Z',
  source: 'test-service',
  metadata: { environment: 'test' },
};

interface Example {
  eventType: EventType;
  payload: never;
}
/** The seed's own text, digit for digit; it lies among the golden files because a formatter would turn 45000.50 into 45000.5. */
const file = new URL('../../golden/schemas/seed-examples.json', import.meta.url);
const examples = JSON.parse(readFileSync(file, 'utf8')) as Example[];

/** What the parsed form spells in another way, back to the seed's: decimals to numbers, instants to their moment. */
function asNumbersAndMoments(value: unknown): unknown {
  if (Decimal.isDecimal(value)) return value.toNumber();
  if (Array.isArray(value)) return value.map(asNumbersAndMoments);
  if (typeof value === 'string') return /^\d{4}-.*Z$/.test(value) ? Date.parse(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, asNumbersAndMoments(field)]));
}

test('the seed has ten examples', () => {
  expect(examples).toHaveLength(10);
});

describe.each(examples)("the seed's $eventType", ({ eventType, payload }) => {
  test('parses unchanged and comes back whole from Avro', () => {
    const event = createEvent(eventType, payload, context);
    expect(asNumbersAndMoments(event.payload)).toEqual(asNumbersAndMoments(payload));
    const codec = codecFor(eventType);
    expect(codec.decode(codec.encode(event as never))).toEqual(event);
  });

  test('is refused with a field too many, and with any field of the seed missing a value', () => {
    expect(() => createEvent(eventType, { ...(payload as object), surprise: 1 } as never, context)).toThrow(/surprise/);
    const [first] = Object.keys(payload) as [string];
    expect(() => createEvent(eventType, { ...(payload as object), [first]: undefined } as never, context)).toThrow(
      `payload.${first}`,
    );
  });
});

test("the envelope has the seed's fields in the seed's order", () => {
  expect(Object.keys(envelope.shape)).toEqual(
    [
      'eventSchema',
      'eventId',
      'eventType',
      'eventVersion',
      'source',
      'timestamp',
      'correlationId',
      'causationId',
      'metadata',
      'payload',
    ].filter((name) => name !== 'payload'),
  );
  expect(Object.keys(envelope.shape.metadata.shape)).toEqual(['userId', 'sessionId', 'traceId', 'environment']);
});

test('a root event correlates with itself and has no cause; a caused one keeps both', () => {
  const [{ eventType, payload }] = examples as [Example];
  expect(createEvent(eventType, payload, context)).toMatchObject({
    correlationId: context.eventId,
    causationId: null,
    metadata: { userId: null, sessionId: null, traceId: null, environment: 'test' },
  });
  const cause = 'f3b1de6a-3c4e-4d8a-8c51-7f1f3a2b9c00';
  const caused = createEvent(eventType, payload, { ...context, correlationId: cause, causationId: cause });
  expect(caused).toMatchObject({ correlationId: cause, causationId: cause });
});

test('an error lists every problem with its path', () => {
  const [{ eventType, payload }] = examples as [Example];
  const broken = { ...(payload as object), bid: 'much', ask: 1e-19 } as never;
  expect(() => createEvent(eventType, broken, { ...context, eventId: 'one' })).toThrow(
    expect.objectContaining({
      code: 'INVALID_EVENT',
      retryable: false,
      eventType,
      problems: expect.arrayContaining([
        expect.objectContaining({ path: 'eventId' }),
        { path: 'payload.bid', message: expect.stringContaining('found "much", expected a number or decimal string') },
        { path: 'payload.ask', message: expect.stringContaining('19 fraction digits') },
      ]),
    }),
  );
});

test.each([[null], [undefined], [{}], [{ eventType: 'market.data.tock' }], [{ eventType: 'toString' }], ['text']])(
  'an event without a known type is refused: %j',
  (input) => {
    expect(() => parseEvent(input)).toThrow(expect.objectContaining({ code: 'UNKNOWN_EVENT_TYPE' }));
  },
);

test.each([
  ['2024-01-01T10:00:00.000Z', '2024-01-01T10:00:00.000Z'],
  ['2024-01-01T08:00:00Z', '2024-01-01T08:00:00.000Z'],
  ['2024-01-01T10:00:00.5+02:00', '2024-01-01T08:00:00.500Z'],
  ['2024-01-01T10:00:00.123000Z', '2024-01-01T10:00:00.123Z'],
  ['2024-02-29T00:00:00.000Z', '2024-02-29T00:00:00.000Z'],
])('the instant %s is kept as %s', (input, expected) => {
  expect(timestamp.parse(input)).toBe(expected);
});

test.each([
  ['2024-01-01T10:00:00.0001Z'],
  ['2023-02-29T00:00:00.000Z'],
  ['2024-01-01T10:00:00'],
  ['2024-01-01'],
  ['0000-01-01T00:00:00.000+01:00'],
  [1704103200000],
  [undefined],
])('the instant %p is refused', (input) => {
  expect(timestamp.safeParse(input).error?.issues[0]?.message).toMatch(/^found .*expected an ISO-8601 instant/);
});

test('every domain has events, and each names its domain', () => {
  expect([...new Set(eventTypes.map((type) => eventDefinition(type).domain))]).toEqual([...domains]);
});

test('a subject is the topic and the full record name', () => {
  expect(subjectFor('market-data-raw', 'market.data.tick')).toBe(
    'market-data-raw-com.alphintra.events.marketdata.MarketDataTick',
  );
});
