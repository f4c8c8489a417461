import { createHash } from 'node:crypto';
import { copyFile, cp, mkdir, readdir, readFile, rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import type { ArtifactName } from '../../platform/index.ts';
import { compileJar } from '../compile-jar.ts';
import { ensureJars } from '../jars.ts';
import { LocalError } from '../local-error.ts';
import { unpackPackages, upstreamVersion, withoutLinksAway } from './debian-packages.ts';
import type { DebianPackage } from './lock.ts';

export interface ContentsContext {
  /** To be filled with the artifact's files. */
  readonly directory: string;
  /** Scratch space. */
  readonly work: string;
  readonly jarsDir: string;
  readonly packages: readonly DebianPackage[];
  readonly refresh: boolean;
  readonly say: (message: string) => void;
}

interface Contents {
  readonly version: string;
  readonly debianPackages?: readonly DebianPackage[];
}

const nodeModules = fileURLToPath(new URL('../../node_modules/', import.meta.url));
const keyStoresSource = fileURLToPath(new URL('../../certificates/KeyStores.java', import.meta.url));
const pomFile = fileURLToPath(new URL('pom.xml', import.meta.url));

/** Gathers the files of each artifact. Machines are Debian 12 on x86-64. */
export const contentsOf: Readonly<Record<ArtifactName, (context: ContentsContext) => Promise<Contents>>> = {
  node: async ({ directory }) => {
    const { version } = JSON.parse(await readFile(join(nodeModules, 'node/package.json'), 'utf8')) as {
      version: string;
    };
    await mkdir(join(directory, 'bin'));
    await copyFile(join(nodeModules, 'node/bin/node'), join(directory, 'bin/node'));
    return { version };
  },

  // The runtime of the distribution itself: its security team mends it, and it is linked to nothing but the C and C++
  // libraries and zlib, which every image has. So one archive does, and machines need no package database.
  jre: async ({ directory, work, packages, refresh }) => {
    const root = join(work, 'root');
    const taken = await unpackPackages(packages, root, { refresh, work });
    const runtime = join(root, 'usr/lib/jvm/java-17-openjdk-amd64');
    await withoutLinksAway(root, runtime);
    await cp(runtime, directory, { recursive: true, verbatimSymlinks: true });
    return { version: upstreamVersion(versionOf(taken, 'openjdk-17-jre-headless')), debianPackages: taken };
  },

  kafka: async ({ directory, jarsDir, say }) => {
    const { classPath } = await ensureJars(jarsDir, { say });
    await copyJars(classPath, join(directory, 'libs'));
    return { version: versionOfJar(classPath, /\/kafka_2\.13-([\d.]+)\.jar$/) };
  },

  // Machines have a runtime and no compiler.
  'key-stores': async ({ directory }) => {
    const files = [keyStoresSource];
    await compileJar({ name: 'certificates/KeyStores.java', files, classPath: [] }, join(directory, 'key-stores.jar'));
    const source = await readFile(keyStoresSource);
    return { version: createHash('sha256').update(source).digest('hex').slice(0, 12) };
  },

  'mirror-maker': async ({ directory, work }) => {
    const jars = (await fetchJars(work)).filter((jar) => !exporterJar.test(jar));
    await copyJars(jars, join(directory, 'libs'));
    return { version: versionOfJar(jars, /\/connect-mirror-([\d.]+)\.jar$/) };
  },

  'jmx-exporter': async ({ directory, work }) => {
    const jars = (await fetchJars(work)).filter((jar) => exporterJar.test(jar));
    const version = versionOfJar(jars, exporterJar);
    await Promise.all(jars.map((jar) => copyFile(jar, join(directory, 'jmx_prometheus_javaagent.jar'))));
    return { version };
  },

  // Debian's program with the two libraries that images lack, in lib/: its unit names that in LD_LIBRARY_PATH.
  haproxy: async ({ directory, work, packages, refresh }) => {
    const root = join(work, 'root');
    const taken = await unpackPackages(packages, root, { refresh, work });
    await rename(join(root, 'usr/sbin'), join(directory, 'sbin'));
    await rename(join(root, 'usr/lib/x86_64-linux-gnu'), join(directory, 'lib'));
    return { version: upstreamVersion(versionOf(taken, 'haproxy')), debianPackages: taken };
  },
};

const exporterJar = /\/jmx_prometheus_javaagent-([\d.]+)\.jar$/;

async function copyJars(jars: readonly string[], directory: string): Promise<void> {
  await mkdir(directory);
  await Promise.all(jars.map((jar) => copyFile(jar, join(directory, basename(jar)))));
}

/** Has Maven copy the jars of pom.xml. The lock's checksum of the archive vouches for them. */
async function fetchJars(work: string): Promise<string[]> {
  const copies = join(work, 'copies');
  const { failed, all } = await execa(
    'mvn',
    [
      ...['--batch-mode', '--no-transfer-progress', '--file', pomFile, 'dependency:copy-dependencies'],
      ...[`-DoutputDirectory=${copies}`, '-DincludeScope=runtime'],
    ],
    { all: true, reject: false },
  );
  if (failed) throw new LocalError('ARTIFACTS', `mvn on local/artifacts/pom.xml failed; it needs the network:\n${all}`);
  return (await readdir(copies)).sort().map((name) => join(copies, name));
}

function versionOf(packages: readonly DebianPackage[], name: string): string {
  const version = packages.find((each) => each.name === name)?.version;
  if (version !== undefined) return version;
  throw new LocalError(
    'ARTIFACTS',
    `platform/artifacts.lock.json: found no package ${name}, expected one; put it back`,
  );
}

function versionOfJar(jars: readonly string[], pattern: RegExp): string {
  const [version] = jars.flatMap((jar) => pattern.exec(jar)?.[1] ?? []);
  if (version !== undefined) return version;
  throw new LocalError('ARTIFACTS', `local/artifacts/pom.xml: found no jar like ${String(pattern)}; put it back`);
}
