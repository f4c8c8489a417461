import { readFileSync, readdirSync } from 'node:fs';
import avro from 'avsc';
import type { Schema } from 'avsc';
import { avroSchemaFor, eventTypes, recordNameOf, versionsFileText } from '../../../schemas/index.ts';

const folder = new URL('../../../schemas/avro/', import.meta.url);

test.each(eventTypes)('the committed Avro schema of %s is what zod derives (else: npm run write:schemas)', (type) => {
  const committed = readFileSync(new URL(`${recordNameOf(type)}.avsc`, folder), 'utf8');
  expect(`${JSON.stringify(avroSchemaFor(type), null, 2)}\n`).toBe(committed);
  expect(avro.Type.forSchema(JSON.parse(committed) as Schema).name).toBe(recordNameOf(type));
});

test('the committed versions are those of the events (else: npm run write:schemas)', () => {
  expect(versionsFileText()).toBe(readFileSync(new URL('../versions.json', folder), 'utf8'));
});

test('no schema lies there without an event', () => {
  expect(readdirSync(folder).sort()).toEqual(eventTypes.map((type) => `${recordNameOf(type)}.avsc`).sort());
});

test('money is decimal(38,18), instants are timestamp-millis, ids are uuid, a missing field is null', () => {
  const { fields } = avroSchemaFor('social.follow.started');
  const typeOf = (name: string) => fields.find((field) => field.name === name);
  expect(typeOf('timestamp')).toMatchObject({ type: { type: 'long', logicalType: 'timestamp-millis' } });
  expect(typeOf('eventId')).toMatchObject({ type: { type: 'string', logicalType: 'uuid' } });
  expect(typeOf('causationId')).toMatchObject({
    type: ['null', { type: 'string', logicalType: 'uuid' }],
    default: null,
  });
  expect(JSON.stringify(typeOf('payload'))).toContain(
    '{"name":"maxAllocation","type":["null",{"type":"bytes","logicalType":"decimal","precision":38,"scale":18}],' +
      '"doc":"For copied trades, in the currency of the follower\'s account","default":null,"confidential":true}',
  );
});

test('a closed vocabulary is an Avro enum, a growing one a string', () => {
  const schema = JSON.stringify(avroSchemaFor('trading.order.placed'));
  expect(schema).toContain(
    '{"name":"side","type":{"type":"enum","name":"TradingOrderPlacedPayloadSide","symbols":["BUY","SELL"]}}',
  );
  expect(schema).toContain('{"name":"timeInForce","type":"string"}');
});
