import { mkdirSync, realpathSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { isNativeError } from 'node:util/types';
import type {
  AgentCode,
  DeployableFunction,
  FunctionBundle,
  PicturedStack,
  TerraformResource,
} from './constructs/index.ts';
import { bundleAgent, bundleFunction, functionCatalogue, functionNamed } from './functions/index.ts';
import { environmentNames, platformOf, type EnvironmentName, type Platform } from './platform/index.ts';

/** The composition root of the estate: platforms in, Terraform stacks out. */

export interface SynthesizeOptions {
  readonly environments: readonly EnvironmentName[];
  /** Stacks are written to `stacks/<stack>/cdk.tf.json` in it. */
  readonly outdir: string;
  /** The functions' code, when it has been bundled before. @default bundleFunctions() */
  readonly bundles?: readonly FunctionBundle[];
  /** The node agent, when it has been bundled before. @default bundleAgent() */
  readonly agent?: AgentCode;
}

export interface SynthesizedStack extends PicturedStack {
  readonly environment: EnvironmentName;
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
export async function synthesize({ environments, outdir, bundles, agent }: SynthesizeOptions): Promise<Synthesis> {
  // An invalid one is refused before anything is loaded.
  const platforms = environments.map((environment) => platformOf(environment));
  // The bundler works in a process of its own: cdktf and the constructs are loaded meanwhile.
  const [functions, agentCode, { App }, { defineEstate, readResources }] = await Promise.all([
    bundles ?? bundleFunctions(),
    agent ?? bundleAgent(),
    import('cdktf'),
    import('./constructs/index.ts'),
  ]);

  mkdirSync(outdir, { recursive: true });
  // cdktf's own validations call `terraform version` for each stack in Terraform Cloud, which no one needs who only
  // writes; what else they look at, tests do (test/unit/constructs/policies/).
  const app = new App({ outdir, stackTraces: false, skipValidation: true });
  const stacks = withoutCreationStacks(() => {
    const defined = platforms.flatMap((platform) =>
      defineEstate(app, platform, deployable(functions, platform), agentCode).map((stack) => ({
        stack,
        environment: platform.environment,
      })),
    );
    app.synth();
    return defined;
  });
  return {
    stacks: stacks.map(({ stack, environment }) => ({
      name: stack.node.id,
      environment,
      dependsOn: stack.dependencies.map(({ node }) => node.id),
      ...count(readResources(outdir, stack.node.id)),
    })),
  };
}

function deployable(bundles: readonly FunctionBundle[], platform: Platform): DeployableFunction[] {
  return bundles.map((bundle) => {
    const { description, timeoutSeconds, memoryMb, trigger, environment } = functionNamed(bundle.name);
    return {
      bundle,
      description,
      timeoutSeconds,
      memoryMb,
      ...(trigger.kind === 'schedule'
        ? { schedule: { ...trigger.at(platform), overdueAfterHours: trigger.overdueAfterHours } }
        : {}),
      environment: (place) => environment(platform, place),
    };
  });
}

/**
 * cdktf writes down for each token where it was made, whole, whatever `stackTraces` says: a tenth of a synthesis and 20 MB
 * (measured), for a message that only names a token. Stacks of errors are written as ever.
 */
function withoutCreationStacks<T>(work: () => T): T {
  const before = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace');
  Error.prepareStackTrace = (error, frames) =>
    isNativeError(error) ? [String(error), ...frames.map(String)].join('\n    at ') : '';
  try {
    return work();
  } finally {
    if (before === undefined) Reflect.deleteProperty(Error, 'prepareStackTrace');
    else Object.defineProperty(Error, 'prepareStackTrace', before);
  }
}

function count(resources: readonly TerraformResource[]): Pick<SynthesizedStack, 'resources' | 'byType'> {
  const counts = Map.groupBy(resources, ({ type }) => type);
  const byType = [...counts].map(([type, { length }]) => [type, length] as const);
  return {
    resources: resources.length,
    byType: Object.fromEntries(byType.toSorted(([, left], [, right]) => right - left)),
  };
}

/** `cdktf synth` runs this file and says in the environment where it wants the stacks. */
if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === import.meta.filename) {
  // Where the command keeps it, too: compiling the providers' bindings is a sixth of a synthesis.
  enableCompileCache(join(import.meta.dirname, 'node_modules', '.cache', 'node'));
  try {
    await synthesize({ environments: environmentNames, outdir: process.env['CDKTF_OUTDIR'] ?? 'cdktf.out' });
  } catch (error) {
    process.stderr.write(`main.ts: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
