/** The platform on this machine: its processes, and trading events through it. */
export { clientAccess, openHome, registryUrlOf, secretsIn, type Home } from './reach.ts';
export { buildArtifacts, type BuildArtifactsOptions, type BuiltArtifact } from './artifacts/build-artifacts.ts';
export { explainFailure } from './disk-space.ts';
export { LocalError, type LocalErrorCode } from './local-error.ts';
export type { RunningCluster } from './running-cluster.ts';
export { startCluster, type StartOptions } from './start-cluster.ts';
export { startSteps, type StartStep, type StepEvent } from './start-steps.ts';
export { localStatus, type LocalStatus } from './status.ts';
export { stopCluster } from './stop.ts';
export type { NodeEvent } from './supervisor.ts';

export { runFlow, type FlowOptions, type FlowResult, type FlowStats, type PriceSource } from './flow/index.ts';
export {
  describeProblem,
  readPriceFile,
  shippedPrices,
  UnusablePriceFileError,
  type PriceRow,
  type ReadPricesOptions,
  type RowProblem,
} from './market-data/index.ts';
