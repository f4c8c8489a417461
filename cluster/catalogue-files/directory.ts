import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { isNativeError } from 'node:util/types';
import { CatalogueError } from './catalogue-error.ts';
import type { Catalogue } from './catalogue.ts';
import { parseCatalogue, yamlFiles } from './parse-catalogue.ts';
import { platformFile } from './platform-file.ts';
import { renderCatalogue } from './render-catalogue.ts';
import { isTopicsFile } from './topics-file.ts';

/** @throws CatalogueError `INVALID_CATALOGUE`, with all that is wrong in the directory */
export async function readCatalogue(dir: string): Promise<Catalogue> {
  const paths = (await filesIn(dir)).filter(isOfCatalogue);
  const texts = await Promise.all(paths.map(async (path) => [path, await readFile(join(dir, path), 'utf8')] as const));
  return parseCatalogue(new Map(texts), dir);
}

/**
 * Writes a catalogue into a directory, which is made when there is none. What an earlier one has left is replaced, files
 * that aren't of a catalogue stay. A writing that was cut off has no `platform.yaml`, and is no catalogue.
 *
 * @returns the paths of the files in it
 * @throws CatalogueError `REFUSED` when there is something in the directory, unless `force`
 */
export async function writeCatalogue(
  dir: string,
  catalogue: Catalogue,
  { force = false }: { readonly force?: boolean } = {},
): Promise<readonly string[]> {
  await mkdir(dir, { recursive: true });
  const found = await filesIn(dir);
  if (found.length > 0 && !force) {
    throw new CatalogueError(
      'REFUSED',
      `${dir}: found ${found.slice(0, 3).join(', ')}${found.length > 3 ? ' and more' : ''}, expected an empty directory; ` +
        'choose another, or have the catalogue in it replaced: --force. Nothing was written',
    );
  }
  const { [platformFile]: last = '', ...others } = Object.fromEntries(renderCatalogue(catalogue));
  const stale = found.filter((path) => isWritten(path) && !(path in others));
  for (const path of [platformFile, ...stale]) await rm(join(dir, path), { force: true });
  for (const [path, text] of [...Object.entries(others), [platformFile, last] as const]) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), text);
  }
  return [platformFile, ...Object.keys(others)];
}

/** What a catalogue consists of, and nothing that only looks like it: it is taken away when another is written. */
function isWritten(path: string): boolean {
  return yamlFiles.includes(path) || isTopicsFile(path) || /^subjects\/[^/]+\/\d+\.(avsc|json|proto)$/.test(path);
}

/** Files that are read, so that a slip in a name is found; others, such as those of a `.git`, are somebody else's. */
function isOfCatalogue(path: string): boolean {
  return (
    /^[^/]+\.ya?ml$/.test(path) || /^topics\/[^/]+\.ya?ml$/.test(path) || /^subjects\/[^.][^/]*\/[^/]+$/.test(path)
  );
}

/** Paths with slashes, sorted. */
async function filesIn(dir: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(dir, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name).slice(join(dir, sep).length).split(sep).join('/'))
      .sort();
  } catch (cause) {
    const found = isNativeError(cause) ? cause.message : String(cause);
    throw new CatalogueError(
      'INVALID_CATALOGUE',
      `${dir}: found ${found}, expected a directory of catalogue files; have them written: kafka-platform import --out DIR`,
      { cause },
    );
  }
}
