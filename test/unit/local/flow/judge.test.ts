import { createJudge } from '../../../../local/flow/index.ts';
import type { Judge, ReceivedRecord } from '../../../../local/flow/index.ts';

/** Records of one producer in one partition, as they lie in the log. */
function logOf(...records: (Partial<ReceivedRecord> & { eventId: string; sequence: number })[]): ReceivedRecord[] {
  return records.map((record, index) => ({
    topic: 'trading-orders',
    partition: 0,
    offset: BigInt(index),
    key: 'user-1',
    producer: 'p',
    ...record,
  }));
}

const a = { eventId: 'a', sequence: 1 };
const b = { eventId: 'b', sequence: 2 };
const c = { eventId: 'c', sequence: 3 };

function judge(acknowledged: readonly string[], log: readonly ReceivedRecord[], memory?: number): Judge {
  const judge = createJudge(memory);
  for (const eventId of acknowledged) judge.acknowledged(eventId);
  for (const record of log) judge.received(record);
  return judge;
}

const clean = { sent: 3, received: 3, lost: 0, duplicated: 0, outOfOrder: 0 };

test('a run in which everything came back once and in order is clean', () => {
  expect(judge(['a', 'b', 'c'], logOf(a, b, c)).verdict()).toEqual(clean);
});

test('an acknowledged event that never came is lost', () => {
  expect(judge(['a', 'b', 'c'], logOf(a, c)).verdict()).toEqual({ ...clean, received: 2, lost: 1 });
});

test('an event that lies in the log twice is a duplicate', () => {
  expect(judge(['a', 'b', 'c'], logOf(a, b, c, b)).verdict()).toEqual({ ...clean, duplicated: 1 });
});

test('two events of a key that changed places are out of order', () => {
  expect(judge(['a', 'b', 'c'], logOf(a, c, b)).verdict()).toEqual({ ...clean, outOfOrder: 1 });
});

test('events of different keys, topics and producers may come in any order', () => {
  const log = logOf(
    c,
    { ...b, key: 'user-2' },
    { ...a, topic: 'user-events' },
    { eventId: 'd', sequence: 1, producer: 'other' },
  );
  expect(judge(['a', 'b', 'c', 'd'], log).verdict()).toMatchObject({ lost: 0, outOfOrder: 0 });
});

test('an event may be received before its acknowledgement', () => {
  const early = createJudge();
  for (const record of logOf(a, b)) early.received(record);
  expect(early.verdict()).toMatchObject({ sent: 0, received: 2, lost: 0 });
  early.acknowledged('a');
  early.acknowledged('b');
  expect(early.verdict()).toMatchObject({ sent: 2, received: 2, lost: 0, duplicated: 0 });
});

test('a duplicate is seen also when its acknowledgement is still to come', () => {
  expect(judge([], logOf(a, a)).verdict()).toMatchObject({ received: 1, duplicated: 1 });
});

test('a record that the consumer gets again after a rebalance is no duplicate', () => {
  const [first, second] = logOf(a, b);
  const judge = createJudge();
  expect([first!, second!, first!, second!].map((record) => judge.received(record))).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect(judge.verdict()).toMatchObject({ received: 2, duplicated: 0, outOfOrder: 0 });
});

test('with bounded memory a late duplicate is still a fault: it counts as out of order', () => {
  const records = Array.from({ length: 100 }, (_, index) => ({ eventId: String(index), sequence: index }));
  const verdict = judge(
    records.map(({ eventId }) => eventId),
    logOf(...records, records[3]!),
    10,
  ).verdict();
  expect(verdict).toMatchObject({ lost: 0, duplicated: 0, outOfOrder: 1 });
});

test('with bounded memory what is lost stays lost', () => {
  const records = Array.from({ length: 100 }, (_, index) => ({ eventId: String(index), sequence: index }));
  const verdict = judge(
    records.map(({ eventId }) => eventId),
    logOf(...records.slice(1)),
    10,
  ).verdict();
  expect(verdict).toMatchObject({ sent: 100, received: 99, lost: 1 });
});
