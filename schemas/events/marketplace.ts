import { z } from 'zod';
import { event } from '../definition.ts';
import { count, growing, id, optional } from '../fields.ts';
import { money } from '../money.ts';
import { calendarDate, timestamp } from '../timestamp.ts';

const currency = z.string().regex(/^[A-Z]{3,5}$/, 'expected a currency code such as USD');

/** The marketplace of strategies (seed §2.3, FR 4.1). */
export const marketplaceEvents = {
  'marketplace.listing.published': event('A strategy is offered; the payload is the whole offer.', {
    listingId: id,
    strategyId: id,
    creatorId: id,
    title: z.string().min(1),
    description: z.string(),
    pricing: growing(['SUBSCRIPTION', 'ONE_TIME', 'PROFIT_SHARE', 'FREE']),
    price: money,
    currency,
    status: growing(['PUBLISHED', 'PAUSED', 'WITHDRAWN']),
  }),

  'marketplace.subscription.started': event('A user subscribed to a strategy.', {
    subscriptionId: id,
    userId: id,
    listingId: id,
    strategyId: id,
    plan: growing(['MONTHLY', 'YEARLY']),
    price: money,
    currency,
    renewsAt: timestamp,
  }),

  'marketplace.transaction.settled': event('A payment on the marketplace came to its end.', {
    transactionId: id,
    userId: id,
    listingId: id,
    creatorId: id,
    amount: money.meta({ confidential: true }),
    platformFee: money,
    currency,
    paymentMethod: growing(['CARD', 'BANK', 'WALLET']),
    paymentReference: z.string().min(1).meta({ confidential: true }),
  }),

  'performance.verified': event("A strategy's track record was checked against executions.", {
    verificationId: id,
    strategyId: id,
    period: z.strictObject({ start: calendarDate, end: calendarDate }),
    verifiedReturn: z.number(),
    claimedReturn: z.number(),
    tradesChecked: count,
    verdict: growing(['CONFIRMED', 'DEVIATES', 'REFUTED']),
  }),

  'revenue.shared': event('The share of a creator in the income of a period was calculated.', {
    distributionId: id,
    creatorId: id,
    strategyId: id,
    period: z.strictObject({ start: calendarDate, end: calendarDate }),
    grossAmount: money.meta({ confidential: true }),
    sharePercent: z.number().min(0).max(100),
    netAmount: money.meta({ confidential: true }),
    currency,
    payoutAt: optional(timestamp),
  }),
};
