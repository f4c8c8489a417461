import { z } from 'zod';
import { event } from '../definition.ts';
import { currency } from '../field-groups.ts';
import { growing, id, optional, ordinal, prose, text } from '../fields.ts';
import { money } from '../money.ts';
import { timestamp } from '../timestamp.ts';

const price = money.meta({ example: '29.9' });

/** All that is offered. Each event of a listing carries it whole: their topic keeps only the last one of a strategy. */
const offer = {
  listingId: id,
  strategyId: id,
  creatorId: id,
  title: text('Momentum 12'),
  description: prose('Trades the trend of large coins'),
  pricing: growing(['SUBSCRIPTION', 'ONE_TIME', 'PROFIT_SHARE', 'FREE']),
  price,
  currency,
  status: growing(['PUBLISHED', 'PAUSED', 'WITHDRAWN']),
};

const subscription = { subscriptionId: id, userId: id, listingId: id, strategyId: id };
const plan = growing(['MONTHLY', 'YEARLY']);
const rating = { ratingId: id, userId: id.describe('Who rates'), listingId: id, strategyId: id };

/** The marketplace of strategies: offers, subscriptions, ratings (seed §2.3, FR 4.1). */
export const marketplaceEvents = {
  'marketplace.listing.published': event('A strategy is offered; the payload is the whole offer.', offer),

  'marketplace.listing.updated': event('An offer changed; the payload is the whole offer.', {
    ...offer,
    changedFields: z.array(text('price')),
  }),

  'marketplace.listing.withdrawn': event('A strategy is no longer offered; the payload is the whole last offer.', {
    ...offer,
    status: offer.status.meta({ example: 'WITHDRAWN' }),
    reason: growing(['CREATOR', 'MODERATION', 'COMPLIANCE', 'PERFORMANCE_REFUTED']),
    endsSubscriptionsAt: optional(timestamp).describe('None where running subscriptions go on'),
  }),

  'marketplace.subscription.started': event('A user subscribed to a strategy.', {
    ...subscription,
    plan,
    price,
    currency,
    renewsAt: timestamp,
  }),

  'marketplace.subscription.renewed': event('A subscription goes on for another period, which was paid for.', {
    ...subscription,
    plan,
    price,
    currency,
    transactionId: id.describe('The payment'),
    renewal: ordinal.describe('1 for the first renewal'),
    renewsAt: timestamp.describe('When the period now begun ends'),
  }),

  'marketplace.subscription.cancelled': event('A subscription will not be renewed.', {
    ...subscription,
    reason: growing(['USER', 'PAYMENT_FAILED', 'LISTING_WITHDRAWN', 'ACCOUNT_CLOSED', 'FRAUD']),
    endsAt: timestamp.describe('Until then the user keeps what was paid for'),
    feedback: optional(prose('Too few trades')).describe("The user's own words"),
  }),

  'marketplace.rating.submitted': event('A subscriber rated a strategy, or changed the rating.', {
    ...rating,
    stars: z.int().min(1).max(5).meta({ example: 4 }).describe('1 is worst, 5 is best'),
    review: optional(prose('Calm, even in March')).describe('None for stars alone'),
    revision: ordinal,
  }),

  'marketplace.rating.removed': event('A rating no longer counts.', {
    ...rating,
    removedBy: growing(['AUTHOR', 'MODERATOR', 'SYSTEM']),
    reason: optional(prose('Advertising')),
  }),
};
