import { event } from '../definition.ts';
import { currency, fee, orderType, price, quantity, side, timeInForce } from '../field-groups.ts';
import { count, id, optional, symbol, text } from '../fields.ts';
import { money } from '../money.ts';
import { timestamp } from '../timestamp.ts';

const account = { paperAccountId: id, userId: id, strategyId: optional(id).describe('None for trades made by hand') };

/**
 * Paper trading: live prices, invented money (seed §2.1). Events of their own rather than a flag in the real ones: who
 * books real money reads `trading.order.executed` and can't mistake one for the other. Nothing in them is a secret.
 */
export const paperTradingEvents = {
  'paper.order.placed': event('An order was placed in a paper account.', {
    orderId: id,
    ...account,
    symbol,
    side,
    type: orderType,
    quantity,
    price: optional(price).describe('None where the market decides'),
    timeInForce,
  }),

  'paper.order.executed': event('The simulation filled an order of a paper account at a live price.', {
    executionId: id,
    orderId: id,
    ...account,
    symbol,
    side,
    quantity: quantity.describe('Filled by this execution'),
    price,
    slippage: price.meta({ example: '1.5' }).describe('What the model took off the live price'),
    fee: fee.describe('What the model charges'),
    feeCurrency: text('USD'),
    pricedAt: timestamp.describe('Time of the live price'),
  }),

  'paper.account.valued': event('A paper account was valued at live prices; the payload is its whole state.', {
    ...account,
    startingCash: money.meta({ example: '10000' }),
    cash: money.meta({ example: '5740.5' }),
    equity: money.meta({ example: '10240.5' }).describe('Cash and positions'),
    realizedPnl: money,
    unrealizedPnl: money,
    currency,
    openPositions: count,
    valuedAt: timestamp,
  }),
};
