import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { archiveName, artifactNames, type ArtifactName } from '../../platform/index.ts';
import { LocalError } from '../local-error.ts';
import { contentsOf } from './contents.ts';
import { readLock, writeLock, type ArtifactsLock } from './lock.ts';
import { pack, sha256Of } from './pack.ts';

export interface BuildArtifactsOptions {
  /** Where the archives go. One that is there already, and is as the lock has it, is taken as it is. */
  readonly outDir: string;
  readonly jarsDir: string;
  /** @default all */
  readonly names?: readonly ArtifactName[];
  /** Takes what is built as the new lock, and what Debian offers now. @default false */
  readonly refresh?: boolean;
  readonly say: (message: string) => void;
}

export interface BuiltArtifact {
  readonly name: ArtifactName;
  readonly version: string;
  readonly sha256: string;
  readonly file: string;
}

/**
 * Makes the archives that machines install, byte for byte as `platform/artifacts.lock.json` has them.
 *
 * @throws LocalError `ARTIFACTS` when one comes out otherwise than locked, `MACHINE_LACKS` on another system than Linux
 * on x86-64, whose programs machines couldn't run
 */
export async function buildArtifacts(options: BuildArtifactsOptions): Promise<BuiltArtifact[]> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new LocalError(
      'MACHINE_LACKS',
      `artifacts: found ${process.platform} on ${process.arch}, expected Debian 12 on x64; build them there, or in CI`,
    );
  }
  const { names = artifactNames, refresh = false, outDir } = options;
  await mkdir(outDir, { recursive: true });
  const lock = await readLock();
  const built: { name: ArtifactName; entry: ArtifactsLock[ArtifactName] }[] = [];
  // One after the other: each would take all of a small machine.
  for (const name of names) {
    const entry =
      refresh || !(await isBuilt(name, lock[name], outDir)) ? await buildOne(name, lock, options) : lock[name];
    built.push({ name, entry });
  }
  if (refresh) await writeLock({ ...lock, ...Object.fromEntries(built.map(({ name, entry }) => [name, entry])) });
  return built.map(({ name, entry: { version, sha256 } }) => ({
    name,
    version,
    sha256,
    file: join(outDir, archiveName(name, version, sha256)),
  }));
}

async function isBuilt(name: ArtifactName, locked: ArtifactsLock[ArtifactName], outDir: string): Promise<boolean> {
  const file = join(outDir, archiveName(name, locked.version, locked.sha256));
  const isThere = await access(file).then(
    () => true,
    () => false,
  );
  return isThere && (await sha256Of(file)) === locked.sha256;
}

async function buildOne(
  name: ArtifactName,
  lock: ArtifactsLock,
  { outDir, jarsDir, refresh = false, say }: BuildArtifactsOptions,
): Promise<ArtifactsLock[ArtifactName]> {
  const locked = lock[name];
  say(`building ${name}`);
  const work = await mkdtemp(join(outDir, `.${name}.`));
  try {
    const directory = join(work, 'files');
    await mkdir(directory);
    const packages = locked.debianPackages ?? [];
    const { version, debianPackages } = await contentsOf[name]({ directory, work, jarsDir, packages, refresh, say });
    const archive = join(work, 'archive');
    const sha256 = await pack(directory, archive);
    if (!refresh && (version !== locked.version || sha256 !== locked.sha256)) {
      throw new LocalError(
        'ARTIFACTS',
        `artifact ${name}: found version ${version} with SHA-256 ${sha256}, expected ${locked.version} with ` +
          `${locked.sha256} (platform/artifacts.lock.json); if its parts were changed on purpose, or another JDK ` +
          'compiles here, take it over with kafka-platform artifacts build --refresh',
      );
    }
    await rename(archive, join(outDir, archiveName(name, version, sha256)));
    return { version, sha256, ...(debianPackages === undefined ? {} : { debianPackages: [...debianPackages] }) };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
