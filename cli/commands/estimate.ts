import { InvalidArgumentError, Option, type Command } from 'commander';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { CostedResource, Traffic } from '../../monitoring/index.ts';
import type { EnvironmentName } from '../../platform/index.ts';
import { environmentNamed } from '../environment-option.ts';
import { Interrupted, onInterruption } from '../interruption.ts';
import { print } from '../output.ts';

interface EstimateOptions {
  readonly env: string;
  readonly against?: string;
  readonly againstDir?: string;
  readonly repository: string;
  readonly internetGb: number;
  readonly zoneGb: number;
  readonly json?: boolean;
}

/** Ctrl-C goes to a command and its children alike, and a child's end may be heard of before the signal. */
const hearingMs = 100;
const thisCheckout = fileURLToPath(new URL('../..', import.meta.url));

/** `kafka-platform estimate`: what an environment costs in a month, and what a change to it does to that. */
export function register(program: Command): void {
  program
    .command('estimate')
    .description('print what an environment costs in a month of 730 hours, in USD, from its resources and dated prices')
    .option('--env <name>', 'dev, staging or production', 'production')
    .option('--against <ref>', 'print the difference to what a branch, tag or commit describes')
    .addOption(
      new Option('--against-dir <dir>', 'print the difference to what `synth --out DIR` has written').conflicts(
        'against',
      ),
    )
    .option('--repository <dir>', 'the git checkout that has the commit', thisCheckout)
    .option('--internet-gb <n>', 'GB a month to the internet', gigabytes, 0)
    .option('--zone-gb <n>', 'GB a month between zones', gigabytes, 0)
    .option('--json', 'one JSON document on standard output')
    .action(estimate);
}

function gigabytes(text: string): number {
  const number = Number(text);
  if (text.trim() !== '' && Number.isFinite(number) && number >= 0) return number;
  throw new InvalidArgumentError('expected a number of GB, 0 or more');
}

async function estimate(options: EstimateOptions, command: Command): Promise<void> {
  const { platformOf } = await import('../../platform/index.ts');
  const { costDifference, estimateCost, hoursInAMonth, priceList, readingDays } =
    await import('../../monitoring/index.ts');
  const { explain, printDifference, printEstimate } = await import('../estimate/estimate-tables.ts');
  const environment = await environmentNamed(options.env, command);
  const region = platformOf(environment).regions.primary.name;
  const traffic: Traffic = { internetGb: options.internetGb, zoneGb: options.zoneGb, region };
  // Both at the prices of this checkout: the difference is that of the estates.
  const { earlier, resources } = await inTemporaryDirectory(async (directory, signal) => ({
    earlier: await earlierEstate(options, environment, directory, signal, command),
    resources: await resourcesOf(environment, join(directory, 'now')),
  }));
  const now = estimateCost(resources, priceList, traffic);
  const pricesOf = readingDays(priceList);
  const shared = { environment, pricesOf, hoursInAMonth, ...now };

  if (earlier === undefined) {
    if (options.json === true) print(JSON.stringify(shared));
    else printEstimate(now);
  } else {
    const before = estimateCost(earlier.resources, priceList, traffic);
    const differences = costDifference(before, now);
    const difference = {
      against: earlier.against,
      beforeUsd: before.usd,
      // Not that of the totals, which are rounded in another order.
      differenceUsd: differences.reduce((sum, { beforeUsd, afterUsd }) => sum + afterUsd - beforeUsd, 0),
      differences,
    };
    if (options.json === true) print(JSON.stringify({ ...shared, ...difference }));
    else printDifference(difference, now);
  }
  if (options.json !== true) explain(now, pricesOf);
}

/** Removed whatever comes: an end, an error, Ctrl-C. */
async function inTemporaryDirectory<T>(work: (directory: string, signal: AbortSignal) => Promise<T>): Promise<T> {
  const signal = onInterruption((controller) => {
    controller.abort(new Interrupted('nothing was estimated'));
  });
  const directory = await mkdtemp(join(tmpdir(), 'estimate-'));
  try {
    const result = await work(directory, signal);
    signal.throwIfAborted();
    return result;
  } catch (error) {
    await sleep(hearingMs);
    signal.throwIfAborted();
    throw error;
  } finally {
    await rm(directory, { recursive: true });
  }
}

async function resourcesOf(environment: EnvironmentName, outdir: string): Promise<CostedResource[]> {
  const { synthesize } = await import('../../main.ts');
  const { readResources } = await import('../../constructs/index.ts');
  const { stacks } = await synthesize({ environments: [environment], outdir });
  return stacks.flatMap(({ name }) => withStack(name, readResources(outdir, name)));
}

interface EarlierEstate {
  readonly against: string;
  readonly resources: CostedResource[];
}

async function earlierEstate(
  { against, againstDir, repository }: EstimateOptions,
  environment: EnvironmentName,
  directory: string,
  signal: AbortSignal,
  command: Command,
): Promise<EarlierEstate | undefined> {
  if (againstDir !== undefined) {
    return { against: againstDir, resources: await resourcesIn(againstDir, environment, '--against-dir', command) };
  }
  if (against === undefined) return undefined;
  const { synthesizeCommit } = await import('../estimate/committed-estate.ts');
  const { commit, outdir } = await synthesizeCommit({
    repository,
    ref: against,
    environment,
    directory,
    nodeModules: join(thisCheckout, 'node_modules'),
    signal,
  });
  return { against: commit, resources: await resourcesIn(outdir, environment, '--against', command) };
}

function withStack(stack: string, resources: readonly Omit<CostedResource, 'stack'>[]): CostedResource[] {
  return resources.map((resource) => ({ stack, ...resource }));
}

/** What an earlier synthesis wrote of an environment. */
async function resourcesIn(
  directory: string,
  environment: string,
  option: string,
  command: Command,
): Promise<CostedResource[]> {
  const stacks = await stacksIn(directory, environment);
  if (stacks.length > 0) {
    const { readResources } = await import('../../constructs/index.ts');
    return stacks.flatMap((name) => withStack(name, readResources(directory, name)));
  }
  return command.error(
    `error: ${option}: found no stack of ${environment} in ${directory}, expected what \`kafka-platform synth --out DIR\` wrote`,
  );
}

async function stacksIn(directory: string, environment: string): Promise<string[]> {
  try {
    const names = await readdir(join(directory, 'stacks'));
    return names.filter((name) => name.startsWith(`${environment}-`)).sort();
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return [];
    throw error;
  }
}
