/**
 * Writes local/jars.sha256 anew after a change of local/pom.xml: `node local/write-jar-checksums.ts`.
 * Look at the difference before committing it: from then on these files, and no others, are run.
 */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const pom = fileURLToPath(new URL('pom.xml', import.meta.url));
const work = await mkdtemp(join(tmpdir(), 'jars-'));
try {
  await execa('mvn', [
    '--batch-mode',
    '--quiet',
    '--file',
    pom,
    'dependency:copy-dependencies',
    `-DoutputDirectory=${work}`,
    '-DincludeScope=runtime',
  ]);
  const names = (await readdir(work)).sort();
  const lines = await Promise.all(
    names.map(async (name) => {
      const sha256 = createHash('sha256')
        .update(await readFile(join(work, name)))
        .digest('hex');
      return `${sha256}  ${name}\n`;
    }),
  );
  await writeFile(new URL('jars.sha256', import.meta.url), lines.join(''));
} finally {
  await rm(work, { recursive: true, force: true });
}
