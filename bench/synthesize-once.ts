import { synthesize, type SynthesizeOptions } from '../main.ts';
import { environmentNames } from '../platform/index.ts';

/**
 * What bench/synthesis.ts measures: all environments into a directory. Prints the peak of resident memory in KiB.
 *
 * Arguments: the directory and, when functions and node agent are bundled already, both as JSON.
 */
const [outdir = '', bundled = '{}'] = process.argv.slice(2);

await synthesize({
  environments: environmentNames,
  outdir,
  ...(JSON.parse(bundled) as Pick<SynthesizeOptions, 'bundles' | 'agent'>),
});
console.log(process.resourceUsage().maxRSS);
