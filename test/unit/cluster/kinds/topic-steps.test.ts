import fc from 'fast-check';
import { shareOfMovedKeys } from '../../../../cluster/kinds/topic-guards.ts';
import { topicSteps } from '../../../../cluster/kinds/topic-steps.ts';
import type { Loss, MeasuredTopic, SeenTopic, WantedTopic } from '../../../../cluster/kinds/topic.ts';

const wanted: WantedTopic = {
  name: 'orders',
  partitions: 10,
  replicationFactor: 3,
  configs: { 'cleanup.policy': 'delete', 'retention.ms': '1000' },
  key: 'payload.userId',
};
const asWanted: SeenTopic = { partitions: 10, replicationFactor: 3, inSyncReplicas: 3, configs: wanted.configs };

function stepsFor(
  found: Partial<SeenTopic> | undefined,
  topic: Partial<WantedTopic> = {},
  closer?: Partial<MeasuredTopic>,
) {
  const seen = found === undefined ? new Map() : new Map([['orders', { ...asWanted, ...found }]]);
  const measured = { defaults: {}, losses: {}, sample: null, ...closer };
  return topicSteps([{ ...wanted, ...topic }], {
    seen: new Map([['topic', seen]]),
    ...(closer === undefined ? {} : { measured: new Map([['topic', new Map([['orders', measured as never]])]]) }),
  });
}

test('a topic that is as wanted needs nothing', () => {
  expect(stepsFor({})).toEqual([]);
});

test('topics that the catalogue does not know are left alone', () => {
  const seen = new Map([['topic', new Map([['theirs', { ...asWanted }]])]]);
  expect(topicSteps([], { seen })).toEqual([]);
});

test('a missing topic is created, if it is still missing then', () => {
  expect(stepsFor(undefined)).toMatchObject([
    {
      id: 'topic/orders/create',
      action: 'create',
      basis: [{ path: [], value: null }],
      change: { create: { partitions: 10, replicationFactor: 3, configs: wanted.configs } },
    },
  ]);
});

test('each setting that differs is a step that depends on its present value alone', () => {
  const steps = stepsFor({ configs: { 'cleanup.policy': 'delete', 'retention.ms': '500', 'segment.ms': '7' } });
  expect(steps).toMatchObject([
    { id: 'topic/orders/configs/retention.ms', basis: [{ path: ['configs', 'retention.ms'], value: '500' }] },
    { id: 'topic/orders/configs/segment.ms', change: { configs: { 'segment.ms': null } } },
  ]);
});

describe('guards', () => {
  const guardsOf = (found: Partial<SeenTopic>, topic: Partial<WantedTopic> = {}) =>
    stepsFor(found, topic).flatMap(({ verdicts }) => verdicts.map(({ guard, level }) => `${guard} ${level}`));
  const configs = (more: Record<string, string>) => ({ configs: { ...wanted.configs, ...more } });

  test.each([
    ['a retention that is cut', configs({ 'retention.ms': '2000' }), {}, ['data-loss refuse']],
    ['a retention that ends an unlimited one', configs({ 'retention.ms': '-1' }), {}, ['data-loss refuse']],
    ['a retention that grows', configs({ 'retention.ms': '500' }), {}, []],
    ['more partitions of a keyed topic', { partitions: 5 }, {}, ['key-order refuse']],
    ['fewer partitions', { partitions: 11 }, {}, ['fewer-partitions never']],
    [
      'a minimum of replicas that is not met',
      { inSyncReplicas: 1 },
      configs({ 'min.insync.replicas': '2' }),
      ['unwritable refuse'],
    ],
    ['a minimum of all replicas', {}, configs({ 'min.insync.replicas': '3' }), ['no-spare-replica note']],
    ['a minimum of replicas that is met', {}, configs({ 'min.insync.replicas': '2' }), []],
    ['compaction of what was not compacted', {}, configs({ 'cleanup.policy': 'compact' }), ['compaction refuse']],
    [
      'smaller records',
      configs({ 'max.message.bytes': '10' }),
      configs({ 'max.message.bytes': '5' }),
      ['smaller-records note'],
    ],
    [
      'deletion of what was only compacted',
      configs({ 'cleanup.policy': 'compact' }),
      configs({ 'cleanup.policy': 'compact,delete' }),
      ['data-loss refuse'],
    ],
    [
      'a retention that is cut where nothing is deleted by age',
      configs({ 'cleanup.policy': 'compact', 'retention.ms': '2000' }),
      configs({ 'cleanup.policy': 'compact' }),
      [],
    ],
  ])('judge %s', (_, found, topic, expected) => {
    expect(guardsOf(found, topic)).toEqual(expected);
  });

  const without = (setting: string): Partial<WantedTopic> => {
    const { [setting]: _, ...rest } = wanted.configs;
    return { configs: rest };
  };
  test.each([
    ['the brokers keep less', '999', ['data-loss refuse']],
    ['the brokers keep more', '1001', []],
    ['the brokers keep everything', '-1', []],
  ])('judge a retention that is no longer set by what the brokers do: %s', (_, brokers, expected) => {
    const steps = stepsFor({}, without('retention.ms'), { defaults: { 'retention.ms': brokers } });
    expect(steps.flatMap(({ verdicts }) => verdicts.map(({ guard, level }) => `${guard} ${level}`))).toEqual(expected);
  });

  test('take what the brokers do for a cut as long as it is not known', () => {
    expect(stepsFor({}, without('retention.ms'))).toMatchObject([{ verdicts: [{ guard: 'data-loss' }] }]);
  });

  test('judge a minimum of replicas that is no longer set by what the brokers ask for', () => {
    const found = configs({ 'min.insync.replicas': '1' });
    const steps = stepsFor({ ...found, inSyncReplicas: 1 }, {}, { defaults: { 'min.insync.replicas': '2' } });
    expect(steps).toMatchObject([
      {
        verdicts: [{ guard: 'unwritable', reason: expect.stringContaining('would be 2, but a partition has only 1') }],
      },
    ]);
  });

  test('tell what a shorter retention deletes, from when to when, and who has not read it', () => {
    const loss: Loss = {
      records: 1_200,
      bytes: 80_000,
      storedBytes: 2_500_000,
      oldestMs: Date.UTC(2026, 9, 1, 8, 30),
      newestMs: Date.UTC(2026, 10, 24, 9),
      unread: { risk: 20 },
      members: {},
    };
    const [step] = stepsFor(configs({ 'retention.ms': '2000' }), {}, { losses: { 'retention.ms': loss } });
    expect(step?.verdicts[0]?.reason).toBe(
      'retention.ms goes from 2000 to 1000: what is older or more is deleted for good; about 80 kB of 2.5 MB in each ' +
        'copy would go now (1,200 records, written from 2026-10-01T08:30Z to 2026-11-24T09:00Z); not yet read: 20 by risk',
    );
  });

  test('tell how many records of a sample compaction would delete', () => {
    const [step] = stepsFor({}, configs({ 'cleanup.policy': 'compact' }), {
      sample: { records: 1_000, withoutKey: 37, distinctKeys: 400 },
    });
    expect(step?.verdicts[0]?.reason).toContain(
      'in a sample of the last 1,000 records 37 have no key and 563 have a later one of the same key',
    );
  });
});

test('the share of moved keys is what counting them gives', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), (before, after) => {
      const hashes = Array.from({ length: before * after }, (_, hash) => hash); // a multiple of both periods
      const moved = hashes.filter((hash) => hash % before !== hash % after).length;
      expect(shareOfMovedKeys(before, after)).toBeCloseTo(moved / hashes.length, 10);
    }),
  );
});
