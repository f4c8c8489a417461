/**
 * Runs the named parts of the test suite, every one even when another fails, and closes with `N passed, N failed`.
 *
 *     node test/run.ts PART... [arguments for Jest]
 *
 * Parts: `checks` (each `check:*` script of package.json) and Jest's projects (see jest.config.js).
 */
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import packageJson from '../package.json' with { type: 'json' };
import { kafkaPlatform, suiteHome } from './integration/start-platform.ts';
import { closingLine, isGood, nothing, sum, tallyOfJest, type JestCounts, type Tally } from './tally.ts';

interface JestRun {
  readonly projects: readonly string[];
  /** Projects that share a live cluster or the machine's own tools run one file at a time. */
  readonly oneFileAtATime: boolean;
  /** What one test may take, unless it says otherwise. */
  readonly testSeconds: number;
  readonly totalMinutes: number;
}

const jestRuns: readonly JestRun[] = [
  { projects: ['unit', 'golden'], oneFileAtATime: false, testSeconds: 60, totalMinutes: 15 },
  { projects: ['integration'], oneFileAtATime: true, testSeconds: 180, totalMinutes: 25 },
  // What breaks a live cluster takes its time: it is apart from `npm test`, which has 15 minutes.
  { projects: ['faults'], oneFileAtATime: true, testSeconds: 180, totalMinutes: 15 },
  { projects: ['system'], oneFileAtATime: true, testSeconds: 300, totalMinutes: 50 },
  { projects: ['soak'], oneFileAtATime: true, testSeconds: 600, totalMinutes: 60 },
];
const knownParts = ['checks', ...jestRuns.flatMap((run) => run.projects)];

const words = process.argv.slice(2);
const firstOther = words.findIndex((word) => !knownParts.includes(word));
const parts = firstOther === -1 ? words : words.slice(0, firstOther);
const jestArguments = firstOther === -1 ? [] : words.slice(firstOther);

if (parts.length === 0) {
  console.error(`test/run.ts: found ${words[0] ?? 'no part'}, expected one or more of ${knownParts.join(', ')}`);
  process.exit(64);
}

let total = nothing;
if (parts.includes('checks')) total = sum(total, await runChecks());
for (const run of jestRuns) {
  const selected = run.projects.filter((project) => parts.includes(project));
  if (selected.length > 0) total = sum(total, await runJest(selected, run));
}
console.log(closingLine(total));
process.exitCode = isGood(total) ? 0 : 1;

/** Runs the checks a few at a time. A passing one is a line; a failing one shows all it said. */
async function runChecks(): Promise<Tally> {
  const waiting = Object.keys(packageJson.scripts).filter((name) => name.startsWith('check:'));
  let tally = nothing;
  const worker = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const { all, failed, durationMs } = await execa('node', ['--run', name], {
        all: true,
        reject: false,
        timeout: 5 * 60_000,
      });
      const took = `(${(durationMs / 1000).toFixed(1)} s)`;
      console.error(failed ? `FAIL ${name} ${took}; again alone: npm run ${name}\n${all}\n` : `PASS ${name} ${took}`);
      tally = sum(tally, { passed: failed ? 0 : 1, failed: failed ? 1 : 0, skipped: 0 });
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return tally;
}

/** Runs Jest on some of its projects, its report going to the terminal and its counts to a file. */
async function runJest(projects: readonly string[], limits: JestRun): Promise<Tally> {
  const countsFile = `build/test-results/${projects.join('-')}.json`;
  await mkdir(dirname(countsFile), { recursive: true });
  await rm(countsFile, { force: true });
  // What files of this run share (test/unit/constructs/synthesized-estate.ts); of another run they must see nothing.
  const estates = await mkdtemp(join(tmpdir(), 'estates-'));
  const { failed, timedOut } = await execa(
    'node',
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      'node_modules/jest/bin/jest.js',
      '--selectProjects',
      ...projects,
      '--json',
      `--outputFile=${countsFile}`,
      `--testTimeout=${limits.testSeconds * 1000}`,
      // On two cores Jest would take one: the other is its own, and next to idle.
      ...(limits.oneFileAtATime ? ['--runInBand'] : ['--maxWorkers=100%']),
      ...jestArguments,
    ],
    // Jest answers on standard error; standard output is left to the closing line.
    {
      env: { KAFKA_PLATFORM_TEST_ESTATES: estates },
      stdin: 'ignore',
      stdout: 'ignore',
      stderr: 'inherit',
      reject: false,
      timeout: limits.totalMinutes * 60_000,
    },
  );
  await rm(estates, { recursive: true });
  if (timedOut) {
    console.error(`FAIL ${projects.join(', ')}: stopped after ${limits.totalMinutes} minutes`);
    // Jest had no time for its global tear-down.
    const suiteOwnsPlatform = process.env['KAFKA_PLATFORM_TEST_HOME'] === undefined;
    if (['integration', 'faults'].some((project) => projects.includes(project)) && suiteOwnsPlatform)
      await kafkaPlatform('stop', '--home', suiteHome);
  }
  return tallyOfJest(await readCounts(countsFile), !failed);
}

async function readCounts(file: string): Promise<JestCounts | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as JestCounts);
}
