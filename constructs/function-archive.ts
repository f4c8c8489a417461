import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { zipSync, type Zippable } from 'fflate';

/** Zip archives hold a time for each file, from 1980 on; all the same, so that equal files give equal archives. */
const beginningOfTime = new Date(1980, 0, 1);

/**
 * Packs a directory into a zip archive beside it. The same files give the same bytes, wherever and whenever.
 *
 * @param directory whose files are packed, without the directory itself
 * @param hash of the files; an archive that was made for it before is taken as it is
 * @returns path of the archive
 */
export function archiveOf(directory: string, hash: string): string {
  const archive = `${directory}.${hash.slice(0, 12)}.zip`;
  if (existsSync(archive)) return archive;
  // Another synthesis may be writing the same archive: it appears whole or not at all.
  const aside = `${archive}.${randomUUID()}`;
  // Stored, not compressed: another release of a compressor would give other bytes, and it is read only once.
  writeFileSync(aside, zipSync(filesOf(directory), { level: 0, mtime: beginningOfTime }));
  renameSync(aside, archive);
  return archive;
}

function filesOf(directory: string): Zippable {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)));
  return Object.fromEntries(
    files.sort().map((path) => [path.split(sep).join('/'), new Uint8Array(readFileSync(join(directory, path)))]),
  );
}
