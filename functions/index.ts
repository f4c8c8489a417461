export { bundleAgent, bundleFunction, type AgentBundle, type FunctionBundle } from './bundle.ts';
export { functionCatalogue, functionNamed, type CatalogueEntry, type FunctionPlace } from './catalogue.ts';
export { FunctionsError, type FunctionsErrorCode } from './functions-error.ts';
export { readLastSuccess } from './last-success.ts';
export { runFunction, type FunctionLogEntry, type FunctionRun, type RunFunctionOptions } from './run-function.ts';
export { judgeRetention } from './metadata-backup/retention.ts';
export { type BackupResult } from './metadata-backup/run-backup.ts';
