/** How long a period one row of a price file covers; the words are those of `market.data.candle`. */
export const rowTimeframes = ['1s', '1m', '5m', '15m', '30m', '1h', '4h', '1d', '1w', '1mo'] as const;
export type RowTimeframe = (typeof rowTimeframes)[number];

/** One instrument in one period. Prices stay the text of the file: binary floating point would change them. */
export interface PriceRow {
  readonly symbol: string;
  /** Start of the period, ISO-8601 in UTC with milliseconds. */
  readonly timestamp: string;
  readonly timeframe: RowTimeframe;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  /** Units traded; null where the file doesn't say. */
  readonly volume: string | null;
}

/** What is wrong with one line. */
export interface RowProblem {
  /** As an editor counts, from 1; the header is line 1. */
  readonly line: number;
  readonly column: string;
  readonly found: string;
  readonly expected: string;
}

/** Where the columns of a file are, by index into a record. */
export interface PriceColumns {
  readonly count: number;
  readonly symbol: number | undefined;
  readonly time: number;
  readonly close: number;
  readonly open: number | undefined;
  readonly high: number | undefined;
  readonly low: number | undefined;
  readonly volume: number | undefined;
  readonly timeframe: number | undefined;
  /** The header's own words, for messages. */
  readonly names: readonly string[];
}

/** What a file doesn't say itself. */
export interface RowDefaults {
  /** The instrument of a file without a column `symbol`. */
  readonly symbol?: string;
  /** The period of a row in a file without a column `timeframe`; `1d` unless given. */
  readonly timeframe?: RowTimeframe;
}

export type ParsedRow = { readonly row: PriceRow } | { readonly problem: RowProblem };

/**
 * Finds the columns in a header. Names are compared without case.
 * @returns the columns, or what is missing as `expected`
 */
export function columnsOf(header: readonly string[], defaults: RowDefaults): PriceColumns | { expected: string } {
  const names = header.map((name) => name.trim().toLowerCase());
  const indexOf = (...wanted: string[]): number | undefined => {
    const index = names.findIndex((name) => wanted.includes(name));
    return index === -1 ? undefined : index;
  };
  const symbol = indexOf('symbol', 'ticker');
  const time = indexOf('timestamp', 'date', 'time');
  const close = indexOf('close', 'price');
  if (symbol === undefined && defaults.symbol === undefined) return { expected: 'a column "symbol"' };
  if (time === undefined) return { expected: 'a column "timestamp" or "date"' };
  if (close === undefined) return { expected: 'a column "price" or "close"' };
  return {
    count: names.length,
    symbol,
    time,
    close,
    open: indexOf('open'),
    high: indexOf('high'),
    low: indexOf('low'),
    volume: indexOf('volume'),
    timeframe: indexOf('timeframe'),
    names,
  };
}

/**
 * Reads one record of a price file.
 * @param line where the record stands, for the problem
 * @returns the row, or the first thing wrong with it
 */
export function parseRow(
  record: readonly string[],
  line: number,
  columns: PriceColumns,
  defaults: RowDefaults,
): ParsedRow {
  const wrong = (index: number | undefined, expected: string): ParsedRow => ({
    problem: {
      line,
      column: index === undefined ? '' : (columns.names[index] ?? ''),
      found: index === undefined ? '' : show(record[index]),
      expected,
    },
  });
  if (record.length !== columns.count) {
    return {
      problem: { line, column: '', found: `${record.length} fields`, expected: `${columns.count} as in the header` },
    };
  }
  const at = (index: number | undefined): string | undefined =>
    index === undefined ? undefined : record[index]?.trim();

  const symbol = at(columns.symbol) ?? defaults.symbol ?? '';
  if (symbol === '') return wrong(columns.symbol, 'a symbol such as MSFT');

  const timestamp = instantOf(at(columns.time) ?? '');
  if (timestamp === undefined) {
    return wrong(columns.time, 'a date such as 2024-01-31, or an instant such as 2024-01-31T10:00:00Z');
  }

  const timeframe = at(columns.timeframe) ?? defaults.timeframe ?? '1d';
  if (!isTimeframe(timeframe)) return wrong(columns.timeframe, `one of ${rowTimeframes.join(', ')}`);

  const close = at(columns.close) ?? '';
  const prices = { open: at(columns.open) ?? close, high: at(columns.high), low: at(columns.low), close };
  for (const name of ['open', 'high', 'low', 'close'] as const) {
    const price = prices[name];
    if (price !== undefined && !isPrice(price)) {
      // Without columns of their own, open, high and low are the close.
      return wrong(columns[name] ?? columns.close, 'a price above 0 such as 27.35');
    }
  }
  const top = larger(prices.open, close);
  const bottom = smaller(prices.open, close);
  const { high = top, low = bottom } = prices;
  if (Number(high) < Number(top)) return wrong(columns.high, `at least ${top}, the larger of open and close`);
  if (Number(low) > Number(bottom)) return wrong(columns.low, `at most ${bottom}, the smaller of open and close`);

  const volume = at(columns.volume) ?? '';
  if (volume !== '' && !isAmount(volume)) return wrong(columns.volume, 'a volume of 0 or more, or nothing');

  return {
    row: { symbol, timestamp, timeframe, open: prices.open, high, low, close, volume: volume === '' ? null : volume },
  };
}

/** Digits that fit the events' decimal(38,18): what a price file says is never rounded. */
const decimalText = /^\d{1,20}(?:\.\d{1,18})?$/;

function isAmount(text: string): boolean {
  return decimalText.test(text);
}

function isPrice(text: string): boolean {
  return isAmount(text) && Number(text) > 0;
}

function isTimeframe(text: string): text is RowTimeframe {
  return (rowTimeframes as readonly string[]).includes(text);
}

const isoDate = /^\d{4}-\d{2}-\d{2}$/;
const isoInstant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:?\d{2})$/;
/** `Jan 1 2000`, as in the data set of stocks. */
const englishDate = /^([A-Z][a-z]{2}) (\d{1,2}),? (\d{4})$/;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The instant that a cell names, in the events' form; undefined for anything else, local times included. */
function instantOf(text: string): string | undefined {
  if (isoDate.test(text)) return existing(text, text);
  if (isoInstant.test(text)) return existing(text, text.slice(0, 10));
  const [, month = '', day = '', year = ''] = englishDate.exec(text) ?? [];
  const monthIndex = months.indexOf(month);
  if (monthIndex === -1) return undefined;
  const date = `${year}-${String(monthIndex + 1).padStart(2, '0')}-${day.padStart(2, '0')}`;
  return existing(date, date);
}

/** JavaScript reads February 30 as March 1: a date that doesn't come back as itself doesn't exist. */
function existing(text: string, date: string): string | undefined {
  const midnight = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(midnight.getTime()) || midnight.toISOString().slice(0, 10) !== date) return undefined;
  const instant = new Date(text);
  return Number.isNaN(instant.getTime()) ? undefined : instant.toISOString();
}

function larger(a: string, b: string): string {
  return Number(a) >= Number(b) ? a : b;
}

function smaller(a: string, b: string): string {
  return Number(a) <= Number(b) ? a : b;
}

function show(value: string | undefined): string {
  if (value === undefined || value === '') return 'nothing';
  return value.length > 40 ? `"${value.slice(0, 37)}..."` : `"${value}"`;
}
