import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { isNativeError } from 'node:util/types';
import { parse } from 'csv-parse';
import type { CsvError } from 'csv-parse';
import { UnusablePriceFileError } from './errors.ts';
import { columnsOf, parseRow } from './price-row.ts';
import type { PriceColumns, PriceRow, RowDefaults, RowProblem } from './price-row.ts';

export interface ReadPricesOptions extends RowDefaults {
  /** Called for each line that is no price; the lines around it still come. */
  readonly onProblem?: (problem: RowProblem) => void;
}

/** What csv-parse gives with `info: true`. */
interface RecordWithInfo {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/**
 * Reads a price file row by row, holding only a few rows in memory.
 *
 * The file is CSV with a header. Columns, in any order and case: `symbol` (or `ticker`); `timestamp` (or `date`,
 * `time`) as `2024-01-31`, as an ISO-8601 instant with its zone, or as `Jan 31 2024`; `close` (or `price`); and
 * where known `open`, `high`, `low`, `volume` and `timeframe` (`1m`, `1h`, `1d`...). Other columns are ignored.
 *
 * @throws UnusablePriceFileError when it can't be opened, has no usable header, or holds no single price
 */
export async function* readPriceFile(file: string, options: ReadPricesOptions = {}): AsyncGenerator<PriceRow> {
  const stream = createReadStream(file);
  try {
    yield* readPrices(stream, file, options);
  } catch (error) {
    if (error instanceof UnusablePriceFileError || !isSystemError(error)) throw error;
    throw new UnusablePriceFileError(file, error.code, 'a readable CSV file', { cause: error });
  } finally {
    stream.destroy();
  }
}

/** `name` is what messages call the stream. */
async function* readPrices(stream: Readable, name: string, options: ReadPricesOptions = {}): AsyncGenerator<PriceRow> {
  const { onProblem = () => undefined } = options;
  const parser = parse({
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
  });
  parser.on('skip', (error: CsvError) => {
    const line = Number(error['lines'] ?? 0);
    onProblem({ line, column: '', found: error.message, expected: 'fields between commas, quotes in pairs' });
  });
  stream.on('error', (error) => parser.destroy(error));
  stream.pipe(parser);

  let columns: PriceColumns | undefined;
  let rows = 0;
  for await (const { record, info } of parser as AsyncIterable<RecordWithInfo>) {
    if (columns === undefined) {
      const found = columnsOf(record, options);
      if ('expected' in found)
        throw new UnusablePriceFileError(name, `the header "${record.join(',')}"`, found.expected);
      columns = found;
      continue;
    }
    const parsed = parseRow(record, info.lines, columns, options);
    if ('problem' in parsed) {
      onProblem(parsed.problem);
    } else {
      rows += 1;
      yield parsed.row;
    }
  }
  if (rows === 0) {
    throw new UnusablePriceFileError(name, 'no line with a price', 'a header and at least one price below it');
  }
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException & { code: string } {
  return isNativeError(error) && typeof (error as NodeJS.ErrnoException).code === 'string';
}
