import { removalVerdicts } from '../../../../cluster/kinds/topic-removal.ts';
import { topicSteps } from '../../../../cluster/kinds/topic-steps.ts';
import type { Loss, SeenTopic, WantedTopic } from '../../../../cluster/kinds/topic.ts';

const found: SeenTopic = {
  partitions: 10,
  replicationFactor: 3,
  inSyncReplicas: 3,
  configs: { 'retention.ms': '1000' },
};
const tombstone = { topic: 'old-orders', date: '2026-11-25', reason: 'Replaced by orders', quarantineDays: 0 };
const seen = new Map([['topic', new Map([['old-orders', { ...found }]])]]);

describe('a topic is removed at once', () => {
  test('when it has a tombstone that names no days and is the platform’s', () => {
    const owned = new Set(['topic/old-orders'] as const);
    expect(topicSteps([], { seen, owned }, [tombstone])).toMatchObject([
      {
        id: 'topic/old-orders/remove',
        action: 'remove',
        summary: 'remove it with its 10 partitions (taken out on 2026-11-25: Replaced by orders)',
        basis: [
          { path: ['partitions'], value: 10 },
          { path: ['denied'], value: null },
          { path: ['quarantinedSince'], in: 'record', value: null },
        ],
        change: { remove: { date: '2026-11-25', reason: 'Replaced by orders', wasInQuarantine: false } },
        verdicts: [{ guard: 'data-loss', level: 'refuse' }],
      },
    ]);
  });

  const declared: WantedTopic = { ...found, name: 'old-orders', key: 'k' };
  test.each([
    ['without a tombstone', [], ['topic/old-orders'], [], seen],
    ['with a tombstone, when it is somebody else’s', [], [], [tombstone], seen],
    ['when a resource of another kind has its name', [], ['user/old-orders'], [tombstone], seen],
    ['when it is gone', [], ['topic/old-orders'], [tombstone], new Map([['topic', new Map()]])],
    ['while it is declared', [declared], ['topic/old-orders'], [tombstone], seen],
  ] as const)('not %s', (_, wanted, owned, tombstones, there) => {
    expect(topicSteps(wanted, { seen: there, owned: new Set(owned) }, tombstones)).toEqual([]);
  });

  test('not where no record says whose it is', () => {
    expect(topicSteps([], { seen }, [tombstone])).toEqual([]);
  });
});

describe('removing a topic', () => {
  const atMs = Date.UTC(2026, 10, 25);
  const loss: Loss = {
    records: 100,
    bytes: 5_000,
    storedBytes: 5_000,
    oldestMs: atMs - 9_000,
    newestMs: atMs - 5_000,
    unread: {},
    members: {},
  };
  const empty: Loss = { ...loss, records: 0, bytes: 0, storedBytes: 0, oldestMs: null, newestMs: null };
  const verdictsOn = (its: Partial<Loss>, configs = found.configs, defaults = {}) =>
    removalVerdicts({ ...found, configs }, { atMs, defaults, losses: { remove: { ...loss, ...its } }, sample: null });

  test.each([
    ['that is empty and unread', empty, undefined, undefined, []],
    ['whose records are older than its retention and read', {}, undefined, undefined, ['note']],
    ['that someone reads now', { members: { risk: 2 } }, undefined, undefined, ['refuse']],
    ['that is empty and read now', { ...empty, members: { risk: 2 } }, undefined, undefined, ['refuse']],
    ['that someone has not read to the end', { unread: { risk: 7 } }, undefined, undefined, ['refuse']],
    ['with records younger than its retention', { newestMs: atMs - 999 }, undefined, undefined, ['refuse']],
    ['that keeps everything', {}, { 'retention.ms': '-1' }, undefined, ['refuse']],
    ['that keeps the last of each key', {}, { 'cleanup.policy': 'compact' }, undefined, ['refuse']],
    ['with records younger than what the brokers keep', {}, {}, { 'retention.ms': '6000' }, ['refuse']],
    ['with records older than what the brokers keep', {}, {}, { 'retention.ms': '4000' }, ['note']],
  ])('%s', (_, its, configs, defaults, levels) => {
    expect(verdictsOn(its, configs as Record<string, string> | undefined, defaults).map(({ level }) => level)).toEqual(
      levels,
    );
  });

  test('is refused with what goes, until when it was to be kept, who has not read it and who reads it', () => {
    const configs = { 'retention.ms': '604800000' };
    expect(verdictsOn({ members: { risk: 1 }, unread: { risk: 7, audit: 9 } }, configs)[0]?.reason).toBe(
      'about 5 kB of 5 kB in each copy would go now (100 records, written from 2026-11-24T23:59Z to ' +
        '2026-11-24T23:59Z); not yet read: 7 by risk, 9 by audit; its newest record was to be kept until ' +
        '2026-12-01T23:59Z; read now by 1 consumer of risk',
    );
  });

  test('is refused when nobody has looked at what it holds', () => {
    expect(removalVerdicts(found, undefined)).toMatchObject([{ guard: 'data-loss', level: 'refuse' }]);
  });
});
