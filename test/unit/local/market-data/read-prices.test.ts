import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeProblem, readPriceFile, shippedPrices } from '../../../../local/market-data/index.ts';
import type { PriceRow, ReadPricesOptions, RowProblem } from '../../../../local/market-data/index.ts';

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'prices-'));
});
afterAll(() => rm(dir, { recursive: true }));

async function read(
  text: string,
  options: ReadPricesOptions = {},
): Promise<{ rows: PriceRow[]; problems: RowProblem[] }> {
  const file = join(dir, 'prices.csv');
  await writeFile(file, text);
  const problems: RowProblem[] = [];
  const rows: PriceRow[] = [];
  for await (const row of readPriceFile(file, { ...options, onProblem: (problem) => problems.push(problem) })) {
    rows.push(row);
  }
  return { rows, problems };
}

test('prices keep the digits of the file', async () => {
  const { rows } = await read('date,symbol,open,high,low,close,volume\n2024-01-31,ABC,1.10,1.30,1.00,1.2500,1000\n');
  expect(rows).toEqual([
    {
      symbol: 'ABC',
      timestamp: '2024-01-31T00:00:00.000Z',
      timeframe: '1d',
      open: '1.10',
      high: '1.30',
      low: '1.00',
      close: '1.2500',
      volume: '1000',
    },
  ]);
});

test('columns are found by name in any order and case; a price alone is enough', async () => {
  const { rows } = await read('Price,Other,TICKER,Timestamp\n27.35,x,XYZ,2024-01-31T10:00:00+02:00\n');
  expect(rows).toMatchObject([
    {
      symbol: 'XYZ',
      timestamp: '2024-01-31T08:00:00.000Z',
      open: '27.35',
      high: '27.35',
      low: '27.35',
      close: '27.35',
    },
  ]);
  expect(rows[0]!.volume).toBeNull();
});

test('bad rows are reported by line with what was found and expected, and the good rows still flow', async () => {
  const { rows, problems } = await read(
    [
      'date,symbol,open,high,low,close,volume',
      '2024-01-02,ABC,1,2,1,2,10',
      '2024-02-30,ABC,1,2,1,2,10',
      '2024-01-03,,1,2,1,2,10',
      '2024-01-03,ABC,1,2,1,abc,10',
      '2024-01-03,ABC,1,2,1,-2,10',
      '',
      '2024-01-03,ABC,1,1.5,1,2,10',
      '2024-01-03,ABC,1,2,1,2,many',
      '2024-01-03,ABC,1,2',
      '2024-01-04T10:00:00,ABC,1,2,1,2,10',
      '2024-01-05,ABC,1,2,1,2,10',
    ].join('\n'),
  );
  expect(rows.map(({ timestamp }) => timestamp.slice(0, 10))).toEqual(['2024-01-02', '2024-01-05']);
  expect(problems.map((problem) => describeProblem('p.csv', problem))).toEqual([
    'p.csv:3: date: found "2024-02-30", expected a date such as 2024-01-31, or an instant such as 2024-01-31T10:00:00Z',
    'p.csv:4: symbol: found nothing, expected a symbol such as MSFT',
    'p.csv:5: close: found "abc", expected a price above 0 such as 27.35',
    'p.csv:6: close: found "-2", expected a price above 0 such as 27.35',
    'p.csv:8: high: found "1.5", expected at least 2, the larger of open and close',
    'p.csv:9: volume: found "many", expected a volume of 0 or more, or nothing',
    'p.csv:10: found 4 fields, expected 7 as in the header',
    'p.csv:11: date: found "2024-01-04T10:00:00", expected a date such as 2024-01-31, or an instant such as 2024-01-31T10:00:00Z',
  ]);
});

test('a stray quote spoils its own line only', async () => {
  const { rows, problems } = await read('symbol,date,price\nA,2024-01-01,1\nB"b,2024-01-02,2\nC,2024-01-03,3\n');
  expect(rows.map(({ symbol }) => symbol)).toEqual(['A', 'C']);
  expect(problems).toMatchObject([{ line: 3 }]);
});

test.each([
  ['an empty file', '', 'found no line with a price'],
  ['a header alone', 'symbol,date,price\n', 'found no line with a price'],
  ['a file without prices', 'symbol,date,volume\nA,2024-01-01,5\n', 'expected a column "price" or "close"'],
  ['a file without symbols', 'date,price\n2024-01-01,5\n', 'expected a column "symbol"'],
  ['a file without dates', 'symbol,price\nA,5\n', 'expected a column "timestamp" or "date"'],
  ['a file of bad lines only', 'symbol,date,price\nA,2024-01-01,x\n', 'found no line with a price'],
])('%s is refused as a whole', async (_, text, message) => {
  await expect(read(text)).rejects.toMatchObject({
    code: 'UNUSABLE_PRICE_FILE',
    message: expect.stringContaining(message),
  });
});

test('a file that is not there is named', async () => {
  const file = join(dir, 'missing.csv');
  await expect(readPriceFile(file).next()).rejects.toThrow(`price file ${file}: found ENOENT`);
});

test('a byte order mark and Windows line ends do no harm', async () => {
  const { rows } = await read('\uFEFFsymbol,date,price\r\nA,2024-01-01,1.5\r\n');
  expect(rows).toMatchObject([{ symbol: 'A', close: '1.5' }]);
});

test('the shipped prices are two decades of an index and five stocks, without a bad row', async () => {
  const rows: PriceRow[] = [];
  for await (const row of shippedPrices()) rows.push(row);
  expect(rows).toHaveLength(5_105 + 560);
  expect([...new Set(rows.map(({ symbol }) => symbol))].toSorted()).toEqual([
    'AAPL',
    'AMZN',
    'GOOG',
    'IBM',
    'MSFT',
    'SPX',
  ]);
  expect(rows[0]).toMatchObject({ symbol: 'SPX', timestamp: '2000-01-03T00:00:00.000Z', close: '1455.219971' });
  expect(rows[1]).toMatchObject({ symbol: 'MSFT', timestamp: '2000-01-01T00:00:00.000Z', timeframe: '1mo' });
});
