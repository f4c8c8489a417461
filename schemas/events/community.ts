import { z } from 'zod';
import { event } from '../definition.ts';
import { duration, growing, id, optional, ordinal, symbol } from '../fields.ts';
import { money } from '../money.ts';
import { timestamp } from '../timestamp.ts';
import { side } from './trading.ts';

/** Community and social trading (seed §4.5). */
export const communityEvents = {
  'community.post.created': event('A user wrote a post in a forum.', {
    postId: id,
    forumId: id,
    authorId: id,
    title: z.string().min(1),
    content: z.string(),
    tags: z.array(z.string()),
    attachments: z.array(z.string()),
  }),

  'community.interaction.recorded': event('A user reacted to a post.', {
    interactionId: id,
    userId: id,
    postId: id,
    kind: growing(['VIEW', 'LIKE', 'COMMENT', 'SHARE', 'REPORT']),
    text: optional(z.string()),
  }),

  'social.follow.started': event('A user follows a trader.', {
    followerId: id,
    traderId: id,
    copyTrading: z.boolean(),
    maxAllocation: optional(money).meta({ confidential: true }),
  }),

  'social.trade.copied': event("A trade was repeated in a follower's account.", {
    copyTradeId: id,
    originalTradeId: id,
    traderId: id,
    followerId: id,
    symbol,
    side,
    originalQuantity: money,
    copiedQuantity: money,
    copyRatio: z.number().nonnegative(),
    executionDelay: duration,
  }),

  'leaderboard.updated': event('A leaderboard has a new order; the payload is its whole top.', {
    category: z.string().min(1),
    period: growing(['DAY', 'WEEK', 'MONTH', 'YEAR', 'ALL']),
    asOf: timestamp,
    entries: z.array(z.strictObject({ rank: ordinal, userId: id, strategyId: optional(id), score: z.number() })),
  }),
};
