/** The platform on this machine: its processes, and trading events through it. */
export { clientAccess } from './client-access.ts';
export { explainFailure } from './disk-space.ts';
export { openHome, type Home } from './home.ts';
export { LocalError, type LocalErrorCode } from './local-error.ts';
export { registryUrlOf } from './registry.ts';
export type { RunningCluster } from './running-cluster.ts';
export { secretsIn } from './service-secrets.ts';
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
