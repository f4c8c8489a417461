import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const beside = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/**
 * Has Maven copy MirrorMaker's jars, and compares them with jars.sha256.
 *
 * @returns a class path
 */
export async function mirrorJars(directory: string): Promise<string> {
  await execa('mvn', [
    ...['--batch-mode', '--quiet', '--file', beside('pom.xml'), 'dependency:copy-dependencies'],
    ...[`-DoutputDirectory=${directory}`, '-DincludeScope=runtime'],
  ]);
  const names = (await readdir(directory)).sort();
  const lines = await Promise.all(
    names.map(async (name) => {
      const bytes = await readFile(join(directory, name));
      return `${createHash('sha256').update(bytes).digest('hex')}  ${name}\n`;
    }),
  );
  const pinned = await readFile(beside('jars.sha256'), 'utf8');
  if (lines.join('') !== pinned) {
    throw new Error(`${directory}: found other jars than test/system/mirror/jars.sha256 pins, expected the same`);
  }
  return names.map((name) => join(directory, name)).join(':');
}
