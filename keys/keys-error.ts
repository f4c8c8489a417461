/**
 * Why nothing was shown or done:
 * - `WRONG_USAGE`: there is no key or version of that name
 * - `MACHINE_LACKS`: nobody is logged in to Google Cloud here
 * - `REFUSED`: a guard says no
 * - `GOOGLE_REFUSED`: the caller lacks a role, or an API is off
 * - `GOOGLE_FAILED`: an API didn't answer, or not with what its definition says
 */
export type KeysErrorCode = 'WRONG_USAGE' | 'MACHINE_LACKS' | 'REFUSED' | 'GOOGLE_REFUSED' | 'GOOGLE_FAILED';

/** The message names the place, what was found, what was expected and what to do next. */
export class KeysError extends Error {
  readonly code: KeysErrorCode;

  constructor(code: KeysErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'KeysError';
    this.code = code;
  }
}
