/**
 * Why catalogue files can't be used:
 * - `INVALID_CATALOGUE`: they are absent, or say something that isn't understood or can't be meant
 * - `REFUSED`: they belong to another cluster, or writing them would overwrite what is there; nothing was changed
 */
export type CatalogueErrorCode = 'INVALID_CATALOGUE' | 'REFUSED';

/** Its message names each place, what was found, what was expected and what to do next. */
export class CatalogueError extends Error {
  readonly code: CatalogueErrorCode;

  constructor(code: CatalogueErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CatalogueError';
    this.code = code;
  }
}
