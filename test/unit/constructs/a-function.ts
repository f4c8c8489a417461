import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DeployableFunction, FunctionBundle } from '../../../constructs/index.ts';

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
