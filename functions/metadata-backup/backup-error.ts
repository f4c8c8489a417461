/**
 * What can go wrong in a backup beside the cluster itself (`ClusterError`):
 * - `INVALID_INPUT`: the request asks for something the function doesn't know
 * - `INVALID_CONFIGURATION`: an environment variable is missing or wrong
 * - `NAME_TAKEN`: an object of that name, with other content, is in the storage
 * - `STORAGE_FAILED`: the storage didn't answer, or refused
 * - `NOT_VERIFIED`: what was read back isn't what was written
 */
export type BackupErrorCode =
  'INVALID_INPUT' | 'INVALID_CONFIGURATION' | 'NAME_TAKEN' | 'STORAGE_FAILED' | 'NOT_VERIFIED';

/** Whether the same call may succeed later. A later call has another time, hence another name. */
const retryable: Readonly<Record<BackupErrorCode, boolean>> = {
  INVALID_INPUT: false,
  INVALID_CONFIGURATION: false,
  NAME_TAKEN: true,
  STORAGE_FAILED: true,
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

export function nameTaken(place: string): BackupError {
  return new BackupError(
    'NAME_TAKEN',
    `${place}: found an object with other content, expected none; it was left as it is, run the backup again`,
  );
}
