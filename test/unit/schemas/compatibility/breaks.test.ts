import avro from 'avsc';
import type { Schema } from 'avsc';
import fc from 'fast-check';
import {
  avroSchemaFor,
  breakInWords,
  breaksOf,
  compatibilityOf,
  eventTypes,
  InvalidSchemaError,
  isRefusedByRegistry,
  type Break,
  type CompatibilityLevel,
} from '../../../../schemas/index.ts';
import { anyHistory } from './avro-history-arbitrary.ts';

type Field = Readonly<Record<string, unknown>>;
const record = (fields: readonly Field[], more: Field = {}): string =>
  JSON.stringify({ type: 'record', name: 'one.Order', fields, ...more });
const field = (name: string, type: unknown, more: Field = {}): Field => ({ name, type, ...more });

function judged(before: string, after: string, level: CompatibilityLevel = 'FULL'): readonly Break[] {
  return breaksOf(after, [{ name: 'version 1', schema: before }], level);
}

const inner = (name: string, fields: readonly Field[]) => ({ type: 'record', name, fields });
const side = (symbols: readonly string[], more: Field = {}) => ({ type: 'enum', name: 'one.Side', symbols, ...more });
const decimal = (scale: number) => ({ type: 'bytes', logicalType: 'decimal', precision: 38, scale });

describe('what a change breaks', () => {
  test.each<[string, Field[], Field[], string[]]>([
    ['a field with a default', [], [field('fee', 'int', { default: 0 })], []],
    ['a field without one', [], [field('fee', 'int')], ['new missing-field fee']],
    ['a field gone that had a default', [field('fee', 'int', { default: 0 })], [], []],
    ['a field gone that had none', [field('fee', 'int')], [], ['old missing-field fee']],
    [
      'a renamed field',
      [field('fee', 'int')],
      [field('cost', 'int')],
      ['new missing-field cost', 'old missing-field fee'],
    ],
    [
      'a renamed field with an alias',
      [field('fee', 'int')],
      [field('cost', 'int', { aliases: ['fee'] })],
      ['old missing-field fee'],
    ],
    [
      'an alias of a field that stays',
      [field('a', 'int'), field('b', 'int')],
      [field('a', 'int', { aliases: ['b'] })],
      ['new ambiguous-field a', 'old missing-field b'],
    ],
    ['a wider number', [field('n', 'int')], [field('n', 'long')], ['old type n']],
    ['a narrower number', [field('n', 'double')], [field('n', 'float')], ['new type n']],
    ['text that becomes bytes', [field('n', 'string')], [field('n', 'bytes')], []],
    ['another type', [field('n', 'boolean')], [field('n', 'int')], ['new type n', 'old type n']],
    ['a field that may be null now', [field('n', 'int')], [field('n', ['null', 'int'])], ['old type n']],
    ['a branch more', [field('n', ['null', 'int'])], [field('n', ['null', 'int', 'string'])], ['old union-branch n']],
    ['branches in another order', [field('n', ['null', 'int'])], [field('n', ['int', 'null'])], []],
    ['a symbol more', [field('s', side(['BUY']))], [field('s', side(['BUY', 'SELL']))], ['old enum-symbols s']],
    [
      'a symbol more, for readers with a default',
      [field('s', side(['BUY'], { default: 'BUY' }))],
      [field('s', side(['BUY', 'SELL']))],
      [],
    ],
    [
      'another size',
      [field('h', { type: 'fixed', name: 'one.H', size: 4 })],
      [field('h', { type: 'fixed', name: 'one.H', size: 8 })],
      ['new fixed-size h', 'old fixed-size h'],
    ],
    [
      'a change in a record',
      [field('p', inner('one.P', []))],
      [field('p', inner('one.P', [field('q', 'int')]))],
      ['new missing-field p.q'],
    ],
    [
      'a change in a list of records',
      [field('p', { type: 'array', items: inner('one.P', []) })],
      [field('p', { type: 'array', items: inner('one.P', [field('q', 'int')]) })],
      ['new missing-field p[].q'],
    ],
    [
      'a change in a map',
      [field('p', { type: 'map', values: 'int' })],
      [field('p', { type: 'map', values: 'string' })],
      ['new type p{}', 'old type p{}'],
    ],
    [
      'a change in an optional record',
      [field('p', ['null', inner('one.P', [])])],
      [field('p', ['null', inner('one.P', [field('q', 'int')])])],
      ['new missing-field p.q'],
    ],
    [
      'another name of a type',
      [field('p', inner('one.P', []))],
      [field('p', inner('one.Q', []))],
      ['new name p', 'old name p'],
    ],
    ['another namespace of a type', [field('p', inner('one.P', []))], [field('p', inner('two.P', []))], []],
    [
      'another scale of an amount',
      [field('p', decimal(2))],
      [field('p', decimal(18))],
      ['new logical-type p', 'old logical-type p'],
    ],
    [
      'a number that becomes an instant',
      [field('t', 'long')],
      [field('t', { type: 'long', logicalType: 'timestamp-millis' })],
      ['new logical-type t', 'old logical-type t'],
    ],
  ])('%s', (_, before, after, expected) => {
    const breaks = judged(record(before), record(after));
    expect(breaks.map(({ reader, kind, path }) => `${reader} ${kind} ${path}`)).toEqual(expected);
  });

  test('only what the level asks for counts', () => {
    const [before, after] = [record([field('a', 'int')]), record([field('b', 'int')])];
    const readersAt = (level: CompatibilityLevel) => judged(before, after, level).map(({ reader }) => reader);
    expect(readersAt('NONE')).toEqual([]);
    expect(readersAt('BACKWARD')).toEqual(['new']);
    expect(readersAt('FORWARD')).toEqual(['old']);
    expect(readersAt('FULL_TRANSITIVE')).toEqual(['new', 'old']);
  });

  test('a version that suits the last but not the first is refused only by a transitive level', () => {
    const versions = [record([]), record([field('fee', 'int', { default: 0 })])].map((schema, index) => ({
      name: `version ${index + 1}`,
      schema,
    }));
    const proposed = record([field('fee', 'int')]);
    expect(breaksOf(proposed, versions, 'BACKWARD')).toEqual([]);
    expect(breaksOf(proposed, versions, 'BACKWARD_TRANSITIVE')).toMatchObject([{ version: 'version 1', path: 'fee' }]);
  });

  test('says which reader fails where, and how to have the change', () => {
    const breaks = judged(record([field('n', 'int')]), record([field('n', 'string'), field('fee', 'int')]));
    expect(breaks.map(breakInWords)).toEqual([
      "n: the new version can't read what version 1 wrote: found int, expected string; keep int, and put string in a " +
        'new field with a default',
      "fee: the new version can't read what version 1 wrote: found no such field, expected int; give fee a default " +
        '(optional(...) in schemas/events/); if it was renamed, keep its old name',
      "n: readers of version 1 can't read what the new version writes: found string, expected int; keep int, and put " +
        'string in a new field with a default',
    ]);
  });

  test('another meaning of the same bytes is refused here, though the registry lets it pass', () => {
    const breaks = judged(record([field('p', decimal(2))]), record([field('p', decimal(18))]), 'BACKWARD');
    expect(breaks).toMatchObject([{ found: 'decimal(38,2)', expected: 'decimal(38,18)' }]);
    expect(breaks.some(isRefusedByRegistry)).toBe(false);
  });

  test.each([
    ['no JSON', '{"type":'],
    ['an unknown type', '"money"'],
    ['a record without a name', '{"type":"record","fields":[]}'],
    ['a default of another type', record([field('n', 'int', { default: 'none' })])],
    ['a symbol twice', record([field('s', side(['BUY', 'BUY']))])],
  ])('%s is no schema, and the error names the version', (_, text) => {
    expect(() => judged(text, record([]))).toThrow(InvalidSchemaError);
    expect(() => judged(text, record([]))).toThrow(/^schema, version 1: found .*, expected an Avro schema/);
    expect(() => judged(record([]), text)).toThrow(/^schema, new version: found /);
  });
});

