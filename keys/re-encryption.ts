import type { Key, ProtectedResource } from './key.ts';

/**
 * How data comes from an old version of its key to the newest, by the type of resource. Rotation does none of that: it
 * only makes what is written from then on use the new version.
 * https://cloud.google.com/kms/docs/re-encrypt-data
 */
const waysByType: Readonly<Record<string, string>> = {
  'compute.googleapis.com/Disk':
    'snapshot it, make a new disk from the snapshot, let the machine use that (docs/how-to/rotate-keys.md)',
  'compute.googleapis.com/Snapshot': 'wait until its time is over, or delete it once a newer one is there',
  'compute.googleapis.com/Image': 'make the image anew and delete this one',
  'storage.googleapis.com/Bucket':
    'rewrite its objects: gcloud storage objects update gs://BUCKET/** --encryption-key=KEY',
  'secretmanager.googleapis.com/Secret': 'add the value as a new version, then destroy the old version of the secret',
  'secretmanager.googleapis.com/SecretVersion': 'add the value as a new version, then destroy this one',
  'container.googleapis.com/Cluster': "write the cluster's secrets again: kubectl annotate --overwrite each of them",
  'container.googleapis.com/NodePool': 'let GKE replace its machines: gcloud container clusters upgrade --node-pool',
  'artifactregistry.googleapis.com/Repository': 'push again what is still used, then delete the older versions',
  'pubsub.googleapis.com/Topic': 'wait until the last message from before the rotation is acknowledged or expired',
  'cloudfunctions.googleapis.com/Function': 'deploy the function again',
  'run.googleapis.com/Service': 'deploy the function again',
  'run.googleapis.com/Revision': 'deploy the function again',
};

export function wayToReEncrypt(type: string): string {
  return waysByType[type] ?? "see the service's own documentation: https://cloud.google.com/kms/docs/re-encrypt-data";
}

/** Whether a resource was, or may have been, encrypted before the key's last rotation. */
export function isOnOldVersion({ versions, createdAt }: ProtectedResource, key: Key): boolean {
  const primary = key.versions.find(({ isPrimary }) => isPrimary);
  if (primary === undefined) return false;
  if (versions.length > 0) return versions.some((version) => version !== primary.version);
  if (key.versions.length === 1) return false;
  return createdAt === null || primary.createdAt === null || Date.parse(createdAt) < Date.parse(primary.createdAt);
}
