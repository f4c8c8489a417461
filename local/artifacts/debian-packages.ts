import { copyFile, mkdir, readdir, readlink, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { errorCodeOf } from '../error-code.ts';
import { LocalError } from '../local-error.ts';
import type { DebianPackage } from './lock.ts';
import { sha256Of } from './pack.ts';

/**
 * Fetches packages from this machine's own apt sources, whose signatures apt checks, and unpacks them into `directory`.
 *
 * @param pinned what the lock has; with `refresh` only the names count, and what apt offers is taken
 * @returns what was taken
 * @throws LocalError `ARTIFACTS` when apt has no such version any more, or its content is another
 */
export async function unpackPackages(
  pinned: readonly DebianPackage[],
  directory: string,
  options: { readonly refresh: boolean; readonly work: string },
): Promise<DebianPackage[]> {
  const taken: DebianPackage[] = [];
  for (const { name, version, sha256 } of pinned) {
    const downloads = join(options.work, name);
    await mkdir(downloads, { recursive: true });
    const wanted = options.refresh ? name : `${name}=${version}`;
    const { failed, all } = await execa('apt-get', ['download', '--quiet', wanted], {
      cwd: downloads,
      all: true,
      reject: false,
    });
    const [file] = (await readdir(downloads)).filter((entry) => entry.endsWith('.deb'));
    if (failed || file === undefined) {
      throw new LocalError(
        'ARTIFACTS',
        `Debian package ${wanted}: not to be had from this machine's apt sources (Debian 12 is expected); a security ` +
          `update may have taken its place: apt-get update, then kafka-platform artifacts build --refresh. apt says:\n${all}`,
      );
    }
    const archive = join(downloads, file);
    const found = await sha256Of(archive);
    if (!options.refresh && found !== sha256) {
      throw new LocalError(
        'ARTIFACTS',
        `Debian package ${wanted}: found SHA-256 ${found}, expected ${sha256} (platform/artifacts.lock.json); don't use it`,
      );
    }
    const fields = await execa('dpkg-deb', ['--field', archive, 'Version']);
    await execa('dpkg-deb', ['--extract', archive, directory]);
    taken.push({ name, version: fields.stdout.trim(), sha256: found });
  }
  return taken;
}

/** `17.0.21.1` of `17.0.21.1+2-1~deb12u1`: what its makers call it, in letters that need no quoting. */
export function upstreamVersion(version: string): string {
  return version.replace(/^\d+:/, '').replace(/[-+~].*$/, '');
}

/** Debian links a package's configuration to /etc: takes the files instead, and leaves out what another package has. */
export async function withoutLinksAway(root: string, directory: string): Promise<void> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  for (const link of entries.filter((entry) => entry.isSymbolicLink())) {
    const path = join(link.parentPath, link.name);
    const target = await readlink(path);
    if (!target.startsWith('/')) continue;
    await rm(path);
    await copyFile(join(root, target), path).catch((error: unknown) => {
      if (errorCodeOf(error) !== 'ENOENT') throw error;
    });
  }
}
