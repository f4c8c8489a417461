/**
 * Why an object could not be stored, read or removed:
 * - `NAME_TAKEN`: an object of that name, with other content, is in the storage
 * - `STORAGE_FAILED`: the storage didn't answer, or refused
 */
export type StorageErrorCode = 'NAME_TAKEN' | 'STORAGE_FAILED';

/** The message names the place, what was found, what was expected and what to do next. */
export class StorageError extends Error {
  readonly code: StorageErrorCode;
  /** The same call may succeed later; whoever finds a name taken takes another or the object that is there. */
  readonly retryable = true;

  constructor(code: StorageErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StorageError';
    this.code = code;
  }
}

export function nameTaken(place: string): StorageError {
  return new StorageError(
    'NAME_TAKEN',
    `${place}: found an object with other content, expected none; it was left as it is, look at it or try again later`,
  );
}
