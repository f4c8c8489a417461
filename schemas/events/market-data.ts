import { z } from 'zod';
import { event } from '../definition.ts';
import { channel, price, quantity } from '../field-groups.ts';
import { count, growing, id, optional, prose, symbol, text, timeframe } from '../fields.ts';
import { money } from '../money.ts';
import { timestamp } from '../timestamp.ts';

const condition = growing(['PRICE_ABOVE', 'PRICE_BELOW', 'CHANGE_ABOVE', 'VOLUME_ABOVE']);
const threshold = price.describe('In the measure that the condition names: price, change of price, or volume');

/** Market data (seed §4.2). Percentages are ratios and stay doubles; prices and volumes are exact. */
export const marketDataEvents = {
  'market.data.tick': event('An exchange published a new price.', {
    symbol,
    exchange: text('binance'),
    timestamp,
    bid: price,
    ask: price.meta({ example: '45001.5' }),
    last: price.meta({ example: '45000.75' }).describe('Price of the last trade'),
    volume: quantity.meta({ example: '1.2345' }),
    high24h: price.meta({ example: '46000' }),
    low24h: price.meta({ example: '44000' }),
    change24h: price.meta({ example: '1000.75' }),
    changePercent24h: z.number().meta({ example: 2.27 }),
  }),

  'market.data.candle': event('A time window of one instrument closed.', {
    symbol,
    timeframe,
    timestamp: timestamp.describe('Start of the window'),
    open: price.meta({ example: '45000' }),
    high: price.meta({ example: '45100' }),
    low: price.meta({ example: '44950' }),
    close: price.meta({ example: '45000.75' }),
    volume: quantity.meta({ example: '125.45' }),
    trades: count,
  }),

  'market.data.aggregated': event('A time window over several instruments closed.', {
    timeframe,
    timestamp: timestamp.describe('Start of the window'),
    scope: text('equities').describe('What was aggregated, such as an asset class or an index'),
    symbols: count.describe('How many instruments are in it'),
    volume: quantity.meta({ example: '812000' }),
    notional: money.meta({ example: '97440000' }).describe('Sum of price times volume, in the currency of the market'),
    trades: count,
    advancing: count.describe('Instruments that gained'),
    declining: count.describe('Instruments that lost'),
  }),

  'market.data.alert': event('The condition of an alert that a user set was met.', {
    alertId: id,
    userId: id,
    symbol,
    condition,
    threshold,
    observed: price.describe('What was measured, like the threshold'),
    triggeredAt: timestamp,
    note: optional(prose('Take profit?')).describe("The user's own words"),
  }),

  'market.data.alert.set': event('A user set an alert on an instrument, or changed it.', {
    alertId: id,
    userId: id,
    symbol,
    condition,
    threshold,
    channels: z.array(channel),
    repeats: z.boolean().describe('False: the alert ends when it was triggered'),
    expiresAt: optional(timestamp),
    note: optional(prose('Take profit?')).describe("The user's own words"),
  }),

  'market.data.alert.ended': event('An alert is no longer watched.', {
    alertId: id,
    userId: id,
    symbol,
    reason: growing(['USER', 'TRIGGERED', 'EXPIRED', 'INSTRUMENT_DELISTED']),
  }),
};
