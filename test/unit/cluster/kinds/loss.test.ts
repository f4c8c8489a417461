import fc from 'fast-check';
import { endsBySize, lossBefore, lossByAge, lossInWords, lossOfAll } from '../../../../cluster/kinds/loss.ts';
import type { PartitionContents, TopicContents } from '../../../../cluster/topic-contents.ts';

const partition: PartitionContents = {
  id: 0,
  bytes: 1_000,
  earliest: 100,
  latest: 200,
  oldestMs: 5_000,
  newestMs: 9_000,
  firstSince: 140,
};
const topic = (...partitions: Partial<PartitionContents>[]): TopicContents => ({
  partitions: partitions.map((its, id) => ({ ...partition, id, ...its })),
  readers: [],
});

test('what is older than a time goes, with its share of the bytes', () => {
  expect(lossByAge(topic({}, { firstSince: 100, oldestMs: 7_000 }), 7_000)).toEqual({
    records: 40,
    bytes: 400,
    storedBytes: 2_000,
    oldestMs: 5_000,
    newestMs: 7_000,
    unread: {},
    members: {},
  });
});

test('an empty topic loses nothing', () => {
  const empty = topic({ bytes: 0, earliest: 7, latest: 7, oldestMs: null, newestMs: null, firstSince: 7 });
  expect(lossOfAll(empty)).toMatchObject({ records: 0, bytes: 0, oldestMs: null, newestMs: null });
  expect(lossInWords(lossOfAll(empty))).toBe('none of its 0 B would go now');
});

test('a group has not read what lies from its commit to the end of what goes, where it has committed', () => {
  const contents: TopicContents = {
    ...topic({}, {}),
    readers: [
      { group: 'behind', members: 0, committed: new Map([[0, 130]]) },
      { group: 'far-behind', members: 0, committed: new Map([[0, 3]]) },
      {
        group: 'done',
        members: 2,
        committed: new Map([
          [0, 140],
          [1, 190],
        ]),
      },
    ],
  };
  expect(lossByAge(contents, 7_000)).toMatchObject({ unread: { behind: 10, 'far-behind': 40 }, members: { done: 2 } });
});

const anyPartition = fc
  .record({
    bytes: fc.integer({ min: 1, max: 1_000_000 }),
    earliest: fc.nat(1_000),
    records: fc.nat(1_000),
    cut: fc.nat(2_500),
    committed: fc.option(fc.nat(2_500)),
  })
  .map(({ bytes, earliest, records, cut, committed }) => ({
    its: { bytes: records === 0 ? 0 : bytes, earliest, latest: earliest + records },
    cut,
    committed,
  }));

test('nothing more goes than there is, no one has more unread than goes, and what goes grows with the cut', () => {
  fc.assert(
    fc.property(fc.array(anyPartition, { minLength: 1, maxLength: 5 }), (parts) => {
      const committed = new Map(parts.flatMap(({ committed: at }, id) => (at === null ? [] : [[id, at] as const])));
      const contents: TopicContents = {
        ...topic(...parts.map(({ its }) => its)),
        readers: [{ group: 'g', members: 1, committed }],
      };
      const all = lossOfAll(contents);
      const loss = lossBefore(contents, new Map(parts.map(({ cut }, id) => [id, cut])), 1);
      const further = lossBefore(contents, new Map(parts.map(({ cut }, id) => [id, cut + 100])), 1);
      expect(loss.bytes).toBeLessThanOrEqual(loss.storedBytes);
      expect(loss.records).toBeLessThanOrEqual(all.records);
      expect(loss.records).toBeLessThanOrEqual(further.records);
      expect(loss.unread['g'] ?? 0).toBeLessThanOrEqual(loss.records);
      expect(loss.unread['g'] ?? 0).toBeLessThanOrEqual(further.unread['g'] ?? 0);
      expect(all.bytes).toBe(all.storedBytes);
    }),
  );
});

test('a partition loses what is more than it may hold, and no more than a record beyond', () => {
  fc.assert(
    fc.property(fc.array(anyPartition, { minLength: 1, maxLength: 5 }), fc.nat(1_000_000), (parts, maxBytes) => {
      const contents = topic(...parts.map(({ its }) => its));
      const ends = endsBySize(contents, maxBytes);
      for (const { id, bytes, earliest, latest } of contents.partitions) {
        const kept = latest === earliest ? 0 : (bytes * (latest - (ends.get(id) ?? 0))) / (latest - earliest);
        const fits = Math.min(bytes, maxBytes);
        expect(kept).toBeLessThanOrEqual(fits + 1e-6);
        expect(kept).toBeGreaterThan(fits - bytes / Math.max(1, latest - earliest) - 1e-6);
      }
    }),
  );
});
