import type { ObservedCluster } from '../../cluster/index.ts';
import type { ObjectStorage } from '../object-storage/object-storage.ts';
import { BackupError } from './backup-error.ts';
import { contentOf, countsOf, type BackupCounts } from './content.ts';
import { manifestFile, manifestName, manifestOf, sha256Of, type Manifest } from './manifest.ts';
import { backupNameAt, backupsAmong, backupsFolder, planPrune, stateOf, type PrunePlan } from './prune.ts';
import type { RetentionRules } from './retention.ts';

export interface BackupDependencies {
  readonly observe: () => Promise<ObservedCluster>;
  readonly storage: ObjectStorage;
  readonly now: () => Date;
  readonly retention: RetentionRules;
  readonly log: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
}

export interface BackupResult {
  /** The folder written, or that would have been. */
  readonly backup: string;
  readonly place: string;
  readonly dryRun: boolean;
  readonly clusterId: string;
  readonly counts: BackupCounts;
  readonly files: Manifest['files'];
  readonly kept: PrunePlan['kept'];
  readonly removed: readonly string[];
  readonly halfMade: readonly string[];
  readonly damaged: readonly string[];
}

/**
 * Takes one backup and removes those whose time is over. May be killed at any step and run again: a backup counts
 * once its manifest is there, which is written last and, on removal, taken away first.
 *
 * @param dryRun looks and decides, but writes and removes nothing
 */
export async function runBackup(dependencies: BackupDependencies, dryRun: boolean): Promise<BackupResult> {
  const { observe, storage, now, retention, log } = dependencies;
  const cluster = await observe();
  const takenAt = now();
  const name = backupNameAt(takenAt);
  const content = contentOf(cluster);
  const counts = countsOf(cluster);
  const manifest = manifestOf(takenAt, cluster.clusterId, counts, content);
  const files = [...content, manifestFile(manifest)];
  log.info({ clusterId: cluster.clusterId, ...counts }, 'cluster observed');

  if (!dryRun) {
    for (const file of files) await storage.create(`${name}/${file.name}`, file.bytes);
    await verify(storage, name, manifest);
    log.info({ backup: name, place: storage.place }, 'backup written and verified');
  }

  const older = await existingBackups(storage, name);
  const written = {
    name,
    time: takenAt,
    objects: files.map((file) => ({ name: `${name}/${file.name}`, bytes: file.bytes.length })),
    state: 'good' as const,
  };
  const plan = planPrune([...older, written], retention, takenAt);
  if (plan.damaged.length > 0) log.warn({ damaged: plan.damaged }, 'damaged backups were found; look at them');
  if (!dryRun) {
    for (const { backup, objects } of plan.removed) {
      for (const object of objects) await storage.remove(object);
      log.info({ backup }, 'backup removed: its time is over');
    }
  }
  return {
    backup: name,
    place: storage.place,
    dryRun,
    clusterId: cluster.clusterId,
    counts,
    files: manifest.files,
    kept: plan.kept,
    removed: plan.removed.map(({ backup }) => backup),
    halfMade: plan.halfMade,
    damaged: plan.damaged,
  };
}

/** Older backups may be removed only once the new one is known to be readable. */
async function verify(storage: ObjectStorage, name: string, manifest: Manifest): Promise<void> {
  for (const { name: file, sha256 } of manifest.files) {
    const content = await storage.read(`${name}/${file}`);
    const found = content === undefined ? 'no object' : `SHA-256 ${sha256Of(content)}`;
    if (found === `SHA-256 ${sha256}`) continue;
    throw new BackupError(
      'NOT_VERIFIED',
      `${storage.place}/${name}/${file}: found ${found} on reading back, expected SHA-256 ${sha256}; nothing was ` +
        'removed, run the backup again and check the storage',
    );
  }
}

async function existingBackups(storage: ObjectStorage, except: string) {
  const backups = backupsAmong(await storage.list(`${backupsFolder}/`)).filter(({ name }) => name !== except);
  return Promise.all(
    backups.map(async (backup) => {
      const manifest = await storage.read(`${backup.name}/${manifestName}`);
      return { ...backup, state: stateOf(backup, manifest) };
    }),
  );
}
