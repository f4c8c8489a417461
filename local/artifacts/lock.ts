import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { artifactNames } from '../../platform/index.ts';

const lockFile = fileURLToPath(new URL('../../platform/artifacts.lock.json', import.meta.url));
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** A package of Debian that an artifact is made of. */
const debianPackage = z.strictObject({ name: z.string(), version: z.string(), sha256 });

const artifactsLock = z.record(
  z.enum(artifactNames),
  z.strictObject({ version: z.string(), sha256, debianPackages: z.array(debianPackage).optional() }),
);

export type DebianPackage = z.output<typeof debianPackage>;
export type ArtifactsLock = z.output<typeof artifactsLock>;

/** `platform/artifacts.lock.json` with what only a build needs. */
export async function readLock(): Promise<ArtifactsLock> {
  return artifactsLock.parse(JSON.parse(await readFile(lockFile, 'utf8')));
}

export async function writeLock(lock: ArtifactsLock): Promise<void> {
  await writeFile(lockFile, `${JSON.stringify(artifactsLock.parse(lock), null, 2)}\n`);
}
