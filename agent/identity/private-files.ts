import { chown, open, readFile, rename } from 'node:fs/promises';
import { codeOf } from '../agent-error.ts';

/** Uid and gid of whom files are for; undefined for whoever the agent runs as. */
export type Owner = number | undefined;

/** Writes a file that only its owner can read: whole or not at all. */
export async function writePrivate(path: string, text: string, owner: Owner): Promise<void> {
  const beside = `${path}.new`;
  const file = await open(beside, 'w', 0o600);
  try {
    // What lay there from a write that was killed keeps its own mode.
    await file.chmod(0o600);
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await moveInto(beside, path, owner);
}

/** Puts a finished file in the place of another, from one moment to the next. */
export async function moveInto(from: string, to: string, owner: Owner): Promise<void> {
  if (owner !== undefined) await chown(from, owner, owner);
  await rename(from, to);
}

export async function readIfPresent(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
