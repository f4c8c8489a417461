import { join } from 'node:path';
import type { BuildOptions } from 'esbuild';
import packageJson from '../package.json' with { type: 'json' };
import { keptOrBundled } from './kept-code.ts';

const checkout = join(import.meta.dirname, '..');

/** The framework keeps the registry of functions, so the bundle must share the one that runs it. */
export const framework = '@google-cloud/functions-framework';

/** What the bundler looks at without saying so. */
const settingsFiles = ['package.json', 'package-lock.json', 'tsconfig.json'];

/** What one kind of bundle has of its own. */
export type BundleFormat = Pick<BuildOptions, 'format' | 'banner'>;

export interface BundleCodeOptions extends BundleFormat {
  /** Where code is kept that was bundled before. @default beside the packages, where what Node compiled lies too */
  readonly keptIn?: string;
}

/**
 * Bundles a program for Node 22 into one file. What goes into it is some three thousand files, nearly all of packages, so
 * code is kept for as long as all of them are the same.
 *
 * @param source relative to the checkout
 */
export async function bundleCode(
  source: string,
  { keptIn = join(checkout, 'node_modules', '.cache', 'bundles'), ...format }: BundleCodeOptions = {},
): Promise<string> {
  const options = {
    absWorkingDir: checkout,
    entryPoints: [source],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    ...format,
    external: [framework],
    // Packages may lie elsewhere and be linked to (`estimate --against`): code must not tell where, and what is kept of it
    // lies with the packages, for every checkout that has them.
    preserveSymlinks: true,
    // Takes away comments with paths; names stay, so that a stack in a log can be read.
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
    logLevel: 'silent', // problems are thrown
  } as const satisfies BuildOptions;
  const { absWorkingDir: _, ...decisive } = options;
  const question = JSON.stringify({ bundler: packageJson.dependencies.esbuild, ...decisive });
  return keptOrBundled({ checkout, directory: keptIn, question }, async () => {
    // Only who bundles pays for the bundler: listing functions, and synthesis of code that is known, need none.
    const { build } = await import('esbuild');
    // A Go program: collecting garbage is a third of its work here, and as a command it doesn't collect either.
    process.env['GOGC'] ??= 'off';
    const { outputFiles, metafile } = await build(options);
    const code = outputFiles.map(({ text }) => text).join('');
    return { code, inputs: [...Object.keys(metafile.inputs), ...settingsFiles] };
  });
}
