import { z } from 'zod';
import { event } from '../definition.ts';
import {
  channel,
  currency,
  failure,
  metrics,
  parameters,
  period,
  progress,
  storedFile,
  strategyOfUser,
} from '../field-groups.ts';
import { count, duration, growing, id, optional, ratio, symbol, text } from '../fields.ts';
import { money } from '../money.ts';
import { calendarDate } from '../timestamp.ts';

const backtest = { backtestId: id, ...strategyOfUser };
const analysis = { analysisId: id, ...strategyOfUser, backtestId: optional(id).describe('None for a live record') };
const reportKind = growing(['BACKTEST', 'PERFORMANCE', 'ATTRIBUTION', 'TAX', 'STATEMENT']);
const returnRatio = z.number().meta({ example: 0.15 });

/** Backtests, reports and analytics (seed §2.2, §4.4). */
export const analyticsEvents = {
  'backtest.started': event('A backtest began.', {
    ...backtest,
    dataRange: period,
    symbols: z.array(symbol),
    startingCapital: money.meta({ example: '10000' }).describe('Invented money, so no secret'),
    currency,
    parameters,
  }),

  'backtest.progressed': event('A backtest has come further.', {
    ...backtest,
    ...progress,
    simulatedUntil: calendarDate.meta({ example: '2023-06-30' }),
    trades: count.describe('Trades so far'),
    totalReturn: returnRatio.describe('So far'),
  }),

  'backtest.completed': event('A backtest ended and has a result.', {
    ...backtest,
    performance: z.strictObject({
      totalReturn: returnRatio,
      sharpeRatio: z.number().meta({ example: 1.25 }).describe('Annualized'),
      maxDrawdown: z.number().meta({ example: 0.08 }),
      winRate: ratio,
      totalTrades: count,
    }),
    executionTime: duration,
    dataRange: period,
  }),

  'backtest.failed': event('A backtest ended without a result.', {
    ...backtest,
    ...failure('DATA_MISSING', 'There are no prices before March'),
    simulatedUntil: optional(calendarDate).describe('None where it failed before the first day'),
    durationSeconds: count,
  }),

  'report.generated': event('A report on performance was written.', {
    reportId: id,
    userId: id,
    strategyId: optional(id).describe('None for a report on the whole account'),
    backtestId: optional(id),
    kind: reportKind,
    period,
    format: growing(['PDF', 'HTML', 'CSV', 'JSON']),
    ...storedFile,
  }),

  'report.distributed': event('A report was sent to somebody.', {
    reportId: id,
    userId: id.describe('Whose report it is'),
    recipientId: id.describe('Who got it'),
    kind: reportKind,
    channel,
    address: optional(text('ada@example.com')).meta({ confidential: true }).describe('None inside the platform'),
    outcome: growing(['SENT', 'FAILED', 'DECLINED']),
  }),

  'analysis.attribution.completed': event('A return was broken down into what it came from.', {
    ...analysis,
    period,
    method: growing(['BRINSON', 'FACTOR', 'TRADE']),
    benchmark: optional(text('BTC/USD')).describe('None for an absolute return'),
    totalReturn: returnRatio,
    benchmarkReturn: optional(returnRatio),
    contributions: z.array(
      z.strictObject({
        source: text('momentum').describe('A factor, sector or instrument'),
        weightPercent: z.number().meta({ example: 35 }),
        contributedReturn: returnRatio,
      }),
    ),
    unexplainedReturn: z.number().meta({ example: 0.01 }),
  }),

  'analysis.completed': event('An advanced analysis of a strategy has a result.', {
    ...analysis,
    kind: growing(['MONTE_CARLO', 'WALK_FORWARD', 'STRESS_TEST', 'SENSITIVITY']),
    period,
    parameters,
    results: metrics.meta({ example: { valueAtRisk95: 0.041, expectedShortfall95: 0.063 } }),
    durationSeconds: count,
  }),
};
