import type { Service } from '../service.ts';
import { reports } from './reports.ts';

/** Prices and trading (seed §2.1). */
export const tradingServices = [
  {
    name: 'market-data-service',
    owner: 'market-data',
    purpose: 'Takes in prices, closes candles and aggregates, watches the alerts of users',
    roles: [
      { role: 'producer', topics: ['market-data-raw', ...reports] },
      {
        role: 'stream-application',
        reads: ['market-data-raw', 'market-data-alerts'],
        writes: ['market-data-processed', 'market-data-aggregated', 'market-data-alerts'],
      },
    ],
  },
  {
    name: 'strategy-engine',
    owner: 'trading',
    purpose: 'Runs deployed strategies on live prices and says what they would trade',
    roles: [
      {
        role: 'consumer',
        topics: [
          'market-data-raw',
          'market-data-processed',
          'trading-positions',
          'strategy-updated',
          'strategy-deployed',
          'model-artifacts',
        ],
      },
      { role: 'producer', topics: ['trading-signals', ...reports] },
    ],
  },
  {
    name: 'order-service',
    owner: 'trading',
    purpose: 'Makes orders of signals and of copied trades, within the limits of user and risk',
    roles: [
      {
        role: 'consumer',
        topics: ['trading-signals', 'trading-executions', 'trading-risk-events', 'social-copy-trades', 'user-events'],
      },
      { role: 'producer', topics: ['trading-orders', ...reports], transactional: true },
    ],
  },
  {
    name: 'execution-gateway',
    owner: 'trading',
    purpose: 'Takes orders to brokers and exchanges, and brings back executions and refusals',
    roles: [
      { role: 'consumer', topics: ['trading-orders'] },
      { role: 'producer', topics: ['trading-orders', 'trading-executions', ...reports], transactional: true },
    ],
  },
  {
    name: 'position-service',
    owner: 'trading',
    purpose: 'Keeps what each user holds, valued at live prices',
    roles: [
      {
        role: 'stream-application',
        reads: ['trading-executions', 'market-data-processed'],
        writes: ['trading-positions'],
      },
      { role: 'producer', topics: reports },
    ],
  },
  {
    name: 'risk-service',
    owner: 'trading',
    purpose: 'Watches the limits of users and strategies',
    roles: [
      {
        role: 'consumer',
        topics: [
          'market-data-processed',
          'trading-orders',
          'trading-executions',
          'trading-positions',
          'strategy-deployed',
          'user-events',
        ],
      },
      { role: 'producer', topics: ['trading-risk-events', ...reports] },
    ],
  },
  {
    name: 'paper-trading-service',
    owner: 'trading',
    purpose: 'Trades without money on live prices (seed §2.1)',
    roles: [
      { role: 'consumer', topics: ['market-data-raw', 'trading-signals', 'strategy-deployed'] },
      { role: 'producer', topics: ['trading-orders', 'trading-executions', 'trading-positions', ...reports] },
    ],
  },
] as const satisfies readonly Service[];
