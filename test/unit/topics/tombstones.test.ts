import { parseTombstones, tombstones, topics } from '../../../topics/index.ts';

const tombstone = { topic: 'old-orders', date: '2026-11-25', reason: 'Replaced by orders' };

test('names what is to be removed, when it was taken out and why', () => {
  expect(parseTombstones([tombstone], ['orders'])).toEqual([{ ...tombstone, quarantineDays: 7 }]);
});

test('may name another quarantine, or none', () => {
  for (const quarantineDays of [0, 30]) {
    expect(parseTombstones([{ ...tombstone, quarantineDays }], [])).toEqual([{ ...tombstone, quarantineDays }]);
  }
});

test('is for no topic that the catalogue declares', () => {
  const names = new Set<string>(topics.map(({ name }) => name));
  expect(tombstones.filter(({ topic }) => names.has(topic))).toEqual([]);
});

test.each([
  ['of a topic that is still declared', [{ ...tombstone, topic: 'orders' }], /"orders": tombstone: found a topic that/],
  ['that stands twice', [tombstone, { ...tombstone, reason: 'Again' }], /"old-orders": tombstone: found a second one/],
  ['without a reason', [{ ...tombstone, reason: '' }], /"old-orders": tombstone\.reason: found .* expected a sentence/],
  ['of no day', [{ ...tombstone, date: '2026-02-30' }], /tombstone\.date: found .* expected a day such as/],
  ['of nothing', [{}], /"\(without a name\)": tombstone\.topic/],
  ['of half a day', [{ ...tombstone, quarantineDays: 0.5 }], /tombstone\.quarantineDays: found .* expected whole days/],
  ['of less than no day', [{ ...tombstone, quarantineDays: -1 }], /expected whole days, 0 for none/],
  ['with more than that', [{ ...tombstone, force: true }], /"old-orders": tombstone: found .*force/],
])('%s is refused', (_, input, message) => {
  const parse = () => parseTombstones(input, ['orders']);
  expect(parse).toThrow(message);
  expect(parse).toThrow(expect.objectContaining({ code: 'INVALID_TOPIC' }) as Error);
});
