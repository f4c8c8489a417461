import type { EventDraft } from '../../clients/node/index.ts';
import type { PriceRow } from '../market-data/index.ts';
import { round } from './random.ts';
import type { Market, World } from './world.ts';

export type Tick = EventDraft<'market.data.tick'>;

const ticksPerRow = 20;
/** Half the distance between bid and ask, as a share of the price: a liquid market. */
const halfSpread = 0.0001;
/** Ticks over which gains and losses are averaged for the relative strength index. */
const strengthPeriod = 14;

/** A period of one symbol as ticks on the way from open over high and low to close. */
export function ticksOf(world: World, row: PriceRow): Tick[] {
  const { random, journal } = world;
  const market = marketOf(world, row);
  const [open, high, low, close] = [row.open, row.high, row.low, row.close].map(Number) as [
    number,
    number,
    number,
    number,
  ];
  // A file that says only closing prices has no way inside its period: it begins where the last one ended.
  const start = open === close && high === low ? market.last : open;
  const corners = close >= start ? [start, low, high, close] : [start, high, low, close];
  const [top, bottom] = [Math.max(high, start), Math.min(low, start)];
  const startMs = Date.parse(row.timestamp);
  const stepMs = Math.floor(periodMs[row.timeframe] / ticksPerRow);
  const tickVolume = row.volume === null ? undefined : round(Number(row.volume) / ticksPerRow, 4);

  const ticks: Tick[] = [];
  for (let index = 1; index <= ticksPerRow; index += 1) {
    const last = index === ticksPerRow ? close : round(onWay(corners, index / ticksPerRow), 6);
    follow(market, last);
    const change = round(last - market.previousClose, 6);
    ticks.push(
      journal.record('market-data-service', 'market.data.tick', {
        symbol: row.symbol,
        exchange: 'replay',
        timestamp: new Date(startMs + index * stepMs - 1).toISOString(),
        bid: round(last * (1 - halfSpread), 6),
        ask: round(last * (1 + halfSpread), 6),
        last: index === ticksPerRow ? row.close : last,
        volume: tickVolume ?? random.whole(100, 10_000),
        high24h: top,
        low24h: bottom,
        change24h: change,
        changePercent24h: round((change / market.previousClose) * 100, 4),
      }),
    );
  }
  market.previousClose = close;
  return ticks;
}

/** The candle that the file says, in its own digits; now and then the whole market, and an alert that a user set. */
export function closePeriod(world: World, row: PriceRow, lastTick: Tick): void {
  const { random, journal, rows } = world;
  const candle = journal.record(
    'market-data-service',
    'market.data.candle',
    {
      symbol: row.symbol,
      timeframe: row.timeframe,
      timestamp: row.timestamp,
      open: row.open,
      high: row.high,
      low: row.low,
      close: row.close,
      volume: row.volume ?? 0,
      trades: ticksPerRow,
    },
    lastTick,
  );
  if (rows % 2 === 0) {
    const markets = [...world.markets.values()];
    const advancing = markets.filter(({ averageGain, averageLoss }) => averageGain >= averageLoss).length;
    journal.record(
      'market-data-service',
      'market.data.aggregated',
      {
        timeframe: random.pick(['1m', '5m', '15m', '1h', '1d']),
        timestamp: row.timestamp,
        scope: 'equities',
        symbols: markets.length,
        volume: row.volume ?? 0,
        notional: round(Number(row.close) * Number(row.volume ?? 0), 2),
        trades: ticksPerRow * markets.length,
        advancing,
        declining: markets.length - advancing,
      },
      candle,
    );
  }
  if (rows % 3 === 0) {
    const userId = random.pick(world.users);
    const alert = journal.record(
      'market-data-service',
      'market.data.alert',
      {
        alertId: `alert-${random.hex(10)}`,
        userId,
        symbol: row.symbol,
        condition: 'PRICE_ABOVE',
        threshold: round(Number(row.close) * 0.99, 2),
        observed: row.close,
        triggeredAt: lastTick.payload.timestamp,
      },
      lastTick,
      userId,
    );
    journal.record(
      'notification-service',
      'notification.requested',
      {
        notificationId: `notification-${random.hex(10)}`,
        userId,
        channel: random.pick(['PUSH', 'EMAIL', 'IN_APP']),
        template: 'price-alert',
        priority: 'HIGH',
        variables: { symbol: row.symbol, price: Number(row.close) },
      },
      alert,
    );
  }
}

/** The relative strength index of a market, 0 to 100: low after losses, high after gains. */
export function strengthOf({ averageGain, averageLoss }: Market): number {
  if (averageGain + averageLoss === 0) return 50;
  return round((100 * averageGain) / (averageGain + averageLoss), 2);
}

function marketOf(world: World, row: PriceRow): Market {
  let market = world.markets.get(row.symbol);
  if (market === undefined) {
    const open = Number(row.open);
    market = { last: open, previousClose: open, averageGain: 0, averageLoss: 0 };
    world.markets.set(row.symbol, market);
  }
  return market;
}

function follow(market: Market, price: number): void {
  const change = price - market.last;
  const keep = (strengthPeriod - 1) / strengthPeriod;
  market.averageGain = market.averageGain * keep + Math.max(change, 0) / strengthPeriod;
  market.averageLoss = market.averageLoss * keep + Math.max(-change, 0) / strengthPeriod;
  market.last = price;
}

/** The point a share of the way along straight lines between corners. */
function onWay(corners: readonly number[], share: number): number {
  const position = share * (corners.length - 1);
  const index = Math.min(Math.floor(position), corners.length - 2);
  const from = corners[index] as number;
  return from + ((corners[index + 1] as number) - from) * (position - index);
}

const minute = 60_000;
const day = 1_440 * minute;
const periodMs: Readonly<Record<PriceRow['timeframe'], number>> = {
  '1s': 1_000,
  '1m': minute,
  '5m': 5 * minute,
  '15m': 15 * minute,
  '30m': 30 * minute,
  '1h': 60 * minute,
  '4h': 240 * minute,
  '1d': day,
  '1w': 7 * day,
  '1mo': 30 * day,
};
