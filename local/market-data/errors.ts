import type { RowProblem } from './price-row.ts';

/** The file as a whole can't be replayed; a single bad line is a `RowProblem` instead. */
export class UnusablePriceFileError extends Error {
  override readonly name = 'UnusablePriceFileError';
  readonly code = 'UNUSABLE_PRICE_FILE';
  readonly file: string;

  constructor(file: string, found: string, expected: string, options?: ErrorOptions) {
    super(`price file ${file}: found ${found}, expected ${expected}; name another file with --input`, options);
    this.file = file;
  }
}

/** A bad line in the words that users read: `prices.csv:17: close: found "abc", expected a price above 0`. */
export function describeProblem(file: string, { line, column, found, expected }: RowProblem): string {
  return `${file}:${line}: ${column === '' ? '' : `${column}: `}found ${found}, expected ${expected}`;
}
