import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type TerraformStack } from 'cdktf';
import {
  defineEstate,
  EnvironmentStack,
  FunctionsBase,
  type AgentCode,
  type DeployableFunction,
  type FunctionBundle,
} from '../../../constructs/index.ts';
import { platformOf, type Platform } from '../../../platform/index.ts';
import type { EstateJson, Json, StackJson } from './stack-json.ts';

export * from './stack-json.ts';

/** A bundle with next to no code. */
export function bundleIn(directory: string, name: string): FunctionBundle {
  const bundleDirectory = join(directory, name);
  mkdirSync(bundleDirectory, { recursive: true });
  writeFileSync(join(bundleDirectory, 'index.js'), 'exports.run = () => undefined;\n');
  return { name, directory: bundleDirectory, hash: '0f'.repeat(32), entryPoint: 'run' };
}

export function aFunction(directory: string): DeployableFunction {
  return {
    bundle: bundleIn(directory, 'tidy-up'),
    description: 'Tidies up',
    schedule: { cron: '30 4 * * 1', timeZone: 'Europe/Berlin', overdueAfterHours: 25 },
    timeoutSeconds: 300,
    memoryMb: 256,
    environment: ({ clientPropertiesFile, storage }) => ({ FILE: clientPropertiesFile, BUCKET: storage.bucket }),
  };
}

/** What functions share, with nothing of an estate behind it. */
export function aFunctionsBase(scope: EnvironmentStack, notificationChannels: readonly string[] = []): FunctionsBase {
  return new FunctionsBase(scope, 'base', {
    prefix: 'test',
    projectId: 'test-project',
    region: 'us-central1',
    networkId: 'the-network',
    cidr: '10.9.0.0/28',
    keyId: 'the-key',
    notificationChannels,
  });
}

/** An environment's stacks as they are written, with one function. */
export function synthesizeEstate(platform: Platform, code: AgentCode = agent): EstateJson {
  const stacks = inAFreshDirectory((app, directory) => defineEstate(app, platform, [aFunction(directory)], code));
  const areaOf = (name: string) => name.slice(platform.environment.length + 1);
  return Object.fromEntries(stacks.map(({ name, json }) => [areaOf(name), json])) as Json as EstateJson;
}

/** An agent that nobody fetches. */
export const agent = { sha256: '0a'.repeat(32) };

/** A stack with nothing in it but what `build` puts there. */
export function synthesizeStack(build: (stack: EnvironmentStack, directory: string) => void): StackJson {
  const [only] = inAFreshDirectory((app, directory) => {
    const stack = new EnvironmentStack(app, platformOf('dev'), 'test');
    build(stack, directory);
    return [stack];
  });
  return only!.json;
}

interface NamedStack {
  readonly name: string;
  readonly json: StackJson;
}

function inAFreshDirectory(define: (app: App, directory: string) => readonly TerraformStack[]): NamedStack[] {
  const directory = mkdtempSync(join(tmpdir(), 'synthesized-'));
  try {
    const outdir = join(directory, 'out');
    const app = new App({ outdir, stackTraces: false, skipValidation: true });
    const stacks = define(app, directory);
    app.synth();
    return stacks.map(({ node }) => ({ name: node.id, json: readStack(outdir, node.id) }));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

export function readStack(outdir: string, name: string): StackJson {
  const text = readFileSync(join(outdir, 'stacks', name, 'cdk.tf.json'), 'utf8');
  return { resource: {}, ...withoutMetadata(JSON.parse(text)) };
}

/** cdktf notes under "//" where in the program each resource comes from. */
function withoutMetadata(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutMetadata);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== '//')
      .map(([key, inner]) => [key, withoutMetadata(inner)]),
  );
}
