import { createInterface } from 'node:readline/promises';

/**
 * Asks a person to type what they are about to lose. The question goes to standard error, as all that is no result.
 *
 * @throws Error with code `REFUSED` when something else was typed, `ABORT_ERR` when the person went away
 */
export async function confirmByTyping(expected: string): Promise<void> {
  const gone = new AbortController();
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  lines.once('close', () => gone.abort());
  try {
    const typed = await lines.question(`Type ${expected} to go on: `, { signal: gone.signal });
    if (typed.trim() === expected) return;
    const message = `found "${typed.trim()}", expected ${expected}; nothing was changed`;
    throw Object.assign(new Error(message), { code: 'REFUSED' });
  } finally {
    lines.close();
  }
}
