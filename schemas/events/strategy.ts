import { z } from 'zod';
import { event } from '../definition.ts';
import { count, duration, growing, id, openMap, optional, ordinal, scalar } from '../fields.ts';
import { money } from '../money.ts';
import { calendarDate } from '../timestamp.ts';

const parameters = z.record(z.string(), scalar);

/** Strategy development, training and backtests (seed §4.4). */
export const strategyEvents = {
  'strategy.created': event('A user created a strategy.', {
    strategyId: id,
    userId: id,
    name: z.string().min(1),
    kind: growing(['CODE', 'VISUAL', 'MODEL']),
    assetClasses: z.array(z.string()),
    parameters,
  }),

  'strategy.updated': event('A strategy has a new state; the payload is all of it, not a difference.', {
    strategyId: id,
    userId: id,
    name: z.string().min(1),
    revision: ordinal,
    status: growing(['DRAFT', 'TRAINED', 'BACKTESTED', 'DEPLOYED', 'ARCHIVED']),
    assetClasses: z.array(z.string()),
    parameters,
    changedFields: z.array(z.string()),
  }),

  'strategy.deployed': event('A strategy went live or into paper trading.', {
    deploymentId: id,
    strategyId: id,
    userId: id,
    revision: ordinal,
    mode: growing(['PAPER', 'LIVE']),
    brokerId: id,
    allocatedCapital: money.meta({ confidential: true }),
  }),

  'strategy.training.started': event('A training job of a model began.', {
    trainingJobId: id,
    strategyId: id,
    userId: id,
    datasetId: id,
    computeConfig: z.strictObject({
      instanceType: growing(['CPU', 'GPU', 'TPU']),
      machineType: z.string().min(1),
      estimatedDuration: duration,
      costEstimate: money,
    }),
    hyperparameters: openMap({
      learning_rate: z.number().exactOptional(),
      batch_size: ordinal.exactOptional(),
      epochs: ordinal.exactOptional(),
    }),
  }),

  'backtest.completed': event('A backtest ended and has a result.', {
    backtestId: id,
    strategyId: id,
    userId: id,
    performance: z.strictObject({
      totalReturn: z.number(),
      sharpeRatio: z.number(),
      maxDrawdown: z.number(),
      winRate: z.number().min(0).max(1),
      totalTrades: count,
    }),
    executionTime: duration,
    dataRange: z.strictObject({ start: calendarDate, end: calendarDate }),
  }),

  'model.artifact.published': event('A trained model was stored and may be deployed.', {
    modelId: id,
    strategyId: id,
    trainingJobId: id,
    modelVersion: z.string().min(1),
    framework: z.string().min(1),
    uri: z.string().min(1),
    sha256: z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits'),
    sizeBytes: count,
    metrics: z.record(z.string(), z.number()),
    notes: optional(z.string()),
  }),
};
