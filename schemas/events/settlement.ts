import { z } from 'zod';
import { event } from '../definition.ts';
import { currency, failure, period } from '../field-groups.ts';
import { count, growing, id, optional, percent, prose, text } from '../fields.ts';
import { money } from '../money.ts';
import { timestamp } from '../timestamp.ts';

const secretAmount = money.meta({ confidential: true });
const paymentMethod = growing(['CARD', 'BANK', 'WALLET']);
const reference = text('payment-4711').meta({ confidential: true }).describe("The payment provider's");
const returnRatio = z.number().meta({ example: 0.15 });

/** Payments, verified performance and the creators' share of the income (seed §2.3, FR 4.1). */
export const settlementEvents = {
  'marketplace.transaction.settled': event('A payment on the marketplace came to its end.', {
    transactionId: id,
    userId: id,
    listingId: id,
    creatorId: id,
    amount: secretAmount,
    platformFee: money.meta({ example: '24.1' }),
    currency,
    paymentMethod,
    paymentReference: reference,
  }),

  'marketplace.transaction.failed': event('A payment on the marketplace was not made.', {
    transactionId: id,
    userId: id,
    listingId: id,
    creatorId: id,
    amount: secretAmount,
    currency,
    paymentMethod,
    ...failure('CARD_EXPIRED', 'The card has expired'),
    nextAttemptAt: optional(timestamp),
  }),

  'marketplace.transaction.refunded': event('A payment was given back, whole or in part.', {
    refundId: id,
    transactionId: id.describe('The payment'),
    userId: id,
    listingId: id,
    creatorId: id,
    amount: secretAmount.describe('What was given back'),
    currency,
    reason: growing(['USER_REQUEST', 'DUPLICATE', 'CHARGEBACK', 'LISTING_WITHDRAWN']),
    paymentReference: reference,
  }),

  'performance.verification.requested': event('A track record is to be checked.', {
    verificationId: id,
    strategyId: id,
    creatorId: id,
    period,
    claimedReturn: returnRatio,
    requestedBy: growing(['CREATOR', 'SCHEDULE', 'MODERATOR']),
  }),

  'performance.verified': event("A strategy's track record was checked against executions.", {
    verificationId: id,
    strategyId: id,
    period,
    verifiedReturn: returnRatio,
    claimedReturn: returnRatio,
    tradesChecked: count,
    verdict: growing(['CONFIRMED', 'DEVIATES', 'REFUTED']),
  }),

  'performance.verification.failed': event('A track record could not be checked.', {
    verificationId: id,
    strategyId: id,
    period,
    ...failure('EXECUTIONS_MISSING', 'The broker gave no executions for two weeks'),
  }),

  'revenue.shared': event('The share of a creator in the income of a period was calculated.', {
    distributionId: id,
    creatorId: id,
    strategyId: id,
    period,
    grossAmount: secretAmount,
    sharePercent: percent,
    netAmount: secretAmount.meta({ example: '48.2' }),
    currency,
    payoutAt: optional(timestamp),
  }),

  'revenue.distributed': event('The calculated shares of a creator were paid out.', {
    payoutId: id,
    creatorId: id,
    distributionIds: z.array(id.meta({ example: 'distribution-123' })).describe('The calculations that it pays'),
    amount: secretAmount,
    withheldTax: secretAmount.meta({ example: '18.1' }),
    currency,
    payoutMethod: growing(['BANK', 'WALLET', 'PLATFORM_BALANCE']),
    payoutReference: reference,
    paidAt: timestamp,
  }),

  'revenue.distribution.failed': event('A payout to a creator was not made.', {
    payoutId: id,
    creatorId: id,
    distributionIds: z.array(id.meta({ example: 'distribution-123' })).describe('The calculations that it should pay'),
    amount: secretAmount,
    currency,
    ...failure('ACCOUNT_CLOSED', 'The bank refused the account'),
    note: optional(prose('The creator was asked for another account')),
  }),
};
