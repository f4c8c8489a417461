import { z } from 'zod';
import { event } from '../definition.ts';
import { currency, failure, metrics, parameters, progress, sha256, strategyOfUser } from '../field-groups.ts';
import { count, duration, growing, id, openMap, optional, ordinal, prose, text } from '../fields.ts';
import { money } from '../money.ts';

const job = { trainingJobId: id, ...strategyOfUser };
const tuning = { tuningJobId: id, ...strategyOfUser };
const objective = text('sharpe_ratio').describe('The measure that is tuned for');
const objectiveValue = z.number().meta({ example: 1.25 }).describe('In the measure of the objective');
const modelVersion = text('1.4.0');
const stage = growing(['CANDIDATE', 'STAGING', 'PRODUCTION', 'RETIRED']);

/** Training, tuning, experiments and the models that come of them (seed §2.2, §4.4). */
export const trainingEvents = {
  'strategy.training.started': event('A training job of a model began.', {
    ...job,
    datasetId: id,
    computeConfig: z.strictObject({
      instanceType: growing(['CPU', 'GPU', 'TPU']),
      machineType: text('n1-highmem-8'),
      estimatedDuration: duration.meta({ example: '2h' }),
      costEstimate: money.describe('US dollars'),
    }),
    hyperparameters: openMap({
      learning_rate: z.number().exactOptional(),
      batch_size: ordinal.exactOptional(),
      epochs: ordinal.exactOptional(),
    }).meta({ example: { learning_rate: 0.001, batch_size: 32, epochs: 100 } }),
  }),

  'strategy.training.progressed': event('A training job gave feedback, as a rule after each epoch.', {
    ...job,
    epoch: ordinal,
    totalEpochs: ordinal,
    ...progress,
    metrics: metrics.describe('After this epoch'),
    feedback: optional(prose('The loss has stopped falling')).describe('For the user who watches'),
  }),

  'strategy.training.completed': event('A training job ended with a model.', {
    ...job,
    modelId: id,
    epochs: ordinal,
    metrics: metrics.describe('Of the final model'),
    durationSeconds: count,
    computeCost: money,
    currency,
  }),

  'strategy.training.failed': event('A training job ended without a model.', {
    ...job,
    ...failure('OUT_OF_MEMORY', 'The worker ran out of memory'),
    epoch: optional(ordinal).describe('None where it failed before the first'),
    durationSeconds: count,
    computeCost: money,
    currency,
  }),

  'strategy.tuning.started': event('A search for better hyperparameters began.', {
    ...tuning,
    datasetId: id,
    method: growing(['GRID', 'RANDOM', 'BAYESIAN', 'EVOLUTIONARY']),
    objective,
    goal: growing(['MAXIMIZE', 'MINIMIZE']),
    searchSpace: z.array(
      z.strictObject({
        parameter: text('learning_rate'),
        minimum: optional(z.number().meta({ example: 0.0001 })).describe(
          'None for a choice; in units of the parameter',
        ),
        maximum: optional(z.number().meta({ example: 0.1 })).describe('None for a choice; in units of the parameter'),
        choices: z.array(text('adam')).describe('Empty for a range'),
      }),
    ),
    maxTrials: ordinal,
  }),

  'strategy.tuning.progressed': event('A trial of a search ended.', {
    ...tuning,
    trial: ordinal,
    maxTrials: ordinal,
    ...progress,
    parameters,
    objective,
    objectiveValue,
    bestTrial: ordinal,
    bestObjectiveValue: objectiveValue,
  }),

  'strategy.tuning.completed': event('A search for hyperparameters ended with a result.', {
    ...tuning,
    trials: ordinal,
    objective,
    bestTrial: ordinal,
    bestObjectiveValue: objectiveValue,
    bestParameters: parameters,
    durationSeconds: count,
    computeCost: money,
    currency,
  }),

  'strategy.tuning.failed': event('A search for hyperparameters ended without a result.', {
    ...tuning,
    ...failure('OUT_OF_MEMORY', 'The worker ran out of memory'),
    trials: count.describe('Trials that had ended'),
    durationSeconds: count,
  }),

  'experiment.created': event('A user opened an experiment, which holds runs to compare.', {
    experimentId: id,
    ...strategyOfUser,
    name: text('Volatility as a feature'),
    hypothesis: optional(prose('Volatility helps in sideways markets')),
    baselineModelId: optional(id),
  }),

  'experiment.run.recorded': event('A run of an experiment ended and can be compared.', {
    runId: id,
    experimentId: id,
    ...strategyOfUser,
    trainingJobId: optional(id).describe('None for a run outside the platform'),
    status: growing(['SUCCEEDED', 'FAILED', 'ABORTED']),
    datasetId: id,
    codeRevision: text('3f2a9c1'),
    parameters,
    metrics,
    durationSeconds: count,
  }),

  'experiment.ended': event('An experiment was closed with a conclusion.', {
    experimentId: id,
    ...strategyOfUser,
    runs: count,
    bestRunId: optional(id).describe('None where no run was good enough'),
    conclusion: optional(prose('Kept: the drawdown fell by a third')),
  }),

  'model.artifact.published': event('A trained model was stored and may be deployed.', {
    modelId: id,
    strategyId: id,
    trainingJobId: id,
    modelVersion,
    framework: text('pytorch'),
    uri: text('gs://models/model-123/model.pt'),
    sha256,
    sizeBytes: count,
    metrics,
    notes: optional(prose('Trained on two more years')),
  }),

  'model.version.registered': event('A model has a new version, with what it was made from.', {
    modelId: id,
    strategyId: id,
    modelVersion,
    previousVersion: optional(text('1.3.0')).describe('None for the first'),
    experimentId: optional(id),
    runId: optional(id),
    stage,
    metrics,
  }),

  'model.version.staged': event('A version of a model was promoted, put back or retired.', {
    modelId: id,
    strategyId: id,
    modelVersion,
    fromStage: stage,
    toStage: stage.meta({ example: 'STAGING' }),
    changedById: id.describe('The user or service'),
    reason: optional(prose('Better than 1.3.0 in two of three markets')),
  }),
};
