import { z } from 'zod';
import {
  codecFor,
  confidentialPathsOf,
  eventDefinition,
  eventTypes,
  exampleOf,
  parseEvent,
} from '../../../schemas/index.ts';
import { event } from '../../../schemas/definition.ts';
import { envelope } from '../../../schemas/envelope.ts';
import { fieldRowsOf } from '../../../schemas/field-rows.ts';
import { changeHistory } from '../../../schemas/reference.ts';
import { count, duration, growing, openMap, optional, scalar } from '../../../schemas/fields.ts';
import { money } from '../../../schemas/money.ts';
import { calendarDate, timestamp } from '../../../schemas/timestamp.ts';
import { unitOf } from '../../../schemas/units.ts';
import { keyOf, topicOf } from '../../../topics/index.ts';

describe.each(eventTypes)('%s', (type) => {
  const rows = fieldRowsOf(eventDefinition(type).payload);

  test('has an example that is valid, comes back whole from Avro, has a key, and is the same each time', () => {
    const example = exampleOf(type);
    const read = parseEvent(JSON.parse(JSON.stringify(example)));
    expect(read).toEqual(example);
    expect(codecFor(type).decode(codecFor(type).encode(example as never))).toEqual(example);
    expect(keyOf(topicOf(type).name, read)).not.toBe('');
    expect(exampleOf(type)).toEqual(example);
  });

  test('tells the unit or the meaning of every amount and measure', () => {
    const silent = rows.filter(
      ({ type: kind, unit, meaning }) =>
        (kind === 'decimal' || kind === 'number') && unit === undefined && meaning === undefined,
    );
    expect(silent.map(({ path }) => path)).toEqual([]);
  });

  test('shows its secrets, and all inside of them, as such', () => {
    const secrets = confidentialPathsOf(type);
    const shown = rows.filter(({ confidential }) => confidential).map(({ path }) => `payload.${path}`);
    expect(shown).toEqual(expect.arrayContaining(secrets));
    expect(shown.filter((path) => !secrets.some((secret) => path.startsWith(secret)))).toEqual([]);
  });
});

test('an example gives every optional field a value', () => {
  const { payload } = exampleOf('market.data.alert') as { payload: { note: string | null } };
  expect(payload.note).toBe('Take profit?');
});

test('every type of field is told in words', () => {
  const record = z.strictObject({
    word: growing(['A', 'B']),
    side: z.enum(['BUY', 'SELL']),
    amounts: z.array(money),
    flags: z.array(z.boolean()),
    at: optional(timestamp).describe('Once done'),
    on: calendarDate,
    id: z.uuid(),
    count,
    span: duration,
    share: z.number(),
    open: openMap({ a: z.number().exactOptional() }),
    map: z.record(z.string(), scalar),
    parts: z.array(z.strictObject({ name: z.string() })).meta({ confidential: true }),
    inner: z.strictObject({ secret: z.string().meta({ confidential: true }) }),
  });
  expect(
    fieldRowsOf(record).map(({ path, type, optional: may, meaning, confidential }) =>
      [path, type, may ? 'optional' : '', meaning ?? '', confidential ? 'secret' : ''].join('|'),
    ),
  ).toEqual([
    'word|`A`, `B`, …|||',
    'side|`BUY`, `SELL`|||',
    'amounts|list of decimals|||',
    'flags|list of booleans|||',
    'at|instant|optional|Once done|',
    'on|day|||',
    'id|UUID|||',
    'count|whole number|||',
    'span|text|||',
    'share|number|||',
    'open|map of numbers, texts, booleans|||',
    'map|map of numbers, texts, booleans|||',
    'parts|list of records|||secret',
    'parts[].name|text|||secret',
    'inner|record|||',
    'inner.secret|text|||secret',
  ]);
  expect(fieldRowsOf(envelope).map(({ path }) => path)).toContain('metadata.environment');
});

test.each([
  ['durationMs', count, [], 'ms'],
  ['windowSeconds', count, [], 's'],
  ['sizeBytes', count, [], 'bytes'],
  ['sharePercent', z.number(), [], '%'],
  ['totalReturn', z.number(), [], 'ratio: 1 is 100 %'],
  ['copiedQuantity', money, ['symbol'], 'units of the instrument'],
  ['fee', money, ['symbol', 'feeCurrency'], '`feeCurrency`'],
  ['amount', money, ['currency'], '`currency`'],
  ['bid', money, ['symbol'], 'quote currency of `symbol`'],
  ['limit', money, [], undefined],
  ['trades', count, [], undefined],
  ['contentBytes', z.string(), [], undefined],
])('the unit of %s is told by its name and what stands beside it', (name, schema, siblings, unit) => {
  expect(unitOf(name, schema, siblings)).toBe(unit);
});

test('an event begins at 1.0, and has the version and the history of its changes', () => {
  expect(event('Something happened.', {})).toMatchObject({ version: '1.0', changes: [] });
  const changed = event('Something happened.', {}, [
    { version: '1.1', what: 'Has the venue.' },
    { version: '2.0', what: 'The price is required.' },
  ]);
  expect(changed.version).toBe('2.0');
  expect(changeHistory(changed.changes)).toEqual(['Changes:\n\n- 2.0: The price is required.\n- 1.1: Has the venue.']);
  expect(changeHistory([])).toEqual([]);
});
