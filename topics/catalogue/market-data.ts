import { defineTopic } from '../topic.ts';

/** Seed §3.2, the topics of the domain `market-data`. */
export const marketDataTopics = [
  defineTopic({
    name: 'market-data-raw',
    partitions: 100,
    key: 'payload.symbol',
    owner: 'market-data',
    retention: 'ticks',
    cleanupPolicy: 'delete',
    events: ['market.data.tick'],
    expectedBytesPerSecond: 3_000_000,
  }),
  defineTopic({
    name: 'market-data-processed',
    partitions: 50,
    key: 'payload.symbol',
    owner: 'market-data',
    retention: 'standard',
    cleanupPolicy: 'delete',
    events: ['market.data.candle'],
    expectedBytesPerSecond: 100_000,
  }),
  defineTopic({
    name: 'market-data-aggregated',
    partitions: 20,
    key: 'payload.timeframe',
    owner: 'market-data',
    retention: 'standard',
    cleanupPolicy: 'delete',
    events: ['market.data.aggregated'],
    expectedBytesPerSecond: 20_000,
  }),
  defineTopic({
    name: 'market-data-alerts',
    partitions: 30,
    key: 'payload.userId',
    owner: 'market-data',
    retention: 'standard',
    cleanupPolicy: 'delete',
    events: ['market.data.alert', 'market.data.alert.set', 'market.data.alert.ended'],
    expectedBytesPerSecond: 10_000,
  }),
] as const;
