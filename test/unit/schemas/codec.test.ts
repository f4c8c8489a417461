import fc from 'fast-check';
import { codecFor, eventTypes, parseEvent } from '../../../schemas/index.ts';
import type { EventOf } from '../../../schemas/index.ts';
import { anyEvent } from './event-arbitrary.ts';

/** Avro records are instances of generated classes; compared as the plain values they carry. */
function text(event: unknown): string {
  return JSON.stringify(event);
}

describe.each(eventTypes)('%s', (type) => {
  test('parses to itself, and loses nothing on the way through Avro', () => {
    fc.assert(
      fc.property(anyEvent(type), (event) => {
        const codec = codecFor(type);
        const parsed = parseEvent(event);
        expect(parsed).toEqual(event);
        const decoded = codec.decode(codec.encode(parsed));
        expect(decoded).toEqual(parsed);
        expect(parseEvent(JSON.parse(text(decoded)))).toEqual(parsed);
      }),
      { numRuns: 60 },
    );
  });
});

const [tick] = fc.sample(anyEvent('market.data.tick'), { numRuns: 1, seed: 4 }) as [EventOf<'market.data.tick'>];

test('refuses to encode an event that was not parsed, naming the field', () => {
  const unparsed = { ...tick, payload: { ...tick.payload, bid: 45000.5 } };
  expect(() => codecFor('market.data.tick').encode(unparsed as never)).toThrow(
    /market\.data\.tick.*payload\.bid: found 45000\.5.*call parseEvent first/,
  );
});

test('refuses bytes that end early and bytes that go on', () => {
  const codec = codecFor('market.data.tick');
  const body = codec.encode(tick);
  for (const wrong of [body.subarray(0, -1), Buffer.concat([body, Buffer.alloc(1)]), Buffer.alloc(0)]) {
    expect(() => codec.decode(wrong)).toThrow(
      expect.objectContaining({ code: 'UNDECODABLE_EVENT', retryable: false, name: 'UndecodableEventError' }),
    );
  }
});
