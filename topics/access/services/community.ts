import type { Service } from '../service.ts';
import { reports } from './reports.ts';

/** Community and marketplace (seed §2.3). */
export const communityServices = [
  {
    name: 'community-service',
    owner: 'community',
    purpose: 'Forums, follows and the feeds of users',
    roles: [
      { role: 'consumer', topics: ['community-posts', 'social-copy-trades', 'leaderboard-updates', 'user-events'] },
      { role: 'producer', topics: ['community-posts', 'community-interactions', 'social-follows', ...reports] },
    ],
  },
  {
    name: 'copy-trading-service',
    owner: 'community',
    purpose: 'Repeats the trades of traders for those who follow them',
    roles: [
      { role: 'consumer', topics: ['social-follows', 'trading-executions'] },
      { role: 'producer', topics: ['social-copy-trades', ...reports], transactional: true },
    ],
  },
  {
    name: 'leaderboard-service',
    owner: 'community',
    purpose: 'Ranks traders and holds competitions',
    roles: [
      {
        role: 'stream-application',
        reads: ['trading-executions', 'trading-positions', 'social-follows', 'community-interactions'],
        writes: ['leaderboard-updates'],
      },
      { role: 'producer', topics: reports },
    ],
  },
  {
    name: 'marketplace-service',
    owner: 'marketplace',
    purpose: 'Lists strategies for sale, with subscriptions, ratings and verified performance',
    roles: [
      {
        role: 'consumer',
        topics: ['strategy-updated', 'backtest-events', 'performance-verification', 'marketplace-transactions'],
      },
      {
        role: 'producer',
        topics: ['marketplace-listings', 'marketplace-subscriptions', 'performance-verification', ...reports],
      },
    ],
  },
  {
    name: 'billing-service',
    owner: 'marketplace',
    purpose: 'Settles subscriptions and shares the revenue',
    roles: [
      { role: 'consumer', topics: ['marketplace-listings', 'marketplace-subscriptions', 'user-events'] },
      { role: 'producer', topics: ['marketplace-transactions', 'revenue-sharing', ...reports], transactional: true },
    ],
  },
] as const satisfies readonly Service[];
