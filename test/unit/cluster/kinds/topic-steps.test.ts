import fc from 'fast-check';
import { shareOfMovedKeys } from '../../../../cluster/kinds/topic-guards.ts';
import { topicSteps } from '../../../../cluster/kinds/topic-steps.ts';
import type { SeenTopic, WantedTopic } from '../../../../cluster/kinds/topic.ts';

const wanted: WantedTopic = {
  name: 'orders',
  partitions: 10,
  replicationFactor: 3,
  configs: { 'cleanup.policy': 'delete', 'retention.ms': '1000' },
  key: 'payload.userId',
};
const asWanted: SeenTopic = { partitions: 10, replicationFactor: 3, inSyncReplicas: 3, configs: wanted.configs };

function stepsFor(found: Partial<SeenTopic> | undefined, topic: Partial<WantedTopic> = {}) {
  const seen = found === undefined ? new Map() : new Map([['orders', { ...asWanted, ...found }]]);
  return topicSteps([{ ...wanted, ...topic }], { seen: new Map([['topic', seen]]) });
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
    ['a minimum of replicas that is met', {}, configs({ 'min.insync.replicas': '2' }), []],
    ['compaction of what was not compacted', {}, configs({ 'cleanup.policy': 'compact' }), ['compaction refuse']],
    [
      'smaller records',
      configs({ 'max.message.bytes': '10' }),
      configs({ 'max.message.bytes': '5' }),
      ['smaller-records note'],
    ],
  ])('judge %s', (_, found, topic, expected) => {
    expect(guardsOf(found, topic)).toEqual(expected);
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
