import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { describeProblems, isUnchanged, parseChecksums, type FileStamp, type JarProblem } from './jar-checks.ts';
import { LocalError } from './local-error.ts';
import { ensurePolicies } from './policies.ts';

const pomFile = fileURLToPath(new URL('pom.xml', import.meta.url));
const checksumsFile = fileURLToPath(new URL('jars.sha256', import.meta.url));
const registryArchive = /^apicurio-registry-app-.*\.tar\.gz$/;

/** The jars as they lie on this machine, shared by all platforms on it. */
export interface Jars {
  /** Identifies this set of jars. */
  readonly key: string;
  /**
   * Absolute paths in a fixed order, the pinned ones and then that of the policies: class-data archives hold only for the
   * very same class path.
   */
  readonly classPath: readonly string[];
  readonly registryJar: string;
  /** Where class-data archives of these jars belong. */
  readonly archivesDir: string;
}

/** Whether all jars are there, by name: then neither Maven nor a network is needed. */
export async function areJarsPresent(jarsDir: string): Promise<boolean> {
  const set = await pinnedSet(jarsDir);
  const present = new Set(await readdir(set.libDir).catch(() => []));
  return [...set.checksums.keys()].every((name) => present.has(name));
}

/**
 * Makes sure that every pinned jar is there and is the one that was pinned; fetches what isn't with Maven. Compiles the
 * policies that brokers load where that wasn't done before.
 *
 * @param jarsDir holds a folder for each version of `pom.xml`
 * @param say told what is fetched and why, a corrupted jar with both checksums
 * @throws LocalError `JARS` naming what could not be had
 */
export async function ensureJars(
  jarsDir: string,
  options: { readonly signal?: AbortSignal; readonly say: (message: string) => void },
): Promise<Jars> {
  const set = await pinnedSet(jarsDir);
  await mkdir(set.libDir, { recursive: true });
  let problems = await findProblems(set);
  for (const source of ['maven', 'maven-from-scratch'] as const) {
    if (problems.length === 0) break;
    const corrupted = problems.filter(({ found }) => found !== undefined);
    options.say(
      corrupted.length > 0
        ? `fetching anew:\n${describeProblems(corrupted)}`
        : `fetching ${problems.length} files from Maven Central, 183 MB in all`,
    );
    await fetchJars(set, problems, source, options.signal);
    problems = await findProblems(set);
  }
  if (problems.length > 0) {
    throw new LocalError(
      'JARS',
      `${set.libDir}: not as pinned in local/jars.sha256 even when fetched anew; the source can't be trusted:\n` +
        describeProblems(problems),
    );
  }
  const pinned = [...set.checksums.keys()]
    .filter((name) => name.endsWith('.jar'))
    .sort()
    .map((name) => join(set.libDir, name));
  const [registryJar, policies] = await Promise.all([
    unpackRegistry(set, options.signal),
    ensurePolicies(set.dir, pinned, options.signal),
  ]);
  return {
    key: set.key,
    classPath: [...pinned, policies.jar],
    registryJar,
    archivesDir: join(set.dir, 'archives', policies.key),
  };
}

interface PinnedSet {
  readonly key: string;
  readonly dir: string;
  readonly libDir: string;
  readonly stampsFile: string;
  readonly checksums: ReadonlyMap<string, string>;
}

async function pinnedSet(jarsDir: string): Promise<PinnedSet> {
  const [pom, checksums] = await Promise.all([readFile(pomFile), readFile(checksumsFile, 'utf8')]);
  const key = createHash('sha256').update(pom).update(checksums).digest('hex').slice(0, 12);
  // Absolute, since Maven takes a relative one from its pom.xml.
  const dir = join(resolve(jarsDir), key);
  return {
    key,
    dir,
    libDir: join(dir, 'lib'),
    stampsFile: join(dir, 'verified.json'),
    checksums: parseChecksums(checksums),
  };
}

