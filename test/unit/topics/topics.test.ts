import { eventDefinition, eventTypes } from '../../../schemas/index.ts';
import type { EventOf } from '../../../schemas/index.ts';
import {
  defineTopic,
  keyOf,
  parseTopic,
  retentionClasses,
  topic,
  topicConfig,
  topicLoads,
  topicOf,
  topics,
} from '../../../topics/index.ts';

/** Seed §3.2, line by line: domain, topic, partitioned by, partitions. */
const seed = [
  ['market-data', 'market-data-raw', 'symbol', 100],
  ['market-data', 'market-data-processed', 'symbol', 50],
  ['market-data', 'market-data-aggregated', 'timeframe', 20],
  ['market-data', 'market-data-alerts', 'user-id', 30],
  ['trading', 'trading-signals', 'strategy-id', 50],
  ['trading', 'trading-orders', 'user-id', 100],
  ['trading', 'trading-executions', 'symbol', 50],
  ['trading', 'trading-positions', 'user-id', 30],
  ['trading', 'trading-risk-events', 'user-id', 20],
  ['strategy', 'strategy-created', 'user-id', 20],
  ['strategy', 'strategy-updated', 'strategy-id', 30],
  ['strategy', 'strategy-deployed', 'user-id', 20],
  ['strategy', 'training-job-events', 'user-id', 50],
  ['strategy', 'backtest-events', 'user-id', 30],
  ['strategy', 'model-artifacts', 'model-id', 20],
  ['community', 'community-posts', 'forum-id', 20],
  ['community', 'community-interactions', 'user-id', 30],
  ['community', 'social-follows', 'follower-id', 20],
  ['community', 'social-copy-trades', 'follower-id', 30],
  ['community', 'leaderboard-updates', 'category', 10],
  ['marketplace', 'marketplace-listings', 'strategy-id', 20],
  ['marketplace', 'marketplace-subscriptions', 'user-id', 30],
  ['marketplace', 'marketplace-transactions', 'user-id', 20],
  ['marketplace', 'performance-verification', 'strategy-id', 20],
  ['marketplace', 'revenue-sharing', 'creator-id', 20],
  ['system', 'user-events', 'user-id', 50],
  ['system', 'audit-logs', 'service-name', 30],
  ['system', 'system-metrics', 'service-name', 20],
  ['system', 'security-events', 'event-type', 10],
  ['system', 'notification-events', 'user-id', 50],
] as const;

/** Where the seed's words for keys lie in an event. */
const keyPaths: Record<(typeof seed)[number][2], string> = {
  symbol: 'payload.symbol',
  timeframe: 'payload.timeframe',
  'user-id': 'payload.userId',
  'strategy-id': 'payload.strategyId',
  'model-id': 'payload.modelId',
  'forum-id': 'payload.forumId',
  'follower-id': 'payload.followerId',
  category: 'payload.category',
  'creator-id': 'payload.creatorId',
  'service-name': 'source',
  'event-type': 'eventType',
};

test.each(seed)("the seed's line: %s has %s, partitioned by %s, %i partitions", (domain, name, key, partitions) => {
  expect(topic(name)).toMatchObject({ name, partitions, key: keyPaths[key] });
  expect(topic(name).events.map((type) => eventDefinition(type).domain)).toEqual(topic(name).events.map(() => domain));
});

test("the seed's thirty topics are there in its order, with 1,000 partitions in all", () => {
  const names = seed.map(([, name]): string => name);
  const ofSeed = topics.filter(({ name }) => names.includes(name));
  expect(ofSeed.map(({ name }) => name)).toEqual(names);
  expect(ofSeed.reduce((sum, { partitions }) => sum + partitions, 0)).toBe(1000);
});

test('every event type has exactly one topic', () => {
  expect(topics.flatMap(({ events }): string[] => [...events]).sort()).toEqual([...eventTypes].sort());
  expect(topicOf('market.data.tick').name).toBe('market-data-raw');
});

test('in a compacted topic each event carries all that the others do, since only the last of a key stays', () => {
  const compacted = topics.filter(({ cleanupPolicy }) => cleanupPolicy === 'compact');
  expect(compacted.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['strategy-updated', 'marketplace-listings']),
  );
  for (const { events } of compacted) {
    const [first, ...others] = events.map((type) => Object.keys(eventDefinition(type).payload.shape));
    for (const fields of others) expect(fields).toEqual(expect.arrayContaining(first!));
  }
});

test('three brokers with 2 TB keep 30 % free with three replicas of all of it, the eighth of open segments included', () => {
  const bytes = topicLoads.reduce(
    (sum, { bytesPerSecond, retentionMs }) => sum + (bytesPerSecond * retentionMs) / 1000,
    0,
  );
  expect(bytes * (9 / 8) * 3).toBeLessThanOrEqual(3 * 2e12 * 0.7);
});

