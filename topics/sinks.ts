import { topics } from './catalogue.ts';
import type { TopicName } from './lookup.ts';

/** Where the retention class leaves the years that the law asks for, or replays, to the archive. */
export const archivedTopics: readonly TopicName[] = topics
  .filter(({ retention }) => ['ticks', 'trading', 'financial', 'audit'].includes(retention))
  .map(({ name }) => name);

/**
 * What is analysed (seed §1, §2.2, §5.6): prices, trading, strategies and how the platform fares, as far as no event of
 * a topic has a confidential field. Whoever may ask ksqlDB or the warehouse sees all of it.
 */
export const analysedTopics: readonly TopicName[] = [
  'market-data-processed',
  'market-data-aggregated',
  'trading-signals',
  'trading-orders',
  'trading-executions',
  'training-job-events',
  'performance-verification',
  'leaderboard-updates',
  'system-metrics',
];
