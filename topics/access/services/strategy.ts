import type { Service } from '../service.ts';
import { reports } from './reports.ts';

/** Strategies, models and their performance (seed §2.2). */
export const strategyServices = [
  {
    name: 'strategy-service',
    owner: 'strategy',
    purpose: 'Keeps the strategies of users, from draft to deployment',
    roles: [
      {
        role: 'consumer',
        topics: ['training-job-events', 'backtest-events', 'trading-risk-events', 'marketplace-subscriptions'],
      },
      { role: 'producer', topics: ['strategy-created', 'strategy-updated', 'strategy-deployed', ...reports] },
    ],
  },
  {
    name: 'training-service',
    owner: 'strategy',
    purpose: 'Trains and tunes models, and registers their versions',
    roles: [
      { role: 'consumer', topics: ['market-data-processed', 'strategy-created', 'strategy-updated'] },
      { role: 'producer', topics: ['training-job-events', 'model-artifacts', ...reports] },
    ],
  },
  {
    name: 'backtest-service',
    owner: 'strategy',
    purpose: 'Runs strategies on past prices',
    roles: [
      { role: 'consumer', topics: ['market-data-processed', 'strategy-updated', 'model-artifacts'] },
      { role: 'producer', topics: ['backtest-events', ...reports] },
    ],
  },
  {
    name: 'analytics-service',
    owner: 'strategy',
    purpose: 'Reports on performance and tells what it came from',
    roles: [
      { role: 'consumer', topics: ['backtest-events', 'trading-executions', 'trading-positions'] },
      { role: 'producer', topics: ['backtest-events', ...reports] },
    ],
  },
] as const satisfies readonly Service[];
