/**
 * What can go wrong around a function, as opposed to in it:
 * - `WRONG_USAGE`: there is no function of that name, or the data given is no JSON
 * - `MACHINE_LACKS`: the platform that the function works on isn't running here
 * - `FUNCTION_FAILED`: the function could not be built or started, or answered with an error
 */
export type FunctionsErrorCode = 'WRONG_USAGE' | 'MACHINE_LACKS' | 'FUNCTION_FAILED';

/** The message names the place, what was found, what was expected and what to do next. */
export class FunctionsError extends Error {
  readonly code: FunctionsErrorCode;

  constructor(code: FunctionsErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'FunctionsError';
    this.code = code;
  }
}
