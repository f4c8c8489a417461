import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { topics } from '../../../topics/index.ts';
import { ownNetwork } from '../../integration/local/own-platform.ts';

const partitions = topics.reduce((sum, topic) => sum + topic.partitions, 0);
/** Beside the suite's, so that the command finds the same jars. */
const home = '.platform/test-check';

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'check-'));
  await rm(home, { recursive: true, force: true });
});
afterAll(() => Promise.all([scratch, home].map((dir) => rm(dir, { recursive: true }))));

test("--check of a user's prices tells bad lines, lets the good ones flow, and exits 0", async () => {
  const file = join(scratch, 'prices.csv');
  const days = Array.from({ length: 60 }, (_, day) => new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10));
  const good = days.flatMap((date, day) => ['AAA', 'BBB'].map((symbol) => `${symbol},${date},${100 + day}`));
  await writeFile(file, ['symbol,date,price', 'AAA,2024-02-30,1', ...good, 'BBB,2024-03-01,free', ''].join('\n'));

  const { exitCode, stdout, stderr } = await execa(
    'node',
    ['cli/kafka-platform.js', 'start', '--check', '--input', file, '--home', home, '--network', ownNetwork].concat(
      '--events',
      '20000',
      '--rate',
      '1500',
    ),
    { reject: false, stdin: 'ignore' },
  );
  expect(stderr.split('\n').slice(0, 2)).toEqual([
    expect.stringContaining(`${file}:2: date: found "2024-02-30", expected a date`),
    expect.stringContaining(`${file}:${good.length + 3}: price: found "free", expected a price above 0`),
  ]);
  const lastLine = stdout.split('\n').at(-1)!;
  expect(await readFile(join(home, 'check.json'), 'utf8')).toBe(`${lastLine}\n`);
  const report = JSON.parse(lastLine) as { events: { sent: number } };
  expect(report).toMatchObject({
    ok: true,
    events: { received: report.events.sent, lost: 0, duplicated: 0, outOfOrder: 0 },
    topics: topics.length,
    partitions,
    inSyncReplicas: 3 * partitions,
  });
  expect(report.events.sent).toBeGreaterThanOrEqual(20_000);
  expect(exitCode).toBe(0);
}, 240_000);
