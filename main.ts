import { mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'cdktf';
import { defineEstate, type DeployableFunction, type EnvironmentStack } from './constructs/index.ts';
import { bundleFunction, functionCatalogue } from './functions/index.ts';
import { environmentNames, platformOf, type EnvironmentName, type Platform } from './platform/index.ts';

/** The composition root of the estate: platforms in, Terraform stacks out. */

export interface SynthesizeOptions {
  readonly environments: readonly EnvironmentName[];
  /** Stacks are written to `stacks/<stack>/cdk.tf.json` in it. */
  readonly outdir: string;
}

export interface SynthesizedStack {
  /** `production-kafka` */
  readonly name: string;
  readonly environment: EnvironmentName;
  /** How many resources there are, data sources not counted. */
  readonly resources: number;
  /** How many of each Terraform type, most frequent first. */
  readonly byType: Readonly<Record<string, number>>;
}

export interface Synthesis {
  /** In the order in which they are applied. */
  readonly stacks: readonly SynthesizedStack[];
}

/**
 * Writes the Terraform of some environments. An environment's files have the same bytes, whichever others are
 * written with it.
 *
 * @throws InvalidPlatformError when an environment's description is invalid
 */
export async function synthesize({ environments, outdir }: SynthesizeOptions): Promise<Synthesis> {
  const bundles = await Promise.all(
    functionCatalogue.map(async ({ name }) => [name, await bundleFunction(name)] as const),
  );
  const bundleOf = new Map(bundles);

  mkdirSync(outdir, { recursive: true });
  const app = new App({ outdir, stackTraces: false });
  const stacks = environments.flatMap((environment) => {
    const platform = platformOf(environment);
    return defineEstate(app, platform, deployableFunctions(platform, bundleOf)).map((stack) => ({
      stack,
      environment,
    }));
  });
  app.synth();
  return { stacks: stacks.map(({ stack, environment }) => countResources(outdir, stack, environment)) };
}

type Bundles = ReadonlyMap<string, DeployableFunction['bundle']>;

function deployableFunctions(platform: Platform, bundles: Bundles): DeployableFunction[] {
  return functionCatalogue.flatMap(({ name, description, timeoutSeconds, memoryMb, schedule, environment }) => {
    const bundle = bundles.get(name);
    if (bundle === undefined) return [];
    return [
      {
        bundle,
        description,
        timeoutSeconds,
        memoryMb,
        schedule: schedule(platform),
        environment: (place) => environment(platform, place),
      },
    ];
  });
}

function countResources(outdir: string, stack: EnvironmentStack, environment: EnvironmentName): SynthesizedStack {
  const name = stack.node.id;
  const file = join(outdir, 'stacks', name, 'cdk.tf.json');
  const { resource = {} } = JSON.parse(readFileSync(file, 'utf8')) as { resource?: Record<string, object> };
  const counts = Object.entries(resource).map(([type, resources]) => [type, Object.keys(resources).length] as const);
  return {
    name,
    environment,
    resources: counts.reduce((total, [, count]) => total + count, 0),
    byType: Object.fromEntries(counts.toSorted(([, left], [, right]) => right - left)),
  };
}

/** `cdktf synth` runs this file and says in the environment where it wants the stacks. */
const isProgram = process.argv[1] !== undefined && realpathSync(process.argv[1]) === import.meta.filename;
if (isProgram) {
  try {
    await synthesize({ environments: environmentNames, outdir: process.env['CDKTF_OUTDIR'] ?? 'cdktf.out' });
  } catch (error) {
    process.stderr.write(`main.ts: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
