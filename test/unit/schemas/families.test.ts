import { readFileSync } from 'node:fs';
import { eventTypes, isEventType } from '../../../schemas/index.ts';
import type { EventType } from '../../../schemas/index.ts';
import { topicOf } from '../../../topics/index.ts';
import type { TopicName } from '../../../topics/index.ts';

/** The families of events that the seed names in §2, with the topic of §3.2 that is meant for them. */
const families: readonly (readonly [string, TopicName, readonly EventType[]])[] = [
  ['alerts', 'market-data-alerts', ['market.data.alert', 'market.data.alert.set', 'market.data.alert.ended']],
  ['paper orders', 'trading-orders', ['paper.order.placed']],
  ['paper executions', 'trading-executions', ['paper.order.executed']],
  ['paper accounts', 'trading-positions', ['paper.account.valued']],
  ['strategies created', 'strategy-created', ['strategy.created']],
  ['strategies updated', 'strategy-updated', ['strategy.updated']],
  ['strategies deployed', 'strategy-deployed', ['strategy.deployed', 'strategy.undeployed']],
  [
    'training',
    'training-job-events',
    ['strategy.training.progressed', 'strategy.training.completed', 'strategy.training.failed'],
  ],
  [
    'tuning',
    'training-job-events',
    ['strategy.tuning.started', 'strategy.tuning.progressed', 'strategy.tuning.completed', 'strategy.tuning.failed'],
  ],
  ['experiments', 'training-job-events', ['experiment.created', 'experiment.run.recorded', 'experiment.ended']],
  ['model versions', 'model-artifacts', ['model.version.registered', 'model.version.staged']],
  ['backtests', 'backtest-events', ['backtest.started', 'backtest.progressed', 'backtest.failed']],
  ['reports', 'backtest-events', ['report.generated', 'report.distributed']],
  ['analysis', 'backtest-events', ['analysis.attribution.completed', 'analysis.completed']],
  ['posts', 'community-posts', ['community.post.updated', 'community.post.removed']],
  ['feeds', 'community-interactions', ['social.feed.updated']],
  ['follows', 'social-follows', ['social.follow.started', 'social.follow.ended']],
  [
    'copy trading',
    'social-copy-trades',
    ['social.copy.started', 'social.trade.copied', 'social.copy.skipped', 'social.copy.stopped'],
  ],
  [
    'leaderboards and competitions',
    'leaderboard-updates',
    ['leaderboard.updated', 'competition.announced', 'competition.entered', 'competition.ended'],
  ],
  ['listings', 'marketplace-listings', ['marketplace.listing.updated', 'marketplace.listing.withdrawn']],
  [
    'subscriptions',
    'marketplace-subscriptions',
    ['marketplace.subscription.renewed', 'marketplace.subscription.cancelled'],
  ],
  ['ratings', 'marketplace-subscriptions', ['marketplace.rating.submitted', 'marketplace.rating.removed']],
  ['payments', 'marketplace-transactions', ['marketplace.transaction.failed', 'marketplace.transaction.refunded']],
  [
    'verification',
    'performance-verification',
    ['performance.verification.requested', 'performance.verified', 'performance.verification.failed'],
  ],
  ['revenue', 'revenue-sharing', ['revenue.shared', 'revenue.distributed', 'revenue.distribution.failed']],
  ['users', 'user-events', ['user.registered', 'user.profile.updated', 'user.status.changed', 'user.roles.changed']],
  ['KYC', 'user-events', ['user.kyc.started', 'user.kyc.submitted', 'user.kyc.rejected', 'user.kyc.expired']],
  ['audit', 'audit-logs', ['audit.action.recorded', 'audit.access.recorded']],
  [
    'compliance',
    'audit-logs',
    ['compliance.violation.detected', 'compliance.report.generated', 'compliance.report.submitted'],
  ],
  ['security', 'security-events', ['system.security.alert', 'system.security.resolved']],
  ['health', 'system-metrics', ['system.health.changed']],
  ['webhooks', 'notification-events', ['webhook.delivery.succeeded', 'webhook.delivery.failed']],
  ['notifications', 'notification-events', ['notification.delivered', 'notification.failed']],
  ['integrations', 'system-metrics', ['integration.status.changed']],
  ['connections of users', 'user-events', ['user.integration.changed']],
  ['API use and rate limits', 'system-metrics', ['api.usage.reported', 'api.rate.limited']],
];

test.each(families)('%s have their events, in %s', (_, topic, types) => {
  for (const type of types) {
    expect(eventTypes).toContain(type);
    expect(topicOf(type).name).toBe(topic);
  }
});

/** The map of the seed names each event in the row of the sentence that asks for it. */
const named = new Set(
  readFileSync(new URL('../../../docs/seed-map.md', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => /^\| [24]\.\d/.test(line))
    .flatMap((line) => [...line.matchAll(/`([a-z]+(?:\.[a-z]+)+)`/g)].map(([, name = '']) => name)),
);

test('every event answers a sentence of the seed, and the map of the seed names no other', () => {
  expect(eventTypes.filter((type) => !named.has(type))).toEqual([]);
  expect([...named].filter((name) => !isEventType(name))).toEqual([]);
});
