import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'cdktf';
import { EnvironmentStack } from '../../../constructs/stacks/environment-stack.ts';
import { platformOf } from '../../../platform/index.ts';
import { readStack, type StackJson } from './stack-json.ts';

export * from './synthesized-estate.ts';
export * from './a-function.ts';

/** A stack with nothing in it but what `build` puts there. */
export function synthesizeStack(build: (stack: EnvironmentStack, directory: string) => void): StackJson {
  const directory = mkdtempSync(join(tmpdir(), 'synthesized-'));
  try {
    const outdir = join(directory, 'out');
    const app = new App({ outdir, stackTraces: false, skipValidation: true });
    const stack = new EnvironmentStack(app, platformOf('dev'), 'test');
    build(stack, directory);
    app.synth();
    return readStack(outdir, stack.node.id);
  } finally {
    rmSync(directory, { recursive: true });
  }
}
