import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { zipSync } from 'fflate';
import { LocalError } from './local-error.ts';

export interface JavaSources {
  /** For messages: `policies/`. */
  readonly name: string;
  /** Paths of the sources. */
  readonly files: readonly string[];
  /** Jars that they need. */
  readonly classPath: readonly string[];
}

/**
 * Compiles Java sources into a jar, which comes to its place whole. The same compiler gives the same bytes.
 *
 * @throws LocalError `JARS` with what the compiler says
 */
export async function compileJar(
  { name, files, classPath }: JavaSources,
  jar: string,
  signal?: AbortSignal,
): Promise<void> {
  const work = await mkdtemp(`${jar}.`);
  try {
    const classes = join(work, 'classes');
    const compiled = await execa(
      'javac',
      [
        ...['-J-XX:TieredStopAtLevel=1', '-J-XX:+UseSerialGC'],
        // The oldest that runs Kafka here, whatever compiles.
        ...['--release', '17', '-proc:none', '-Xlint:all,-path', '-Werror'],
        ...['-cp', classPath.join(':'), '-d', classes],
        ...files,
      ],
      { all: true, reject: false, ...(signal === undefined ? {} : { cancelSignal: signal }) },
    );
    signal?.throwIfAborted();
    if (compiled.failed) {
      const said = compiled.all.trim() === '' ? compiled.shortMessage : compiled.all;
      throw new LocalError(
        'JARS',
        `${name}: not compiled by javac (JDK 17 or newer); put right what it names:\n${said}`,
      );
    }
    const found = (await readdir(classes, { recursive: true })).filter((file) => file.endsWith('.class')).sort();
    const read = async (file: string): Promise<[string, Buffer]> => [file, await readFile(join(classes, file))];
    const packed = join(work, 'packed.jar');
    // The same classes give the same bytes, whenever they are packed.
    const mtime = new Date(1980, 0, 1);
    await writeFile(packed, zipSync(Object.fromEntries(await Promise.all(found.map(read))), { mtime }));
    await rename(packed, jar);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
