import { fileURLToPath } from 'node:url';
import { readPriceFile } from './read-prices.ts';
import type { PriceRow } from './price-row.ts';

/**
 * The prices that come with the npm package `vega-datasets`: the S&P 500 day by day and five stocks month by
 * month, 2000 to 2020. Rows of both alternate, so that several symbols trade at once; the shorter ends first.
 */
export async function* shippedPrices(): AsyncGenerator<PriceRow> {
  const index = readPriceFile(dataFile('sp500-2000.csv'), { symbol: 'SPX', timeframe: '1d' });
  const stocks = readPriceFile(dataFile('stocks.csv'), { timeframe: '1mo' });
  yield* alternate(index, stocks);
}

async function* alternate<T>(...sources: readonly AsyncGenerator<T>[]): AsyncGenerator<T> {
  let open = sources;
  while (open.length > 0) {
    const turn = await Promise.all(open.map(async (source) => ({ source, result: await source.next() })));
    for (const { result } of turn) if (result.done !== true) yield result.value;
    open = turn.filter(({ result }) => result.done !== true).map(({ source }) => source);
  }
}

/** The package exports its code only; its data lies beside it. */
function dataFile(name: string): string {
  return fileURLToPath(new URL(`../data/${name}`, import.meta.resolve('vega-datasets')));
}
