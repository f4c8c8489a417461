import { z } from 'zod';
import { event } from '../definition.ts';
import { currency, quantity, side } from '../field-groups.ts';
import { count, duration, growing, id, optional, ordinal, percent, prose, symbol, text } from '../fields.ts';
import { money } from '../money.ts';
import { timestamp } from '../timestamp.ts';

const copyRatio = z.number().nonnegative().meta({ example: 0.1 }).describe("Copied quantity over the trader's");
const copying = { copyRelationId: id, traderId: id, followerId: id };
const score = z.number().meta({ example: 12.5 }).describe('In the measure of the category');
const category = text('return').describe('What is compared, such as return or consistency');
const competition = { competitionId: id, category };

/** Following, copying and comparing traders (seed §2.3, §4.5). */
export const socialTradingEvents = {
  'social.follow.started': event('A user follows a trader.', {
    followerId: id,
    traderId: id,
    copyTrading: z.boolean(),
    maxAllocation: optional(money)
      .meta({ confidential: true })
      .describe("For copied trades, in the currency of the follower's account"),
  }),

  'social.follow.ended': event('A user no longer follows a trader.', {
    followerId: id,
    traderId: id,
    reason: growing(['FOLLOWER', 'BLOCKED_BY_TRADER', 'ACCOUNT_CLOSED']),
  }),

  'social.copy.started': event("A follower's account began to repeat a trader's trades, or has new settings for it.", {
    ...copying,
    strategyId: optional(id).describe('None where all of the trader is copied'),
    copyRatio,
    maxAllocation: money.meta({ confidential: true }),
    currency,
    stopLossPercent: optional(percent).describe('Loss of the allocation at which copying stops'),
  }),

  'social.trade.copied': event("A trade was repeated in a follower's account.", {
    copyTradeId: id,
    originalTradeId: id,
    traderId: id,
    followerId: id,
    symbol,
    side,
    originalQuantity: quantity.meta({ example: '1' }),
    copiedQuantity: quantity,
    copyRatio,
    executionDelay: duration.meta({ example: '250ms' }).describe("From the trader's execution to the follower's"),
  }),

  'social.copy.skipped': event("A trade of a copied trader was not repeated in a follower's account.", {
    ...copying,
    originalTradeId: id,
    symbol,
    side,
    originalQuantity: quantity.meta({ example: '1' }),
    reason: growing([
      'INSUFFICIENT_FUNDS',
      'ALLOCATION_REACHED',
      'RISK',
      'BROKER_REJECTED',
      'MARKET_CLOSED',
      'TOO_SMALL',
    ]),
    detail: optional(prose('The smallest order is 0.001')),
  }),

  'social.copy.stopped': event("A follower's account no longer repeats a trader's trades.", {
    ...copying,
    reason: growing(['FOLLOWER', 'STOP_LOSS', 'TRADER_LEFT', 'SUBSCRIPTION_ENDED', 'RISK']),
    tradesCopied: count,
    realizedPnl: money.meta({ confidential: true }),
    currency,
  }),

  'leaderboard.updated': event('A leaderboard has a new order; the payload is its whole top.', {
    category,
    period: growing(['DAY', 'WEEK', 'MONTH', 'YEAR', 'ALL']),
    asOf: timestamp,
    entries: z.array(z.strictObject({ rank: ordinal, userId: id, strategyId: optional(id), score })),
  }),

  'competition.announced': event('A competition is open for entries.', {
    ...competition,
    name: text('Spring league'),
    startsAt: timestamp,
    endsAt: timestamp.meta({ example: '2024-03-31T22:00:00.000Z' }),
    mode: growing(['PAPER', 'LIVE']),
    prizePool: optional(money.meta({ example: '5000' })).describe('None for honour alone'),
    currency: optional(currency),
  }),

  'competition.entered': event('A user takes part in a competition, or no longer does.', {
    ...competition,
    userId: id,
    strategyId: optional(id).describe('None for trades made by hand'),
    entry: growing(['JOINED', 'WITHDRAWN', 'DISQUALIFIED']),
  }),

  'competition.ended': event('A competition has its final order; the payload is its whole top.', {
    ...competition,
    endedAt: timestamp,
    participants: count,
    standings: z.array(z.strictObject({ rank: ordinal, userId: id, strategyId: optional(id), score })),
  }),
};
