/** Market prices from files: those that a package ships, and the user's own. */
export { describeProblem, UnusablePriceFileError } from './errors.ts';
export type { PriceRow, RowProblem, RowTimeframe } from './price-row.ts';
export { readPriceFile } from './read-prices.ts';
export type { ReadPricesOptions } from './read-prices.ts';
export { shippedPrices } from './shipped-prices.ts';
