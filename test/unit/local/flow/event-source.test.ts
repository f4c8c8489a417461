import { eventsFrom } from '../../../../local/flow/event-source.ts';
import type { PriceRow } from '../../../../local/market-data/index.ts';
import { createSimulation } from '../../../../local/simulation/index.ts';

const row: PriceRow = {
  symbol: 'ABC',
  timestamp: '2024-01-31T00:00:00.000Z',
  timeframe: '1d',
  open: '1',
  high: '2',
  low: '1',
  close: '2',
  volume: null,
};

const simulation = () => createSimulation({ runId: 'a', environment: 'test', now: () => 0 });

test('prices that end are read again, and each reading knows its number', async () => {
  const passes: number[] = [];
  const events = eventsFrom(async function* (pass) {
    passes.push(pass);
    yield await Promise.resolve(row);
  }, simulation());
  for (let count = 0; count < 100; count += 1) await events.next();
  expect(passes.slice(0, 3)).toEqual([0, 1, 2]);
});

test('a source without a single row is refused instead of read for ever', async () => {
  // eslint-disable-next-line require-yield, @typescript-eslint/require-await
  const events = eventsFrom(async function* () {
    return;
  }, simulation());
  await expect(events.next()).rejects.toThrow('gave no row');
});
