import type { Command } from 'commander';
import type { SynthesizedStack } from '../../main.ts';
import type { EnvironmentName } from '../../platform/index.ts';
import { environmentNamed } from '../environment-option.ts';
import { note, print, printTable } from '../output.ts';

interface SynthOptions {
  readonly env?: string;
  readonly out: string;
  readonly json?: boolean;
}

/** `kafka-platform synth`: the estate as Terraform, the same bytes as `cdktf synth` in a fraction of its time. */
export function register(program: Command): void {
  program
    .command('synth')
    .description('write the Terraform of the estate, DIR/stacks/STACK/cdk.tf.json, and say what is in it')
    .option('--env <name>', 'only this environment: dev, staging or production')
    .option('--out <dir>', 'where to write', 'cdktf.out')
    .option('--json', 'one JSON document on standard output')
    .action(synth);
}

async function synth({ env, out, json }: SynthOptions, command: Command): Promise<void> {
  const { synthesize } = await import('../../main.ts');
  const environments = await environmentsNamed(env, command);
  // First, since it reads the topics: where they are wrong nothing is written.
  const warnings = await warningsAbout(environments);
  const { stacks } = await synthesize({ environments, outdir: out });
  for (const warning of warnings) note(`warning: ${warning}`);
  if (json === true) print(JSON.stringify({ stacks, warnings }));
  else printTable(['stack', 'resources', 'by type'], stacks.map(rowOf));
}

async function environmentsNamed(env: string | undefined, command: Command): Promise<readonly EnvironmentName[]> {
  if (env !== undefined) return [await environmentNamed(env, command)];
  const { environmentNames } = await import('../../platform/index.ts');
  return environmentNames;
}

/** What a valid platform may still be wrong about. */
async function warningsAbout(environments: readonly EnvironmentName[]): Promise<string[]> {
  const { diskCapacity, platformOf, secondaryOf } = await import('../../platform/index.ts');
  const { topicLoads } = await import('../../topics/index.ts');
  return environments.flatMap((environment) => {
    const platform = platformOf(environment);
    return [platform, secondaryOf(platform)].flatMap((each) => {
      const { warning } = diskCapacity(each, topicLoads);
      return warning === undefined ? [] : [`${environment}: ${warning}`];
    });
  });
}

/** The most frequent; `--json` has all. */
const typesShown = 3;

function rowOf({ name, resources, byType }: SynthesizedStack) {
  const types = Object.entries(byType).map(([type, count]) => `${String(count)} ${type.replace(/^google_/, '')}`);
  const others = types.length - typesShown;
  return [
    name,
    resources,
    [...types.slice(0, typesShown), ...(others > 0 ? [`${String(others)} more`] : [])].join(', '),
  ];
}
