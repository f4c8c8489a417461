import { createHash } from 'node:crypto';
import { access, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { zipSync } from 'fflate';
import { LocalError } from './local-error.ts';

const sourcesDir = fileURLToPath(new URL('../policies/', import.meta.url));

/** The jar of the policies that brokers load. */
export interface Policies {
  /** Identifies the sources and what they were compiled against. */
  readonly key: string;
  readonly jar: string;
}

/**
 * Compiles `policies/` into a jar, unless the very same sources have been: then it costs reading three small files.
 *
 * @param dir where the jar is kept; belongs to one set of Kafka's jars
 * @param classPath Kafka's jars
 * @throws LocalError `JARS` with what the compiler says
 */
export async function ensurePolicies(
  dir: string,
  classPath: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Policies> {
  const entries = await readdir(sourcesDir, { recursive: true });
  const sources = entries.filter((name) => name.endsWith('.java')).sort();
  const texts = await Promise.all(sources.map((name) => readFile(join(sourcesDir, name), 'utf8')));
  const key = createHash('sha256')
    .update(JSON.stringify([sources, texts, classPath.map((file) => basename(file))]))
    .digest('hex')
    .slice(0, 12);
  const jar = join(dir, `policies-${key}.jar`);
  if (!(await exists(jar))) await compile(sources, classPath, jar, signal);
  return { key, jar };
}

/** Puts the jar into its place whole: another platform may be starting meanwhile. */
async function compile(
  sources: readonly string[],
  classPath: readonly string[],
  jar: string,
  signal: AbortSignal | undefined,
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
        ...sources.map((name) => join(sourcesDir, name)),
      ],
      { all: true, reject: false, ...(signal === undefined ? {} : { cancelSignal: signal }) },
    );
    signal?.throwIfAborted();
    if (compiled.failed) {
      const said = compiled.all.trim() === '' ? compiled.shortMessage : compiled.all;
      throw new LocalError(
        'JARS',
        `policies/: not compiled by javac (JDK 17 or newer); put right what it names:\n${said}`,
      );
    }
    const files = (await readdir(classes, { recursive: true })).filter((name) => name.endsWith('.class')).sort();
    const read = async (name: string): Promise<[string, Buffer]> => [name, await readFile(join(classes, name))];
    const packed = join(work, 'policies.jar');
    // The same classes give the same bytes, whenever they are packed.
    const mtime = new Date(1980, 0, 1);
    await writeFile(packed, zipSync(Object.fromEntries(await Promise.all(files.map(read))), { mtime }));
    await rename(packed, jar);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
