import { platformOf } from '../../../platform/index.ts';
import { authorityKey, keyRingsOf } from '../../../render/index.ts';
import { timestamp, type StoredKey, type StoredVersion } from './key-management.ts';
import type { Resource } from './inventory.ts';

/** Keys as production has them after two rotations, and what is encrypted with them. */
const platform = platformOf('production');
const [primaryRing, secondaryRing, authorityRing] = keyRingsOf(platform).map(({ resource }) => resource) as [
  string,
  string,
  string,
];
export const rings = [primaryRing, secondaryRing, authorityRing];

export const disks = `${primaryRing}/cryptoKeys/disks`;
export const state = `${primaryRing}/cryptoKeys/state`;
export const backups = `${secondaryRing}/cryptoKeys/backups`;
const disksElsewhere = `${secondaryRing}/cryptoKeys/disks`;
const authority = `${authorityRing}/cryptoKeys/${authorityKey.key}`;

const dayMs = 86_400_000;
export const daysAgo = (days: number) => new Date(Date.now() - days * dayMs).toISOString().slice(0, 10);

const version = (created: string, versionState = 'ENABLED'): StoredVersion => ({
  createTime: timestamp(created),
  state: versionState,
});
const rotated = (versions: StoredVersion[], labels: Record<string, string> = {}): StoredKey => ({
  purpose: 'ENCRYPT_DECRYPT',
  createTime: timestamp('2026-01-01T00:00:00Z'),
  nextRotationTime: timestamp('2027-01-15T00:00:00Z'),
  rotationPeriod: { seconds: 90 * 86_400 },
  primary: versions.length,
  labels,
  versions,
});

/** Made anew for each test, since tests change them. */
export function estateKeys(): Record<string, StoredKey> {
  return {
    [disks]: rotated(
      [version('2026-04-01T00:00:00Z', 'DISABLED'), version('2026-07-01T00:00:00Z'), version('2026-10-01T00:00:00Z')],
      { component: 'kafka', 'disabled-1': daysAgo(20) },
    ),
    [state]: rotated([version('2026-04-01T00:00:00Z'), version('2026-10-01T00:00:00Z')]),
    [backups]: rotated([version('2026-04-01T00:00:00Z', 'DISABLED'), version('2026-10-01T00:00:00Z')], {
      'disabled-1': daysAgo(3),
    }),
    [disksElsewhere]: rotated([version('2026-04-01T00:00:00Z')]),
    // The model signs with its first version; the others stand for former authorities.
    [authority]: {
      purpose: 'ASYMMETRIC_SIGN',
      createTime: timestamp('2026-01-01T00:00:00Z'),
      labels: { 'disabled-2': daysAgo(20), 'disabled-3': daysAgo(40) },
      versions: [
        version('2026-01-01T00:00:00Z'),
        version('2026-01-02T00:00:00Z', 'DISABLED'),
        version('2026-01-03T00:00:00Z', 'DISABLED'),
      ],
    },
  };
}

const { projectId } = platform;
const onDisks = (number: number) => `${disks}/cryptoKeyVersions/${String(number)}`;

export function diskOf(node: string, number: number): Resource {
  return {
    name: `//compute.googleapis.com/projects/${projectId}/zones/us-central1-a/disks/${node}`,
    resourceType: 'compute.googleapis.com/Disk',
    location: 'us-central1-a',
    projectId,
    createTime: '2026-07-05T00:00:00Z',
    // Google names the project by its number as well.
    cryptoKeyVersions: [onDisks(number).replace(projectId, '123456789012')],
  };
}

/** Cloud Storage tells the key of a bucket, not the versions of its objects. */
export const bucket: Resource = {
  name: `//storage.googleapis.com/${projectId}-state`,
  resourceType: 'storage.googleapis.com/Bucket',
  location: 'us-central1',
  projectId,
  createTime: '2026-04-05T00:00:00Z',
};

export function estateResources(): Record<string, Resource[]> {
  return { [disks]: [diskOf('kafka-01', 2), diskOf('kafka-02', 3), diskOf('kafka-03', 2)], [state]: [bucket] };
}
