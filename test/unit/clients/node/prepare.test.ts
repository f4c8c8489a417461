import kafkajs from 'kafkajs';
import { createPreparation } from '../../../../clients/node/prepare.ts';
import { unframe } from '../../../../clients/node/wire.ts';
import { codecFor } from '../../../../schemas/index.ts';
import { alertFor } from './alert-event.ts';

const prepare = createPreparation(
  new Map([['market-data-alerts', 30]]),
  new Map([['market-data-alerts', new Map([['market.data.alert', 11] as const])]]),
);

test('an event becomes a record with the key of its topic and its schema id before the Avro body', () => {
  const { topic, key, value } = prepare(alertFor('user-1'));
  const { schemaId, body } = unframe(value);
  expect([topic, key, schemaId]).toEqual(['market-data-alerts', 'user-1', 11]);
  expect(codecFor('market.data.alert').decode(body).payload.observed.toString()).toBe('45000.5');
});

test('keys go to the partitions of the default partitioner, first seen or remembered', () => {
  const partitioner = kafkajs.Partitioners.DefaultPartitioner();
  const partitionMetadata = Array.from({ length: 30 }, (_, partitionId) => ({
    partitionId,
    leader: 0,
    partitionErrorCode: 0,
    replicas: [],
    isr: [],
  }));
  for (let index = 0; index < 200; index += 1) {
    const key = `user-${index % 100}`;
    const expected = partitioner({ topic: 'market-data-alerts', partitionMetadata, message: { key, value: '' } });
    expect(prepare(alertFor(key)).partition).toBe(expected);
  }
});

test('an invalid event is refused with each of its problems', () => {
  const { topic, event } = alertFor('user-1');
  const wrong = { ...event, payload: { ...event.payload, threshold: 'much', symbol: '' } } as never;
  expect(() => prepare({ topic, event: wrong })).toThrow(/payload\.symbol.*payload\.threshold.*"much"/s);
});

test('an event that the topic does not carry is refused', () => {
  const { event } = alertFor('user-1');
  expect(() => prepare({ topic: 'user-events', event })).toThrow(
    'topic "user-events": found the event "market.data.alert"',
  );
});

test('an event larger than a broker takes is refused before anything is sent', () => {
  expect(() => prepare(alertFor('user-1', 'x'.repeat(1_000_001)))).toThrow(
    /of 1000\d{3} bytes, expected at most 1000000/,
  );
});
