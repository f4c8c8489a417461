import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { estateReference, reachabilityReference, readResources } from '../constructs/index.ts';
import { synthesize } from '../main.ts';
import { environmentNames } from '../platform/index.ts';

/** Writes docs/reference/estate.md and reachability.md from the stacks of all environments. */
const outdir = await mkdtemp(join(tmpdir(), 'write-reference-'));
try {
  const { stacks } = await synthesize({ environments: environmentNames, outdir });
  const environments = environmentNames.map((environment) => ({
    environment,
    resources: stacks
      .filter((stack) => stack.environment === environment)
      .flatMap(({ name }) => readResources(outdir, name)),
  }));
  const reference = new URL('../docs/reference/', import.meta.url);
  await writeFile(new URL('estate.md', reference), estateReference(stacks));
  await writeFile(new URL('reachability.md', reference), reachabilityReference(environments));
  console.error(`docs/reference: estate.md and reachability.md written from ${String(stacks.length)} stacks`);
} finally {
  await rm(outdir, { recursive: true });
}
