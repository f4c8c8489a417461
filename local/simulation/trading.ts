import type { EventDraft } from '../../clients/node/index.ts';
import { strengthOf } from './market.ts';
import type { Tick } from './market.ts';
import { round } from './random.ts';
import type { Market, Position, Strategy, World } from './world.ts';

type Execution = EventDraft<'trading.order.executed'>;

/** Share of ticks on which some strategy has an opinion. */
const signalShare = 0.12;
/** What a broker takes, as a share of the traded amount. */
const feeShare = 0.001;
/** An amount held in one instrument beyond which the risk service warns. */
const maxExposure = 75_000;
const brokerId = 'paper-broker';

/** What strategies make of a tick: a signal, mostly an order, its execution, and what follows for the user. */
export function tradeOn(world: World, tick: Tick): void {
  const { random } = world;
  if (!random.chance(signalShare)) return;
  const strategy = random.pick(world.strategies);
  const market = world.markets.get(tick.payload.symbol) as Market;
  const signal = signalOn(world, tick, strategy, market);
  if (signal.payload.signal === 'HOLD') return;
  const order = world.journal.record(
    'order-service',
    'trading.order.placed',
    {
      orderId: `order-${random.hex(12)}`,
      userId: strategy.userId,
      strategyId: strategy.strategyId,
      symbol: tick.payload.symbol,
      side: signal.payload.signal === 'BUY' ? 'BUY' : 'SELL',
      type: 'MARKET',
      quantity: signal.payload.quantity,
      price: signal.payload.price,
      timeInForce: 'GTC',
      brokerId,
      brokerOrderId: `broker-order-${random.hex(12)}`,
    },
    signal,
  );
  if (random.chance(0.1)) return; // Not every order finds its price.
  const execution = execute(world, order, market);
  const position = book(world, execution);
  if (Math.abs(position.quantity) * market.last > maxExposure) breach(world, execution, position, market);
  if (random.chance(0.3)) copy(world, execution);
}

function signalOn(
  world: World,
  tick: Tick,
  strategy: Strategy,
  market: Market,
): EventDraft<'trading.signal.generated'> {
  const { random, journal } = world;
  const strength = strengthOf(market);
  // Reversion: buy what has fallen, sell what has risen; in between about a third waits.
  const lean = strength < 40 ? 'BUY' : strength > 60 ? 'SELL' : random.pick(['BUY', 'SELL', 'HOLD'] as const);
  const price = market.last;
  const away = lean === 'SELL' ? -1 : 1;
  return journal.record(
    'strategy-engine',
    'trading.signal.generated',
    {
      strategyId: strategy.strategyId,
      userId: strategy.userId,
      symbol: tick.payload.symbol,
      signal: lean,
      confidence: round(0.5 + Math.abs(strength - 50) / 100, 2),
      quantity: random.between(1, 50, 2),
      price,
      stopLoss: round(price * (1 - 0.02 * away), 4),
      takeProfit: round(price * (1 + 0.04 * away), 4),
      reasoning: `RSI ${strength}`,
      indicators: { rsi: strength, macd: round(market.averageGain - market.averageLoss, 4) },
    },
    tick,
    strategy.userId,
  );
}

function execute(world: World, order: EventDraft<'trading.order.placed'>, market: Market): Execution {
  const { random, journal } = world;
  const { orderId, userId, symbol, side, quantity } = order.payload;
  // A market order pays a little more than the last price, or gets a little less.
  const price = round(market.last * (1 + (side === 'BUY' ? 1 : -1) * random.between(0, 0.0005, 6)), 6);
  return journal.record(
    'execution-gateway',
    'trading.order.executed',
    {
      executionId: `execution-${random.hex(12)}`,
      orderId,
      userId,
      symbol,
      side,
      quantity,
      price,
      fee: round(Number(quantity) * price * feeShare, 4),
      feeCurrency: 'USD',
      remainingQuantity: 0,
      brokerId,
      executedAt: order.timestamp,
    },
    order,
  );
}

/** Books an execution into the user's position at average cost. */
function book(world: World, execution: Execution): Position {
  const { executionId, userId, symbol, side, quantity, price } = execution.payload;
  const key = `${userId}/${symbol}`;
  let position = world.positions.get(key);
  if (position === undefined) {
    position = { positionId: `position-${userId}-${symbol}`, quantity: 0, averagePrice: 0, realizedPnl: 0 };
    world.positions.set(key, position);
  }
  const traded = side === 'BUY' ? Number(quantity) : -Number(quantity);
  const paid = Number(price);
  const before = position.quantity;
  const after = round(before + traded, 4);
  if (before * traded >= 0) {
    position.averagePrice = round((before * position.averagePrice + traded * paid) / after, 6);
  } else {
    const closed = Math.min(Math.abs(traded), Math.abs(before)) * Math.sign(before);
    position.realizedPnl = round(position.realizedPnl + closed * (paid - position.averagePrice), 4);
    if (Math.abs(traded) > Math.abs(before)) position.averagePrice = paid;
  }
  position.quantity = after;
  world.journal.record(
    'position-service',
    'trading.position.updated',
    {
      positionId: position.positionId,
      userId,
      symbol,
      quantity: position.quantity,
      averagePrice: position.averagePrice,
      marketPrice: paid,
      realizedPnl: position.realizedPnl,
      unrealizedPnl: round(position.quantity * (paid - position.averagePrice), 4),
      executionId,
    },
    execution,
  );
  return position;
}

function breach(world: World, execution: Execution, position: Position, market: Market): void {
  world.journal.record(
    'risk-service',
    'trading.risk.breached',
    {
      breachId: `breach-${world.random.hex(10)}`,
      userId: execution.payload.userId,
      symbol: execution.payload.symbol,
      rule: 'MAX_POSITION',
      limit: maxExposure,
      observed: round(Math.abs(position.quantity) * market.last, 2),
      severity: 'HIGH',
      action: 'WARNED',
    },
    execution,
  );
}

function copy(world: World, execution: Execution): void {
  const { random, journal } = world;
  const { executionId, userId, symbol, side, quantity } = execution.payload;
  const followerId = random.pick(world.users);
  if (followerId === userId) return;
  const copyRatio = random.pick([0.1, 0.25, 0.5]);
  journal.record(
    'copy-trading-service',
    'social.trade.copied',
    {
      copyTradeId: `copy-${random.hex(10)}`,
      originalTradeId: executionId,
      traderId: userId,
      followerId,
      symbol,
      side,
      originalQuantity: quantity,
      copiedQuantity: round(Number(quantity) * copyRatio, 4),
      copyRatio,
      executionDelay: `${random.whole(50, 400)}ms`,
    },
    execution,
    followerId,
  );
}
