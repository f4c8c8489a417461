import type { Service } from '../service.ts';
import { reports } from './reports.ts';

/** Users, administration and integration (seed §2.4). */
export const systemServices = [
  {
    name: 'user-service',
    owner: 'platform',
    purpose: 'Accounts, roles and the verification of identities (KYC)',
    roles: [
      { role: 'consumer', topics: ['security-events'] },
      { role: 'producer', topics: ['user-events', ...reports] },
    ],
  },
  {
    name: 'auth-service',
    owner: 'security',
    purpose: 'Logs users in, and says when a login looks wrong',
    roles: [
      { role: 'consumer', topics: ['user-events'] },
      { role: 'producer', topics: ['security-events', ...reports] },
    ],
  },
  {
    name: 'notification-service',
    owner: 'platform',
    purpose: 'Tells users what concerns them',
    roles: [
      {
        role: 'consumer',
        topics: [
          'market-data-alerts',
          'trading-executions',
          'trading-risk-events',
          'training-job-events',
          'backtest-events',
          'social-copy-trades',
          'marketplace-transactions',
          'revenue-sharing',
          'user-events',
          'security-events',
          'notification-events',
        ],
      },
      { role: 'producer', topics: ['notification-events', ...reports] },
    ],
  },
  {
    name: 'integration-service',
    owner: 'platform',
    purpose: 'Delivers webhooks and watches the connections to third parties',
    roles: [
      { role: 'consumer', topics: ['notification-events', 'user-events'] },
      { role: 'producer', topics: ['notification-events', ...reports] },
    ],
  },
  {
    name: 'api-gateway',
    owner: 'platform',
    purpose: 'Shows live data to users, takes their alerts, and limits the use of the API',
    roles: [
      {
        role: 'consumer',
        topics: [
          'market-data-processed',
          'market-data-aggregated',
          'market-data-alerts',
          'trading-positions',
          'community-interactions',
          'leaderboard-updates',
          'notification-events',
        ],
      },
      { role: 'producer', topics: ['market-data-alerts', ...reports] },
    ],
  },
  {
    name: 'monitoring-service',
    owner: 'platform',
    purpose: 'Watches the health of services, and tells when it changes',
    roles: [
      { role: 'consumer', topics: ['system-metrics'] },
      { role: 'producer', topics: reports },
    ],
  },
  {
    name: 'security-monitor',
    owner: 'security',
    purpose: 'Looks for attacks in what users and services do',
    roles: [
      { role: 'consumer', topics: ['audit-logs', 'user-events', 'system-metrics'] },
      { role: 'producer', topics: ['security-events', ...reports] },
    ],
  },
  {
    name: 'audit-service',
    owner: 'security',
    purpose: 'Keeps the record of actions and accesses, and finds what breaks a rule',
    roles: [
      { role: 'consumer', topics: ['audit-logs', 'security-events', 'trading-orders', 'trading-executions'] },
      { role: 'producer', topics: reports },
    ],
  },
  {
    name: 'compliance-auditor',
    owner: 'security',
    purpose: 'Answers regulators: who may do what, and what was done; changes nothing',
    roles: [{ role: 'auditor' }, { role: 'consumer', topics: ['audit-logs', 'security-events', 'user-events'] }],
  },
] as const satisfies readonly Service[];
