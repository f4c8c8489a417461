import fc from 'fast-check';
import { avroSchemaFor, codecFor, decoderFor, eventTypes } from '../../../schemas/index.ts';
import type { AvroField, AvroRecord, EventOf, EventType } from '../../../schemas/index.ts';
import { compileSchema } from '../../../schemas/logical-types.ts';
import { anyEvent } from './event-arbitrary.ts';

/** The schema of an event as another release may have it: with the fields of its payload changed. */
function otherRelease(type: EventType, change: (fields: readonly AvroField[]) => AvroField[]): AvroRecord {
  const schema = avroSchemaFor(type);
  const fields = schema.fields.map((field) => {
    if (field.name !== 'payload') return field;
    const payload = field.type as AvroRecord;
    return { ...field, type: { ...payload, fields: change(payload.fields) } };
  });
  return { ...schema, fields };
}

function replace(name: string, type: AvroField['type']): (fields: readonly AvroField[]) => AvroField[] {
  return (fields) => fields.map((field) => (field.name === name ? { name, type } : field));
}

function sampleOf<T extends EventType>(type: T): EventOf<T> {
  return fc.sample(anyEvent(type), { numRuns: 1, seed: 4 })[0] as EventOf<T>;
}

function written(schema: AvroRecord, event: unknown): Buffer {
  return compileSchema(schema as never).toBuffer(event);
}

function decodeWith<T extends EventType>(type: T, schema: AvroRecord, body: Buffer): EventOf<T> {
  return decoderFor(type, JSON.stringify(schema), 'schema 7').decode(body);
}

test('a field that an older writer did not know is null', () => {
  const older = otherRelease('market.data.alert', (fields) => fields.filter(({ name }) => name !== 'note'));
  const alert = sampleOf('market.data.alert');
  expect(decodeWith('market.data.alert', older, written(older, alert))).toEqual({
    ...alert,
    payload: { ...alert.payload, note: null },
  });
});

test('a field that only a newer writer knows is left out, wherever it stands', () => {
  const newer = otherRelease('market.data.alert', (fields) => [
    { name: 'channel', type: ['null', 'string'] },
    ...fields.toReversed(),
    { name: 'severity', type: 'int' },
  ]);
  const alert = sampleOf('market.data.alert');
  const body = written(newer, { ...alert, payload: { ...alert.payload, channel: 'sms', severity: 3 } });
  expect(decodeWith('market.data.alert', newer, body)).toEqual(alert);
});

test('a field that was required by an older writer may be missing now', () => {
  const older = otherRelease('market.data.alert', replace('note', 'string'));
  const alert = sampleOf('market.data.alert');
  const withNote = { ...alert, payload: { ...alert.payload, note: 'now' } };
  expect(decodeWith('market.data.alert', older, written(older, withNote))).toEqual(withNote);
});

test.each(eventTypes)('the schema of this release reads %s as its own codec does', (type) => {
  const body = codecFor(type).encode(sampleOf(type));
  expect(decodeWith(type, avroSchemaFor(type), body)).toEqual(codecFor(type).decode(body));
});

const decimal = (scale: number) => ({ type: 'bytes', logicalType: 'decimal', precision: 38, scale }) as const;
const side = { type: 'enum', name: 'TradingOrderPlacedPayloadSide', symbols: ['BUY', 'SELL', 'SHORT'] } as const;

test.each<[what: string, type: EventType, change: (fields: readonly AvroField[]) => AvroField[], message: RegExp]>([
  [
    'a required field that is not there',
    'market.data.alert',
    (fields) => fields.filter(({ name }) => name !== 'threshold'),
    /payload\.threshold: found no such field, expected \{"type":"bytes","logicalType":"decimal".*\}; /,
  ],
  [
    'another type',
    'market.data.alert',
    replace('threshold', 'double'),
    /payload\.threshold: found "double", expected \{"type":"bytes".*\}; /,
  ],
  [
    'an amount of another scale, whose bytes would be read as another amount',
    'market.data.alert',
    replace('threshold', decimal(8)),
    /payload\.threshold: found .*"scale":8\}, expected .*"scale":18\}; /,
  ],
  [
    'an instant in other units',
    'market.data.alert',
    replace('triggeredAt', { type: 'long', logicalType: 'timestamp-micros' }),
    /payload\.triggeredAt: found "long", expected .*"timestamp-millis".*; /,
  ],
  [
    'a null where something must be',
    'market.data.alert',
    replace('userId', ['null', 'string']),
    /payload\.userId: found \["null","string"\], expected "string"; /,
  ],
  [
    'a word beyond a closed vocabulary',
    'trading.order.placed',
    replace('side', side),
    /payload\.side: found .*"SHORT".*, expected .*"BUY","SELL"\].*; /,
  ],
])('%s is refused with its place, what is there and what to do', (_, type, change, message) => {
  const writer = JSON.stringify(otherRelease(type, change));
  const refusal = expect.objectContaining({
    code: 'INCOMPATIBLE_SCHEMA',
    retryable: false,
    message: expect.stringMatching(new RegExp(`^schema 7, event "${type}", ${message.source}use a release that knows`)),
  });
  expect(() => decoderFor(type, writer, 'schema 7')).toThrow(refusal);
});

test.each(['no JSON', '{"type":"recrod"}'])('the schema "%s" is refused as none', (text) => {
  expect(() => decoderFor('market.data.tick', text, 'schema 7')).toThrow(
    /^schema 7, event "market\.data\.tick": found .*, expected an Avro schema; /,
  );
});

test('a body that ends early is refused with another schema too', () => {
  const older = otherRelease('market.data.alert', (fields) => fields.filter(({ name }) => name !== 'note'));
  const body = written(older, sampleOf('market.data.alert'));
  expect(() => decodeWith('market.data.alert', older, body.subarray(0, -1))).toThrow(
    expect.objectContaining({ code: 'UNDECODABLE_EVENT' }),
  );
});
