import type { FunctionBundle } from '../constructs/index.ts';
import { synthesize } from '../main.ts';
import { environmentNames } from '../platform/index.ts';

/**
 * What bench/synthesis.ts measures: all environments into a directory. Prints the peak of resident memory in KiB.
 *
 * Arguments: the directory and, when the functions are bundled already, the bundles as JSON.
 */
const [outdir = '', bundles] = process.argv.slice(2);

await synthesize({
  environments: environmentNames,
  outdir,
  ...(bundles === undefined ? {} : { bundles: JSON.parse(bundles) as FunctionBundle[] }),
});
console.log(process.resourceUsage().maxRSS);
