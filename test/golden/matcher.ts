import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const updateLine = 'UPDATE_GOLDEN=1 npm run test:unit';

/**
 * Expects a text to be byte for byte what a golden file holds. A golden file is never written in passing: run
 * `UPDATE_GOLDEN=1 npm run test:unit`, then read the difference before committing it.
 *
 * @param file beside the test, for example `new URL('production/zoo.cfg', import.meta.url)`
 */
export function expectGolden(actual: string, file: URL): void {
  const path = fileURLToPath(file);
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, actual);
  }
  expect(actual).toBe(readGolden(path));
}

function readGolden(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new Error(`${path}: found no golden file, expected one; write it with ${updateLine}`, { cause });
  }
}
