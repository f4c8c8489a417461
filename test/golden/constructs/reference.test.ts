import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { estateReference, reachabilityReference, readResources } from '../../../constructs/index.ts';
import { functionCatalogue } from '../../../functions/index.ts';
import { synthesize } from '../../../main.ts';
import { environmentNames } from '../../../platform/index.ts';
import { bundleIn } from '../../unit/constructs/a-function.ts';
import { expectGolden } from '../matcher.ts';

const directory = mkdtempSync(join(tmpdir(), 'reference-'));
afterAll(() => rmSync(directory, { recursive: true }));
const outdir = join(directory, 'out');
const { stacks } = await synthesize({
  environments: environmentNames,
  outdir,
  bundles: functionCatalogue.map(({ name }) => bundleIn(directory, name)),
});
const committed = (name: string) => new URL(`../../../docs/reference/${name}`, import.meta.url);

test('the committed picture of the estate is that of its stacks (else: npm run write:reference)', () => {
  expectGolden(estateReference(stacks), committed('estate.md'));
});

test('the committed matrix of who reaches what is that of the firewall (else: npm run write:reference)', () => {
  const environments = environmentNames.map((environment) => ({
    environment,
    resources: stacks
      .filter((stack) => stack.environment === environment)
      .flatMap(({ name }) => readResources(outdir, name)),
  }));
  expectGolden(reachabilityReference(environments), committed('reachability.md'));
});
