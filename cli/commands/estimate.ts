import { InvalidArgumentError, type Command } from 'commander';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CostedResource, Estimate, Traffic } from '../../monitoring/index.ts';
import type { EnvironmentName } from '../../platform/index.ts';
import { environmentNamed } from '../environment-option.ts';
import { note, print, printTable, type Cell } from '../output.ts';

interface EstimateOptions {
  readonly env: string;
  readonly against?: string;
  readonly internetGb: number;
  readonly zoneGb: number;
  readonly json?: boolean;
}

/** `kafka-platform estimate`: what an environment costs in a month, and what a change to it does to that. */
export function register(program: Command): void {
  program
    .command('estimate')
    .description('print what an environment costs in a month of 730 hours, in USD, from its resources and dated prices')
    .option('--env <name>', 'dev, staging or production', 'production')
    .option('--against <dir>', 'print the difference to what `synth --out DIR` wrote before the change')
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
  const environment = await environmentNamed(options.env, command);
  const region = platformOf(environment).regions.primary.name;
  const traffic: Traffic = { internetGb: options.internetGb, zoneGb: options.zoneGb, region };
  const earlier = options.against === undefined ? undefined : await resourcesIn(options.against, environment, command);
  const now = estimateCost(await resourcesOf(environment), priceList, traffic);
  const before = earlier === undefined ? undefined : estimateCost(earlier, priceList, traffic);
  const differences = before === undefined ? undefined : costDifference(before, now);

  const pricesOf = readingDays(priceList);
  if (options.json === true) {
    const shared = { environment, pricesOf, hoursInAMonth, ...now };
    print(JSON.stringify(before === undefined ? shared : { ...shared, beforeUsd: before.usd, differences }));
    return;
  }
  if (before === undefined || differences === undefined) {
    printTable(['stack', 'resource', 'what', 'USD at list', 'USD'], rowsOf(now));
  } else {
    const rows = differences.map(({ stack, address, what, beforeUsd, afterUsd }): Cell[] => [
      stack,
      shortened(address),
      what,
      money(beforeUsd),
      money(afterUsd),
    ]);
    printTable(
      ['stack', 'resource', 'what', 'before', 'after'],
      [...rows, ['', 'total', '', money(before.usd), money(now.usd)]],
    );
  }
  explain(now, pricesOf);
}

function rowsOf({ lines, listUsd, usd }: Estimate): Cell[][] {
  const rows = lines.map((line): Cell[] => [
    line.stack,
    shortened(line.address),
    line.what,
    money(line.listUsd),
    money(line.usd),
  ]);
  return [...rows, ['', 'total', '', money(listUsd), money(usd)]];
}

function explain({ notCounted }: Estimate, pricesOf: readonly string[]): void {
  note(
    `list prices of ${pricesOf.join(' and ')}; USD is after the 30 % that N1 machines cost less when they run all month`,
  );
  note('a commitment of one year takes 37 % off N1 machines instead, one of three years 55 %');
  note('traffic is counted as far as --internet-gb and --zone-gb say; free allowances are not taken off');
  for (const { type, charged } of notCounted) note(`not counted: ${shortened(type)}, ${charged}`);
}

function shortened(name: string): string {
  return name.replace(/^google_/, '');
}

function money(usd: number): string {
  return usd.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

async function resourcesOf(environment: EnvironmentName): Promise<CostedResource[]> {
  const { synthesize } = await import('../../main.ts');
  const { readResources } = await import('../../constructs/index.ts');
  const outdir = await mkdtemp(join(tmpdir(), 'estimate-'));
  try {
    const { stacks } = await synthesize({ environments: [environment], outdir });
    return stacks.flatMap(({ name }) => withStack(name, readResources(outdir, name)));
  } finally {
    await rm(outdir, { recursive: true });
  }
}

function withStack(stack: string, resources: readonly Omit<CostedResource, 'stack'>[]): CostedResource[] {
  return resources.map((resource) => ({ stack, ...resource }));
}

/** What an earlier synthesis wrote of an environment. */
async function resourcesIn(directory: string, environment: string, command: Command): Promise<CostedResource[]> {
  const { readResources } = await import('../../constructs/index.ts');
  const stacks = await stacksIn(directory, environment);
  if (stacks.length > 0) return stacks.flatMap((name) => withStack(name, readResources(directory, name)));
  return command.error(
    `error: --against: found no stack of ${environment} in ${directory}, expected what \`kafka-platform synth --out DIR\` wrote`,
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
