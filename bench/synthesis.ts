import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { execa } from 'execa';
import { median } from './median.ts';

/**
 * Synthesis of all environments, and as the peer the same program importing the provider packages whole; each in a
 * process of its own, from start to exit. Run: node bench/synthesis.ts [--rounds N] [--json]
 *
 * The first row is what `node main.ts` does: code of functions and node agent that is unchanged is not bundled again
 * (functions/kept-code.ts). In the second it is bundled anew, which costs both sides the same.
 */
const { values: options } = parseArgs({
  options: { rounds: { type: 'string', default: '7' }, json: { type: 'boolean', default: false } },
});
const rounds = Number(options.rounds);

const directory = mkdtempSync(join(tmpdir(), 'bench-synthesis-'));
const program = join(import.meta.dirname, 'synthesize-once.ts');
const peer = ['--import', join(import.meta.dirname, 'whole-package-imports.ts')];
const keptCode = join(import.meta.dirname, '..', 'node_modules', '.cache', 'bundles');

/** What is done before each process. */
const preparations = {
  synthesis: () => undefined,
  'synthesis and bundling': () => {
    rmSync(keptCode, { recursive: true, force: true });
  },
} as const;

interface Measure {
  readonly seconds: number;
  readonly peakMb: number;
}

async function measure(name: Result['name'], args: readonly string[]): Promise<Measure> {
  preparations[name]();
  const started = performance.now();
  const { stdout } = await execa(process.execPath, args);
  return { seconds: (performance.now() - started) / 1_000, peakMb: Number(stdout) / 1_024 };
}

interface Result {
  readonly name: keyof typeof preparations;
  readonly ours: Measure[];
  readonly whole: Measure[];
}
const results: Result[] = [
  { name: 'synthesis', ours: [], whole: [] },
  { name: 'synthesis and bundling', ours: [], whole: [] },
];

try {
  // The sides take turns, so that a busy moment of the machine meets both; round 0 warms the caches of disk and Node.
  for (let round = 0; round <= rounds; round += 1) {
    for (const { name, ours, whole } of results) {
      const measured = [
        await measure(name, [program, directory]),
        await measure(name, [...peer, program, directory]),
      ] as const;
      if (round === 0) continue;
      ours.push(measured[0]);
      whole.push(measured[1]);
    }
  }
} finally {
  rmSync(directory, { recursive: true });
}

const rows = results.map(({ name, ours, whole }) => {
  const [mine, theirs] = [medians(ours), medians(whole)];
  return {
    name,
    ours: mine,
    wholePackages: theirs,
    ratio: { time: theirs.seconds / mine.seconds, memory: theirs.peakMb / mine.peakMb },
  };
});

if (options.json) {
  console.log(JSON.stringify({ rounds, rows }));
} else {
  const table = new Table({
    head: ['', 'submodules', 'whole packages', 'faster', 'smaller'],
    style: { head: [], border: [] },
  });
  for (const { name, ours, wholePackages, ratio } of rows) {
    table.push([name, say(ours), say(wholePackages), `${ratio.time.toFixed(1)} x`, `${ratio.memory.toFixed(1)} x`]);
  }
  console.log(`Medians of ${String(rounds)} rounds, from the start of the process to its end; peak resident memory\n`);
  console.log(table.toString());
}

function medians(measures: readonly Measure[]): Measure {
  return {
    seconds: median(measures.map(({ seconds }) => seconds)),
    peakMb: median(measures.map(({ peakMb }) => peakMb)),
  };
}

function say({ seconds, peakMb }: Measure): string {
  return `${seconds.toFixed(2)} s, ${peakMb.toFixed(0)} MB`;
}
