/**
 * Why the contents of a schema registry were not imported:
 * - `WRONG_USAGE`: their file is absent or of another kind
 * - `REFUSED`: the registry holds something else; nothing was changed
 */
export type RegistryContentsErrorCode = 'WRONG_USAGE' | 'REFUSED';

/** Its message names the place, what was found, what was expected and what to do next. */
export class RegistryContentsError extends Error {
  readonly code: RegistryContentsErrorCode;

  constructor(code: RegistryContentsErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RegistryContentsError';
    this.code = code;
  }
}
