import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { execa } from 'execa';
import type { CheckReport } from '../cli/start/check.ts';
import { median } from './median.ts';

/**
 * `kafka-platform start --check` from nothing and again on the data it left, in turn: seconds until 1,000 partitions
 * are in sync and schemas registered, and the memory that its seven processes hold. The jars must be there.
 * Run: node bench/starting.ts [--rounds N] [--json]
 *
 * The floor is what no start of ours can undercut: seven JVMs of the same class path that only print their version,
 * started at once.
 */
const { values: options } = parseArgs({
  options: { rounds: { type: 'string', default: '3' }, json: { type: 'boolean', default: false } },
});
const rounds = Number(options.rounds);
const checkout = join(import.meta.dirname, '..');

interface Round {
  readonly first: CheckReport;
  readonly warm: CheckReport;
  readonly floorSeconds: number;
}

async function checkedStart(home: string, ...words: string[]): Promise<CheckReport> {
  await execa(
    'node',
    [
      'cli/kafka-platform.js',
      'start',
      '--check',
      '--rate',
      '2000',
      '--home',
      home,
      '--network',
      '127.22.0.0/24',
      ...words,
    ],
    { cwd: checkout, stderr: 'inherit' },
  );
  return JSON.parse(await readFile(join(home, 'check.json'), 'utf8')) as CheckReport;
}

async function sevenEmptyJvms(): Promise<number> {
  const started = performance.now();
  await Promise.all(Array.from({ length: 7 }, () => execa('java', ['-XX:TieredStopAtLevel=1', '-version'])));
  return (performance.now() - started) / 1_000;
}

const home = join(checkout, '.platform', 'bench'); // beside the jars of the checkout, which it uses
const measured: Round[] = [];
for (let round = 0; round < rounds; round += 1) {
  const floorSeconds = await sevenEmptyJvms();
  const first = await checkedStart(home, '--clean');
  const warm = await checkedStart(home);
  measured.push({ first, warm, floorSeconds });
}

const figures = {
  rounds,
  firstStartSeconds: median(measured.map(({ first }) => first.seconds.ready)),
  warmStartSeconds: median(measured.map(({ warm }) => warm.seconds.ready)),
  sevenEmptyJvmsSeconds: median(measured.map(({ floorSeconds }) => floorSeconds)),
  peakMemoryMb: Math.max(...measured.flatMap(({ first, warm }) => [first.peakMemoryMb, warm.peakMemoryMb])),
};
if (options.json) {
  console.log(JSON.stringify(figures));
} else {
  const table = new Table({ head: ['', 'median'], style: { head: [], border: [] } });
  table.push(
    ['first start until ready', `${figures.firstStartSeconds.toFixed(1)} s`],
    ['warm start until ready', `${figures.warmStartSeconds.toFixed(1)} s`],
    ['floor: seven empty JVMs', `${figures.sevenEmptyJvmsSeconds.toFixed(1)} s`],
    ['most memory of the seven processes', `${String(figures.peakMemoryMb)} MB`],
  );
  console.log(table.toString());
}
