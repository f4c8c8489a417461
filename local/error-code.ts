import { isNativeError } from 'node:util/types';

/** Node's code of an error, such as `ENOENT`. Not by `instanceof`: a test runner gives errors another `Error`. */
export function errorCodeOf(error: unknown): unknown {
  return isNativeError(error) && 'code' in error ? error.code : undefined;
}
