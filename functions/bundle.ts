import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import packageJson from '../package.json' with { type: 'json' };
import { bundleCode, framework } from './bundle-code.ts';
import { functionNamed } from './catalogue.ts';
import { FunctionsError } from './functions-error.ts';

/** A function as Cloud Functions takes it: a directory with the code in one file, and a `package.json`. */
export interface FunctionBundle {
  readonly name: string;
  /** What the Functions Framework is told to call. */
  readonly entryPoint: string;
  /** Absolute; holds exactly `index.js` and `package.json`. */
  readonly directory: string;
  /** The code. */
  readonly file: string;
  /** SHA-256, in hex, over both files: equal sources give equal hashes on every machine. */
  readonly hash: string;
}

const checkout = join(import.meta.dirname, '..');
const defaultParent = join(checkout, 'build', 'functions');

/**
 * Bundles a function for Node 22 into a directory `<name>-<hash>`. Bundling the same sources again, even at the same
 * time, changes nothing.
 *
 * @param parent where to put it; the framework is found from within the checkout only
 * @throws FunctionsError `WRONG_USAGE` for a name that is not in the catalogue
 */
export async function bundleFunction(name: string, parent = defaultParent): Promise<FunctionBundle> {
  const entry = functionNamed(name);
  const files = {
    'index.js': await bundleCode(join('functions', entry.name, 'index.ts')),
    'package.json': packageFor(entry.name),
  };
  const hash = hashOf(files);
  const directory = join(parent, `${entry.name}-${hash.slice(0, 12)}`);
  await writeOnce(directory, files);
  return { name: entry.name, entryPoint: entry.name, directory, file: join(directory, 'index.js'), hash };
}

/** The node agent's code: one file for a machine's Node. */
export interface AgentBundle {
  readonly code: string;
  /** SHA-256, in hex. */
  readonly sha256: string;
}

/**
 * Bundles the node agent. It is code that is deployed, as the functions are, so it goes through the same bundler; it is
 * named by its path, since this room knows nothing of that one.
 */
export async function bundleAgent(): Promise<AgentBundle> {
  const code = await bundleCode('agent/main.ts', {
    format: 'esm',
    // Packages in the older module format call for Node's own modules by a function that a module doesn't have.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  return { code, sha256: createHash('sha256').update(code).digest('hex') };
}

function packageFor(name: string): string {
  return `${JSON.stringify(
    {
      name,
      private: true,
      main: 'index.js',
      engines: { node: '22' },
      dependencies: { [framework]: packageJson.dependencies[framework] },
    },
    null,
    2,
  )}\n`;
}

function hashOf(files: Readonly<Record<string, string>>): string {
  const hash = createHash('sha256');
  for (const [name, content] of Object.entries(files)) hash.update(`${name}\0${content}\0`);
  return hash.digest('hex');
}

/** The directory appears whole, so that a killed or concurrent bundler leaves none by halves. */
async function writeOnce(directory: string, files: Readonly<Record<string, string>>): Promise<void> {
  if (await holds(directory, files)) return;
  const aside = `${directory}.${randomUUID()}.part`;
  await mkdir(aside, { recursive: true });
  for (const [name, content] of Object.entries(files)) await writeFile(join(aside, name), content);
  try {
    await rename(aside, directory);
  } catch (error) {
    await rm(aside, { recursive: true });
    if (await holds(directory, files)) return;
    throw new FunctionsError(
      'FUNCTION_FAILED',
      `${directory}: found other files than the bundle's, expected none; remove the directory`,
      { cause: error },
    );
  }
}

async function holds(directory: string, files: Readonly<Record<string, string>>): Promise<boolean> {
  const present = await stat(directory).then(
    () => true,
    () => false, // not there yet
  );
  if (!present) return false;
  for (const [name, content] of Object.entries(files)) {
    if ((await readFile(join(directory, name), 'utf8')) !== content) return false;
  }
  return true;
}
