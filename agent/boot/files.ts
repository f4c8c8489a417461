import { chmod, chown, mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { NodeDescription, NodeFiles } from '../../render/index.ts';
import { AgentError, codeOf } from '../agent-error.ts';
import type { Log } from '../log.ts';

/** Makes directories with their owners and modes; one that is as described is left alone. */
export async function ensureDirectories(
  directories: NodeDescription['directories'],
  idOf: (owner: string) => number,
  log: Log,
): Promise<void> {
  for (const { path, owner, mode } of directories) {
    const wanted = { id: idOf(owner), mode: Number.parseInt(mode, 8) };
    await mkdir(path, { recursive: true });
    const found = await stat(path);
    if (found.uid === wanted.id && found.gid === wanted.id && (found.mode & 0o7777) === wanted.mode) continue;
    await chown(path, wanted.id, wanted.id);
    await chmod(path, wanted.mode);
    log(`${path}: owned by ${owner}, mode ${mode}`);
  }
}

/**
 * Writes the files that the metadata holds, where their text or mode is another.
 *
 * @throws AgentError when the metadata lacks a file that its index names; nothing is written then
 */
export async function writeFiles(
  files: NodeFiles,
  attributes: Readonly<Record<string, string>>,
  log: Log,
): Promise<void> {
  const wanted = Object.entries(files).map(([path, { key, mode }]) => {
    const text = attributes[key];
    if (text !== undefined) return { path, text, mode: Number.parseInt(mode, 8) };
    throw new AgentError({
      place: `metadata key ${key}`,
      found: 'nothing',
      expected: `the text of ${path}`,
      next: 'apply the kafka stack again',
    });
  });
  for (const { path, text, mode } of wanted) {
    await writeUnlessSame(path, text, mode, log);
  }
}

/** Writes a file whole or not at all, where its text or mode is another. */
export async function writeUnlessSame(path: string, text: string, mode: number, log: Log): Promise<void> {
  if (await isAs(path, text, mode)) return;
  await mkdir(dirname(path), { recursive: true });
  const beside = `${path}.new`;
  await writeFile(beside, text, { mode, flush: true });
  // The mode that a file is made with loses what the process's mask takes.
  await chmod(beside, mode);
  await rename(beside, path);
  log(`${path}: written`);
}

async function isAs(path: string, text: string, mode: number): Promise<boolean> {
  try {
    return (await readFile(path, 'utf8')) === text && ((await stat(path)).mode & 0o7777) === mode;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}
