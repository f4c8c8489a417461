import { mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { DeployableFunction, EnvironmentStack, FunctionBundle } from './constructs/index.ts';
import { bundleFunction, functionCatalogue, functionNamed } from './functions/index.ts';
import { environmentNames, platformOf, type EnvironmentName, type Platform } from './platform/index.ts';

/** The composition root of the estate: platforms in, Terraform stacks out. */

export interface SynthesizeOptions {
  readonly environments: readonly EnvironmentName[];
  /** Stacks are written to `stacks/<stack>/cdk.tf.json` in it. */
  readonly outdir: string;
  /** The functions' code, when it has been bundled before. @default bundleFunctions() */
  readonly bundles?: readonly FunctionBundle[];
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

/** The code of every function of the catalogue, bundled from the checkout. */
export function bundleFunctions(): Promise<FunctionBundle[]> {
  return Promise.all(functionCatalogue.map(({ name }) => bundleFunction(name)));
}

/**
 * Writes the Terraform of some environments. An environment's files have the same bytes, whichever others are
 * written with it.
 *
 * @throws InvalidPlatformError when an environment's description is invalid
 */
export async function synthesize({ environments, outdir, bundles }: SynthesizeOptions): Promise<Synthesis> {
  // The bundler works in a process of its own: cdktf and the constructs are loaded meanwhile.
  const [functions, { App }, { defineEstate }] = await Promise.all([
    bundles ?? bundleFunctions(),
    import('cdktf'),
    import('./constructs/index.ts'),
  ]);

  mkdirSync(outdir, { recursive: true });
  const app = new App({ outdir, stackTraces: false });
  const stacks = environments.flatMap((environment) => {
    const platform = platformOf(environment);
    return defineEstate(app, platform, deployable(functions, platform)).map((stack) => ({ stack, environment }));
  });
  app.synth();
  return { stacks: stacks.map(({ stack, environment }) => countResources(outdir, stack, environment)) };
}

function deployable(bundles: readonly FunctionBundle[], platform: Platform): DeployableFunction[] {
  return bundles.map((bundle) => {
    const { description, timeoutSeconds, memoryMb, trigger, environment } = functionNamed(bundle.name);
    return {
      bundle,
      description,
      timeoutSeconds,
      memoryMb,
      ...(trigger.kind === 'schedule' ? { schedule: trigger.at(platform) } : {}),
      environment: (place) => environment(platform, place),
    };
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
if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === import.meta.filename) {
  try {
    await synthesize({ environments: environmentNames, outdir: process.env['CDKTF_OUTDIR'] ?? 'cdktf.out' });
  } catch (error) {
    process.stderr.write(`main.ts: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
