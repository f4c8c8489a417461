import { createHash } from 'node:crypto';
import { access, readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileJar } from './compile-jar.ts';

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
  if (!(await exists(jar))) {
    // Another platform may be starting meanwhile: the jar appears whole.
    const files = sources.map((name) => join(sourcesDir, name));
    await compileJar({ name: 'policies/', files, classPath }, jar, signal);
  }
  return { key, jar };
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
