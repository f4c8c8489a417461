import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { synthesize } from '../main.ts';
import { environmentNames } from '../platform/index.ts';

/**
 * What bench/synthesis.ts measures: all environments into a directory, as `node main.ts` writes them. Prints the peak of
 * resident memory in KiB.
 *
 * Argument: the directory.
 */
const [outdir = ''] = process.argv.slice(2);

enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'node'));
await synthesize({ environments: environmentNames, outdir });
console.log(process.resourceUsage().maxRSS);
