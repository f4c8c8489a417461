import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kafkaPlatform } from './run-cli.ts';

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'backups-'));
});
afterAll(() => rm(scratch, { recursive: true }));

async function prune(lines: readonly string[], ...words: readonly string[]) {
  const file = join(scratch, 'times');
  await writeFile(file, lines.map((line) => `${line}\n`).join(''));
  return kafkaPlatform('backup', 'prune', '--list', file, ...words);
}

const times = ['2026-11-24T02:00:00Z', '2026-11-24T04:00:00+02:30', '2026-10-20T02:00:00.000Z', '2019-10-01T02:00:00Z'];

test('each backup of a list is told with the tiers that keep it, in the order and words of the list', async () => {
  const { stdout, exitCode } = await prune(
    [...times, '', '2040-01-01T00:00:00Z'],
    '--dry-run',
    '--json',
    '--now',
    '2026-11-25T00:00:00Z',
  );
  expect(JSON.parse(stdout)).toEqual([
    { time: times[0], kept: true, tiers: ['daily', 'weekly', 'monthly', 'yearly'] },
    { time: times[1], kept: false, tiers: [] }, // the same day, half an hour earlier
    { time: times[2], kept: true, tiers: ['weekly', 'monthly'] },
    { time: times[3], kept: false, tiers: [] },
    { time: '2040-01-01T00:00:00Z', kept: true, tiers: [] },
  ]);
  expect(exitCode).toBe(0);
});

test('people get a table, and are told of a clock that was wrong', async () => {
  const { stdout, stderr } = await prune(['2026-11-24T02:00:00Z', '2040-01-01T00:00:00Z'], '--dry-run');
  expect(stdout).toMatch(/2026-11-24T02:00:00Z +kept +day, week, month, year/);
  expect(stderr).toMatch(/^warning: 1 of after .*, by a wrong clock: kept, not counted/);
});

test('wrong lines are named, all of them, and nothing is judged', async () => {
  const { exitCode, stdout, stderr } = await prune([times[0]!, 'yesterday', '2026-11-24', ''], '--dry-run');
  expect(stderr).toMatch(/line 2: found "yesterday"\n.*line 3: found "2026-11-24"\nerror: expected an ISO 8601 time/);
  expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: '' });
});

test.each<[string, string[], string]>([
  ['no --dry-run', [], 'found no --dry-run'],
  ['a time that is none', ['--dry-run', '--now', 'noon'], 'expected an ISO 8601 time with its zone'],
  ['an unknown environment', ['--dry-run', '--env', 'prod'], 'found "prod", expected one of dev'],
  ['a list that is not there', ['--dry-run', '--list', 'absent'], 'name a file with a time on each line'],
])('%s exits 64 and is told', async (_, words, message) => {
  const { exitCode, stdout, stderr } = await prune(times, ...words);
  expect(stderr).toContain(message);
  expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: '' });
});
