import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { isNativeError } from 'node:util/types';
import type { ObjectStorage, StoredObject } from './object-storage.ts';
import { StorageError, nameTaken } from './storage-error.ts';

/** Objects in a directory of this machine. Files are readable by their owner only. */
export function directoryStorage(directory: string): ObjectStorage {
  const root = resolve(directory);

  const pathOf = (name: string) => {
    const path = resolve(root, name);
    if (path.startsWith(root + sep)) return path;
    throw new StorageError('STORAGE_FAILED', `object "${name}": expected a name within ${root}; choose another`);
  };

  return {
    place: root,

    list: (prefix) =>
      asStorage(root, async () => {
        const names = (await filesBelow(pathOf(prefix))).map((path) => relative(root, path).split(sep).join('/'));
        const objects = await Promise.all(names.sort().map((name) => statOf(root, name)));
        return objects.filter((object) => object !== undefined);
      }),

    read: (name) => asStorage(name, () => unlessAbsent(() => readFile(pathOf(name)))),

    create: (name, content) =>
      asStorage(name, async () => {
        const path = pathOf(name);
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        // Written aside, then linked: a link appears whole or not at all and fails if the name is taken.
        const aside = `${path}.${randomUUID()}.part`;
        await writeDurably(aside, content);
        try {
          await link(aside, path);
        } catch (error) {
          if (codeOf(error) !== 'EEXIST') throw error;
          const present = await readFile(path);
          if (!content.equals(present)) throw nameTaken(path);
        } finally {
          await rm(aside, { force: true });
        }
      }),

    remove: (name) =>
      asStorage(name, async () => {
        await rm(pathOf(name), { force: true });
        await removeIfEmpty(dirname(pathOf(name)));
      }),
  };
}

async function statOf(root: string, name: string): Promise<StoredObject | undefined> {
  const found = await unlessAbsent(() => stat(join(root, name)));
  return found === undefined ? undefined : { name, bytes: found.size };
}

async function filesBelow(directory: string): Promise<string[]> {
  const entries = (await unlessAbsent(() => readdir(directory, { withFileTypes: true }))) ?? [];
  const nested = await Promise.all(
    entries.map(async (entry) => {
      const path = join(directory, entry.name);
      return entry.isDirectory() ? await filesBelow(path) : [path];
    }),
  );
  return nested.flat();
}

/** Another run may remove a file or folder between our looking and our reading. */
async function unlessAbsent<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function writeDurably(path: string, content: Buffer): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function removeIfEmpty(directory: string): Promise<void> {
  try {
    await rmdir(directory);
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(codeOf(error))) throw error;
  }
}

async function asStorage<T>(place: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StorageError) throw error;
    const found = codeOf(error) || String(error);
    throw new StorageError(
      'STORAGE_FAILED',
      `${place}: found ${found}, expected a directory that can be read and written; see its owner and free space`,
      { cause: error },
    );
  }
}

function codeOf(error: unknown): string {
  return isNativeError(error) && 'code' in error ? String(error.code) : '';
}
