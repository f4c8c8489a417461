import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { execa } from 'execa';
import type { CheckReport } from '../cli/start/check.ts';
import { ensureJars } from '../local/jars.ts';
import { removeApachePlatform, startApachePlatform } from './apache-platform.ts';
import { median } from './median.ts';

/**
 * `kafka-platform start --check` from nothing and again on the data it left, in turn: seconds until 1,000 partitions
 * are in sync and schemas registered, and the memory that its seven processes hold. The jars must be there.
 * Run: node bench/starting.ts [--rounds N] [--json]
 *
 * The peer is the same three ZooKeeper nodes, three brokers, 30 topics and 1,000 partitions, started with Apache's own
 * tools and defaults (`apache-platform.ts`), with neither security nor registry.
 */
const { values: options } = parseArgs({
  options: { rounds: { type: 'string', default: '3' }, json: { type: 'boolean', default: false } },
});
const rounds = Number(options.rounds);
const checkout = join(import.meta.dirname, '..');

interface Round {
  readonly first: CheckReport;
  readonly warm: CheckReport;
  readonly apacheFirstSeconds: number;
  readonly apacheWarmSeconds: number;
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

const home = join(checkout, '.platform', 'bench'); // beside the jars of the checkout, which it uses
const apacheDir = join(checkout, '.platform', 'bench-apache');
const { classPath } = await ensureJars(join(checkout, '.platform', 'jars'), { say: console.error });

const measured: Round[] = [];
for (let round = 0; round < rounds; round += 1) {
  await removeApachePlatform(apacheDir);
  const apacheFirstSeconds = await startApachePlatform(apacheDir, classPath);
  const first = await checkedStart(home, '--clean');
  const apacheWarmSeconds = await startApachePlatform(apacheDir, classPath);
  const warm = await checkedStart(home);
  measured.push({ first, warm, apacheFirstSeconds, apacheWarmSeconds });
}
await removeApachePlatform(apacheDir);

const figures = {
  rounds,
  firstStart: compared((round) => [round.first.seconds.ready, round.apacheFirstSeconds]),
  warmStart: compared((round) => [round.warm.seconds.ready, round.apacheWarmSeconds]),
  peakMemoryMb: Math.max(...measured.flatMap(({ first, warm }) => [first.peakMemoryMb, warm.peakMemoryMb])),
};
if (options.json) {
  console.log(JSON.stringify(figures));
} else {
  const table = new Table({
    head: ['medians', 'ours', "Apache's tools", 'ratio'],
    style: { head: [], border: [] },
  });
  const row = ({ seconds, apacheSeconds, timesFaster }: Comparison) =>
    [`${seconds.toFixed(1)} s`, `${apacheSeconds.toFixed(1)} s`, `${timesFaster.toFixed(1)} x faster`] as const;
  table.push(
    ['first start until ready', ...row(figures.firstStart)],
    ['warm start until ready', ...row(figures.warmStart)],
    ['most memory of the seven processes', `${String(figures.peakMemoryMb)} MB`, '', ''],
  );
  console.log(table.toString());
}

interface Comparison {
  readonly seconds: number;
  readonly apacheSeconds: number;
  /** Of pairs in a round: a busy moment of the machine meets both. */
  readonly timesFaster: number;
}

function compared(pairOf: (round: Round) => readonly [ours: number, apaches: number]): Comparison {
  const pairs = measured.map(pairOf);
  return {
    seconds: median(pairs.map(([ours]) => ours)),
    apacheSeconds: median(pairs.map(([, apaches]) => apaches)),
    timesFaster: median(pairs.map(([ours, apaches]) => apaches / ours)),
  };
}
