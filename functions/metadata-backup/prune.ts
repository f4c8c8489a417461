import { manifestName, parseManifest } from './manifest.ts';
import { judgeRetention, type RetentionRules, type Tier } from './retention.ts';
import type { StoredObject } from '../object-storage/object-storage.ts';

/** The folder of all backups within the storage. */
export const backupsFolder = 'backups';

const objectName = /^backups\/(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)\/(.+)$/;

/** A run ends within minutes: after a day a backup without a manifest has no writer any more. */
const halfMadeGraceMs = 24 * 60 * 60 * 1_000;

/** The name of the backup taken at a time: its folder in the storage. */
export function backupNameAt(time: Date): string {
  return `${backupsFolder}/${time.toISOString()}`;
}

/** A backup as it lies in the storage. */
export interface StoredBackup {
  readonly name: string;
  readonly time: Date;
  readonly objects: readonly StoredObject[];
}

/** Groups objects into backups, oldest first. Objects that are not part of a backup are left alone. */
export function backupsAmong(objects: readonly StoredObject[]): readonly StoredBackup[] {
  const byTime = new Map<string, StoredObject[]>();
  for (const object of objects) {
    const time = objectName.exec(object.name)?.[1];
    if (time === undefined || Number.isNaN(Date.parse(time))) continue;
    byTime.set(time, [...(byTime.get(time) ?? []), object]);
  }
  return [...byTime]
    .map(([time, members]) => ({ name: `${backupsFolder}/${time}`, time: new Date(time), objects: members }))
    .sort((left, right) => left.time.getTime() - right.time.getTime());
}

export type BackupState = 'good' | 'half-made' | 'damaged';

/**
 * Whether a backup can be restored, as far as its manifest, names and sizes tell.
 *
 * @param manifest the content of its manifest; `undefined` when there is none
 */
export function stateOf({ name, objects }: StoredBackup, manifest: Uint8Array | undefined): BackupState {
  if (manifest === undefined) return 'half-made';
  const sizes = new Map(objects.map((object) => [object.name, object.bytes]));
  const files = parseManifest(manifest)?.files;
  return files?.every((file) => sizes.get(`${name}/${file.name}`) === file.bytes) === true ? 'good' : 'damaged';
}

export interface PrunePlan {
  /** Also those of after now, which no tier keeps. */
  readonly kept: readonly { readonly backup: string; readonly tiers: readonly Tier[] }[];
  /** In the order in which to remove them. */
  readonly removed: readonly { readonly backup: string; readonly objects: readonly string[] }[];
  /** Without a manifest, and young enough that their writer may still be at work. */
  readonly halfMade: readonly string[];
  /** Kept until a person has looked at them. */
  readonly damaged: readonly string[];
}

/**
 * What to remove. Of each backup the manifest goes first, so that one removed by half is a half-made one, which the
 * next run finishes.
 */
export function planPrune(
  backups: readonly (StoredBackup & { readonly state: BackupState })[],
  rules: RetentionRules,
  now: Date,
): PrunePlan {
  const good = backups.filter(({ state }) => state === 'good');
  const judged = judgeRetention(good, rules, now);
  const halfMade = backups.filter(({ state }) => state === 'half-made');
  const abandoned = halfMade.filter(({ time }) => now.getTime() - time.getTime() > halfMadeGraceMs);
  const expired = judged.filter(({ kept }) => !kept);

  return {
    kept: judged.filter(({ kept }) => kept).map(({ name, tiers }) => ({ backup: name, tiers })),
    removed: [...expired, ...abandoned].map(({ name, objects }) => ({
      backup: name,
      objects: manifestFirst(objects.map((object) => object.name)),
    })),
    halfMade: halfMade.filter((backup) => !abandoned.includes(backup)).map(({ name }) => name),
    damaged: backups.filter(({ state }) => state === 'damaged').map(({ name }) => name),
  };
}

function manifestFirst(names: readonly string[]): readonly string[] {
  const isManifest = (name: string) => name.endsWith(`/${manifestName}`);
  return [...names.filter(isManifest), ...names.filter((name) => !isManifest(name))];
}
