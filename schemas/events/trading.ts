import { z } from 'zod';
import { event } from '../definition.ts';
import { fee, orderType, price, quantity, severity, side, strategyOfUser, timeInForce } from '../field-groups.ts';
import { growing, id, openMap, optional, prose, ratio, symbol, text } from '../fields.ts';
import { money } from '../money.ts';
import { timestamp } from '../timestamp.ts';

const brokerId = id.meta({ example: 'binance' });
const rule = growing(['MAX_POSITION', 'MAX_DRAWDOWN', 'DAILY_LOSS', 'LEVERAGE', 'CONCENTRATION']);
const measured = money.describe('In the measure of the rule: an amount, a loss, a ratio');

/** Trading (seed §4.3). */
export const tradingEvents = {
  'trading.signal.generated': event('A strategy advises a trade.', {
    ...strategyOfUser,
    symbol,
    signal: growing(['BUY', 'SELL', 'HOLD', 'CLOSE']),
    confidence: ratio,
    quantity,
    price,
    stopLoss: optional(price.meta({ example: '44500' })),
    takeProfit: optional(price.meta({ example: '46000' })),
    reasoning: optional(prose('RSI oversold + bullish divergence')),
    indicators: openMap({
      rsi: z.number().exactOptional(),
      macd: z.number().exactOptional(),
      bb_position: z.string().exactOptional(),
    }).meta({ example: { rsi: 25.5, macd: 0.75, bb_position: 'lower' } }),
  }),

  'trading.order.placed': event('An order was accepted and sent to a broker.', {
    orderId: id,
    userId: id,
    strategyId: optional(id).describe('None for an order placed by hand'),
    symbol,
    side,
    type: orderType,
    quantity,
    price: optional(price).describe('None where the market decides'),
    timeInForce,
    brokerId,
    brokerOrderId: optional(id),
  }),

  'trading.order.rejected': event('An order was refused; nothing of it will be filled.', {
    orderId: id,
    userId: id,
    strategyId: optional(id).describe('None for an order placed by hand'),
    symbol,
    rejectedBy: growing(['RISK', 'COMPLIANCE', 'BROKER', 'EXCHANGE']),
    reasonCode: text('INSUFFICIENT_MARGIN').describe('For programs; words may be added'),
    reason: text('The margin does not cover the order').describe('For people'),
    brokerId: optional(brokerId).describe('None where the order never reached a broker'),
  }),

  'trading.order.cancelled': event('An order ended before it was filled whole.', {
    orderId: id,
    userId: id,
    strategyId: optional(id).describe('None for an order placed by hand'),
    symbol,
    cancelledBy: growing(['USER', 'STRATEGY', 'RISK', 'BROKER', 'EXPIRY']),
    filledQuantity: quantity,
    remainingQuantity: quantity,
    brokerId,
  }),

  'trading.order.executed': event('A broker filled an order or a part of it.', {
    executionId: id,
    orderId: id,
    userId: id,
    symbol,
    side,
    quantity: quantity.describe('Filled by this execution'),
    price,
    fee,
    feeCurrency: text('USD'),
    remainingQuantity: quantity,
    brokerId,
    executedAt: timestamp,
  }),

  'trading.position.updated': event("A user's position in one instrument changed.", {
    positionId: id,
    userId: id,
    symbol,
    quantity: quantity.describe('Negative for a short position'),
    averagePrice: price,
    marketPrice: price,
    realizedPnl: money.meta({ confidential: true }),
    unrealizedPnl: money.meta({ confidential: true }),
    executionId: id.describe('The execution that changed it'),
  }),

  'trading.risk.breached': event('A risk limit of a user was exceeded.', {
    breachId: id,
    userId: id,
    strategyId: optional(id),
    symbol: optional(symbol),
    rule,
    limit: measured,
    observed: measured,
    severity,
    action: growing(['WARNED', 'ORDER_REJECTED', 'POSITION_REDUCED', 'TRADING_HALTED']),
  }),

  'trading.risk.cleared': event('A breached limit holds again, and what was done about it ends.', {
    breachId: id,
    userId: id,
    strategyId: optional(id),
    rule,
    limit: measured,
    observed: measured,
    clearedBy: growing(['MARKET', 'POSITION_CHANGE', 'LIMIT_CHANGE', 'OPERATOR']),
  }),
};