test('orders, executions and audit outlive the default of a week, ticks do not reach it', () => {
  const week = retentionClasses.standard.retentionMs;
  expect(week).toBe(168 * 3_600_000);
  for (const name of ['trading-orders', 'trading-executions', 'audit-logs', 'marketplace-transactions'] as const) {
    expect(topic(name).retentionMs).toBeGreaterThan(week);
  }
  expect(topic('market-data-raw').retentionMs).toBeLessThan(week);
});

test('a deleting topic is configured by its retention, a compacted one keeps every change as long', () => {
  expect(topicConfig(topic('market-data-raw'), { minInSyncReplicas: 2 })).toEqual({
    'cleanup.policy': 'delete',
    'compression.type': 'lz4',
    'min.insync.replicas': '2',
    'retention.ms': '86400000',
    'segment.ms': '10800000',
  });
  expect(topicConfig(topic('strategy-updated'), { minInSyncReplicas: 1 })).toEqual({
    'cleanup.policy': 'compact',
    'compression.type': 'lz4',
    'min.insync.replicas': '1',
    'min.compaction.lag.ms': '604800000',
    'segment.ms': '75600000',
  });
  expect(topicConfig(topic('audit-logs'), { minInSyncReplicas: 2 })['segment.ms']).toBe('604800000');
});

describe('the key of an event', () => {
  const tick = { eventType: 'market.data.tick', payload: { symbol: 'BTC/USD' } } as EventOf<'market.data.tick'>;
  const alert = { eventType: 'system.security.alert', payload: {} } as EventOf<'system.security.alert'>;

  test('is read from payload and envelope', () => {
    expect(keyOf('market-data-raw', tick)).toBe('BTC/USD');
    expect(keyOf('security-events', alert)).toBe('system.security.alert');
  });

  test('is refused where the topic does not carry the event, or it is missing or empty', () => {
    expect(() => keyOf('market-data-raw', alert)).toThrow(
      /"market-data-raw": found event system.security.alert, expected one of market.data.tick/,
    );
    for (const payload of [{}, { symbol: '' }, undefined]) {
      expect(() => keyOf('market-data-raw', { ...tick, payload } as never)).toThrow(
        expect.objectContaining({
          code: 'UNKEYABLE_EVENT',
          message: expect.stringContaining('key payload.symbol: found'),
        }),
      );
    }
  });
});

const base = {
  name: 'test-topic',
  partitions: 1,
  key: 'payload.symbol',
  owner: 'trading',
  retention: 'standard',
  cleanupPolicy: 'delete',
  events: ['market.data.tick'],
  expectedBytesPerSecond: 1,
} as const;

test('the compiler refuses an unknown event, and a key that not every event always has', () => {
  expect(defineTopic({ ...base, events: ['market.data.tick', 'trading.order.executed'] }).key).toBe('payload.symbol');
  // @ts-expect-error no such event
  expect(() => defineTopic({ ...base, events: ['market.data.tock'] })).toThrow('events.0: found "market.data.tock"');
  // @ts-expect-error no such field
  expect(() => defineTopic({ ...base, key: 'payload.symbl' })).toThrow('key: found "payload.symbl"');
  const events = ['market.data.tick', 'market.data.alert'] as const;
  // @ts-expect-error a tick has no user
  expect(() => defineTopic({ ...base, events, key: 'payload.userId' })).toThrow('market.data.tick always has');
  // @ts-expect-error the user of an event may be unknown
  expect(() => defineTopic({ ...base, key: 'metadata.userId' })).toThrow('key: found "metadata.userId"');
  // @ts-expect-error money is no key
  expect(() => defineTopic({ ...base, key: 'payload.bid' })).toThrow('key: found "payload.bid"');
});

test.each([
  [
    { key: 'payload.symbl' },
    'topic "test-topic": key: found "payload.symbl", expected a text field that market.data.tick always has, one of ',
  ],
  [{ events: [] }, 'events: found []'],
  [{ events: ['nothing'] }, `events.0: found "nothing", expected one of the ${eventTypes.length} event types`],
  [{ partitions: 0 }, 'partitions: found 0, expected'],
  [{ partitions: undefined }, 'partitions: found nothing, expected'],
  [{ owner: 'nobody' }, 'owner: found "nobody", expected one of'],
  [{ retention: 'forever' }, 'retention: found "forever", expected one of'],
  [{ name: 'Big_Name' }, 'topic "Big_Name": name: found "Big_Name", expected lower-case words'],
  [{ name: undefined }, 'topic "(without a name)": name: found nothing'],
  [{ replicas: 3 }, 'found replicas, expected only name, partitions'],
])('untyped data is refused with topic, path, found and expected: %j', (change, message) => {
  expect(() => parseTopic({ ...base, ...change })).toThrow(message);
});
