import { z } from 'zod';
import { event } from '../definition.ts';
import { growing, id, openMap, optional, symbol } from '../fields.ts';
import { money } from '../money.ts';
import { timestamp } from '../timestamp.ts';

/** The two sides of a trade: closed for good, so an Avro enum. */
export const side = z.enum(['BUY', 'SELL']);

/** Trading (seed §4.3). */
export const tradingEvents = {
  'trading.signal.generated': event('A strategy advises a trade.', {
    strategyId: id,
    userId: id,
    symbol,
    signal: growing(['BUY', 'SELL', 'HOLD', 'CLOSE']),
    confidence: z.number().min(0).max(1),
    quantity: money,
    price: money,
    stopLoss: optional(money),
    takeProfit: optional(money),
    reasoning: optional(z.string()),
    indicators: openMap({
      rsi: z.number().exactOptional(),
      macd: z.number().exactOptional(),
      bb_position: z.string().exactOptional(),
    }),
  }),

  'trading.order.placed': event('An order was accepted and sent to a broker.', {
    orderId: id,
    userId: id,
    strategyId: optional(id).describe('None for an order placed by hand'),
    symbol,
    side,
    type: growing(['MARKET', 'LIMIT', 'STOP', 'STOP_LIMIT']),
    quantity: money,
    price: optional(money).describe('None where the market decides'),
    timeInForce: growing(['GTC', 'IOC', 'FOK', 'DAY']),
    brokerId: id,
    brokerOrderId: optional(id),
  }),

  'trading.order.executed': event('A broker filled an order or a part of it.', {
    executionId: id,
    orderId: id,
    userId: id,
    symbol,
    side,
    quantity: money.describe('Filled by this execution'),
    price: money,
    fee: money,
    feeCurrency: z.string().min(1),
    remainingQuantity: money,
    brokerId: id,
    executedAt: timestamp,
  }),

  'trading.position.updated': event("A user's position in one instrument changed.", {
    positionId: id,
    userId: id,
    symbol,
    quantity: money.describe('Negative for a short position'),
    averagePrice: money,
    marketPrice: money,
    realizedPnl: money.meta({ confidential: true }),
    unrealizedPnl: money.meta({ confidential: true }),
    executionId: id.describe('The execution that changed it'),
  }),

  'trading.risk.breached': event('A risk limit of a user was exceeded.', {
    breachId: id,
    userId: id,
    strategyId: optional(id),
    symbol: optional(symbol),
    rule: growing(['MAX_POSITION', 'MAX_DRAWDOWN', 'DAILY_LOSS', 'LEVERAGE', 'CONCENTRATION']),
    limit: money,
    observed: money,
    severity: growing(['LOW', 'MEDIUM', 'HIGH', 'CRITICAL']),
    action: growing(['WARNED', 'ORDER_REJECTED', 'POSITION_REDUCED', 'TRADING_HALTED']),
  }),
};
