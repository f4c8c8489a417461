import { randomBytes } from 'node:crypto';
import { link, mkdir, open, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SecretOf } from '../cluster/index.ts';
import { errorCodeOf } from './error-code.ts';
import { LocalError } from './local-error.ts';

/** Owner, and nobody else. */
const privateMode = 0o600;

/**
 * Passwords of users in a directory, each in a file of its own that only its owner can read, so that a service can be
 * given its own and no other. A missing one is made; two that make it at the same moment get the same.
 */
export function secretsIn(dir: string): SecretOf {
  return async (user) => {
    const file = join(dir, user);
    const kept = await secretIn(file);
    if (kept !== undefined) return kept;
    await mkdir(dir, { recursive: true, mode: 0o700 });
    await makeSecret(file);
    const made = await secretIn(file);
    if (made !== undefined) return made;
    throw new LocalError(
      'REFUSED',
      `${file}: found it taken away just after it was made; see who else works in ${dir}`,
    );
  };
}

async function secretIn(file: string): Promise<string | undefined> {
  let handle;
  try {
    handle = await open(file);
    const { mode } = await handle.stat();
    const text = await handle.readFile('utf8');
    checkFile(file, mode & 0o777, text);
    return text;
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT') return undefined;
    throw error;
  } finally {
    await handle?.close();
  }
}

function checkFile(file: string, mode: number, text: string): void {
  if ((mode & ~privateMode) !== 0) {
    throw new LocalError(
      'REFUSED',
      `${file}: found mode ${mode.toString(8)}, expected ${privateMode.toString(8)}: others could read the password; ` +
        'delete the file and the user, so that both are made anew',
    );
  }
  if (!/^[\w-]{16,}$/.test(text)) {
    throw new LocalError(
      'REFUSED',
      `${file}: found no password of at least 16 letters, digits, "_" or "-" (what was found is not shown); delete the ` +
        'file and the user, so that both are made anew',
    );
  }
}

/** Writes a new password, whole or not at all, and only where there is none. */
async function makeSecret(file: string): Promise<void> {
  const beside = `${file}.${randomBytes(4).toString('hex')}`;
  // 192 bits, in letters that need no quoting in any of the files they go to.
  await writeFile(beside, randomBytes(24).toString('base64url'), { mode: privateMode, flush: true });
  try {
    await link(beside, file);
  } catch (error) {
    if (errorCodeOf(error) !== 'EEXIST') throw error;
  } finally {
    await rm(beside);
  }
}
