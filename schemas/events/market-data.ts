import { z } from 'zod';
import { event } from '../definition.ts';
import { count, growing, id, optional, symbol, timeframe } from '../fields.ts';
import { money } from '../money.ts';
import { timestamp } from '../timestamp.ts';

/** Market data (seed §4.2). Percentages are ratios and stay doubles; prices and volumes are exact. */
export const marketDataEvents = {
  'market.data.tick': event('An exchange published a new price.', {
    symbol,
    exchange: z.string().min(1),
    timestamp,
    bid: money,
    ask: money,
    last: money,
    volume: money,
    high24h: money,
    low24h: money,
    change24h: money,
    changePercent24h: z.number(),
  }),

  'market.data.candle': event('A time window of one instrument closed.', {
    symbol,
    timeframe,
    timestamp,
    open: money,
    high: money,
    low: money,
    close: money,
    volume: money,
    trades: count,
  }),

  'market.data.aggregated': event('A time window over several instruments closed.', {
    timeframe,
    timestamp,
    scope: z.string().min(1).describe('What was aggregated, such as an asset class or an index'),
    symbols: count.describe('How many instruments are in it'),
    volume: money,
    notional: money.describe('Sum of price times volume'),
    trades: count,
    advancing: count,
    declining: count,
  }),

  'market.data.alert': event('The condition of an alert that a user set was met.', {
    alertId: id,
    userId: id,
    symbol,
    condition: growing(['PRICE_ABOVE', 'PRICE_BELOW', 'CHANGE_ABOVE', 'VOLUME_ABOVE']),
    threshold: money,
    observed: money,
    triggeredAt: timestamp,
    note: optional(z.string()),
  }),
};