/** Reads only files that changed since they were last found right. */
async function findProblems(set: PinnedSet): Promise<JarProblem[]> {
  const stamps = await readStamps(set.stampsFile);
  const looks = await Promise.all(
    [...set.checksums].map(async ([name, expected]) => {
      const file = join(set.libDir, name);
      const seen = await stat(file).catch(() => undefined);
      if (seen === undefined) return { name, expected, found: undefined };
      const { size, mtimeMs } = seen;
      const found = isUnchanged(expected, stamps[name], seen) ? expected : await sha256Of(file);
      return { name, expected, found, stamp: { size, mtimeMs, sha256: found } };
    }),
  );
  const right = looks.filter(({ expected, found }) => found === expected);
  const verified = Object.fromEntries(right.map(({ name, stamp }) => [name, stamp]));
  await replaceFile(set.stampsFile, JSON.stringify(verified));
  return looks.filter(({ expected, found }) => found !== expected);
}

async function readStamps(file: string): Promise<Record<string, FileStamp>> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Record<string, FileStamp>;
  } catch {
    return {}; // no stamps, or cut off by a crash: everything is read again
  }
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

/**
 * Has Maven copy all jars to a folder of its own, then moves the wanted ones to their place one by one, so that a
 * crash or a second platform starting meanwhile never sees half a jar.
 *
 * @param source `maven-from-scratch` ignores what Maven keeps on this machine, since that copy is corrupted
 */
async function fetchJars(
  set: PinnedSet,
  problems: readonly JarProblem[],
  source: 'maven' | 'maven-from-scratch',
  signal: AbortSignal | undefined,
): Promise<void> {
  const work = await mkdtemp(join(set.dir, 'fetching-'));
  try {
    const copies = join(work, 'copies');
    const result = await execa(
      'mvn',
      [
        '--batch-mode',
        '--no-transfer-progress',
        ...(source === 'maven' ? [] : [`-Dmaven.repo.local=${join(work, 'repository')}`]),
        '--file',
        pomFile,
        'dependency:copy-dependencies',
        `-DoutputDirectory=${copies}`,
        '-DincludeScope=runtime',
      ],
      { all: true, reject: false, ...(signal === undefined ? {} : { cancelSignal: signal }) },
    );
    signal?.throwIfAborted();
    if (result.failed) {
      throw new LocalError(
        'JARS',
        `mvn on local/pom.xml failed; the network is needed until all jars are there (${set.libDir}):\n` +
          result.all
            .split('\n')
            .filter((line) => line.includes('ERROR'))
            .slice(0, 3)
            .join('\n'),
      );
    }
    const fetched = new Set(await readdir(copies));
    const arrived = problems.filter(({ name }) => fetched.has(name));
    await Promise.all(arrived.map(({ name }) => rename(join(copies, name), join(set.libDir, name))));
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Unpacks the registry once for each archive. @returns its main jar */
async function unpackRegistry(set: PinnedSet, signal: AbortSignal | undefined): Promise<string> {
  const archive = [...set.checksums.keys()].find((name) => registryArchive.test(name));
  if (archive === undefined) throw new LocalError('JARS', 'local/jars.sha256: the registry is not in the list; add it');
  const target = join(set.dir, 'registry');
  const listFile = join(target, 'unpacked.json');
  if (!(await isAsUnpacked(target, listFile))) {
    const work = await mkdtemp(join(set.dir, 'unpacking-'));
    try {
      await execa('tar', ['-xzf', join(set.libDir, archive), '-C', work], {
        ...(signal === undefined ? {} : { cancelSignal: signal }),
      });
      await writeFile(join(work, 'unpacked.json'), JSON.stringify(await sizesIn(work)));
      await rm(target, { recursive: true, force: true });
      await rename(work, target);
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  }
  return join(target, archive.replace(/-all\.tar\.gz$/, '-runner.jar'));
}

async function isAsUnpacked(dir: string, listFile: string): Promise<boolean> {
  const list = await readFile(listFile, 'utf8').catch(() => undefined);
  return list !== undefined && list === JSON.stringify(await sizesIn(dir));
}

/** Size by path, in a fixed order. The archive itself was checked by its checksum. */
async function sizesIn(dir: string): Promise<[string, number][]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && entry.name !== 'unpacked.json')
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return Promise.all(
    files.map(async (file): Promise<[string, number]> => [file.slice(dir.length), (await stat(file)).size]),
  );
}

/** Writes beside and renames, so that a crash leaves the old file or the new one. */
async function replaceFile(file: string, text: string): Promise<void> {
  const beside = `${file}.${process.pid}`;
  await writeFile(beside, text);
  await rename(beside, file);
}
