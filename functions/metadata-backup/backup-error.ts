/**
 * What can go wrong in a backup beside the cluster itself (`ClusterError`) and the storage (`StorageError`):
 * - `INVALID_INPUT`: the request asks for something the function doesn't know
 * - `INVALID_CONFIGURATION`: an environment variable is missing or wrong
 * - `NOT_VERIFIED`: what was read back isn't what was written
 */
export type BackupErrorCode = 'INVALID_INPUT' | 'INVALID_CONFIGURATION' | 'NOT_VERIFIED';

/** Whether the same call may succeed later. A later call has another time, hence another name. */
const retryable: Readonly<Record<BackupErrorCode, boolean>> = {
  INVALID_INPUT: false,
  INVALID_CONFIGURATION: false,
  NOT_VERIFIED: true,
};

/** The message names the place, what was found, what was expected and what to do next. */
export class BackupError extends Error {
  readonly code: BackupErrorCode;
  readonly retryable: boolean;

  constructor(code: BackupErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'BackupError';
    this.code = code;
    this.retryable = retryable[code];
  }
}