test('a type that holds itself is compared to its end', () => {
  const list = (value: unknown): string =>
    record([field('value', value), field('next', ['null', 'one.Order'], { default: null })]);
  expect(judged(list('int'), list('int'))).toEqual([]);
  expect(judged(list('int'), list('string'), 'BACKWARD').map(({ path }) => path)).toEqual(['value']);
});

test('types that hold each other twice over take no exponential time', () => {
  const deep = JSON.stringify(
    Array.from({ length: 40 }).reduce<unknown>(
      (below, _, level) =>
        inner(`one.L${level}`, [field('left', below), field('right', level === 0 ? 'int' : `one.L${level - 1}`)]),
      'int',
    ),
  );
  expect(judged(deep, deep)).toEqual([]);
});

test('what avsc can resolve is accepted: it is the stricter of the two', () => {
  const resolves = (reader: string, writer: string): boolean => {
    const [readerType, writerType] = [reader, writer].map((text) =>
      avro.Type.forSchema(JSON.parse(text) as Schema, { wrapUnions: true }),
    ) as [avro.Type, avro.Type];
    try {
      readerType.createResolver(writerType);
      return true;
    } catch {
      return false;
    }
  };
  fc.assert(
    fc.property(anyHistory, (history) => {
      const [before, after] = history.slice(-2) as [string, string];
      fc.pre(resolves(after, before));
      expect(judged(before, after, 'BACKWARD').filter(isRefusedByRegistry)).toEqual([]);
    }),
  );
});

describe('the levels of our events', () => {
  test('trading and the audit trail are held to all versions in both directions, the others backward', () => {
    const strict = eventTypes.filter((type) => compatibilityOf(type) === 'FULL_TRANSITIVE');
    expect(new Set(strict.map((type) => type.split('.')[0]))).toEqual(
      new Set(['trading', 'paper', 'audit', 'compliance']),
    );
    const others = eventTypes.filter((type) => !strict.includes(type)).map(compatibilityOf);
    expect(new Set(others)).toEqual(new Set(['BACKWARD_TRANSITIVE']));
  });

  test.each(eventTypes)('%s: its schema is one that the engine can judge', (type) => {
    const schema = JSON.stringify(avroSchemaFor(type));
    expect(judged(schema, schema)).toEqual([]);
  });
});
