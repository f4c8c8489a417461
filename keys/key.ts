/** A key of Cloud KMS, with what of it decides about its versions. Times are ISO, absent ones null. */
export interface Key {
  /** `projects/*\/locations/*\/keyRings/*\/cryptoKeys/*` */
  readonly name: string;
  /** Within the environment: `alphintra-us-central1/disks`. */
  readonly id: string;
  readonly location: string;
  /** As Cloud KMS names it: `ENCRYPT_DECRYPT`, `ASYMMETRIC_SIGN`, ... */
  readonly purpose: string;
  readonly rotationDays: number | null;
  readonly nextRotationAt: string | null;
  /** Oldest first. */
  readonly versions: readonly KeyVersion[];
}

export interface KeyVersion {
  /** The key's, `/cryptoKeyVersions/` and the number. */
  readonly name: string;
  readonly version: number;
  /** As Cloud KMS names it: `ENABLED`, `DISABLED`, `DESTROY_SCHEDULED`, `DESTROYED`, ... */
  readonly state: string;
  /** New data is encrypted with it; no version of a signing key is. */
  readonly isPrimary: boolean;
  readonly createdAt: string | null;
  /** The day, in UTC, on which `keys disable` disabled it: Cloud KMS doesn't tell. */
  readonly disabledOn: string | null;
  /** When what is scheduled will be done. */
  readonly destroysAt: string | null;
}

/** A resource of Google Cloud that is encrypted with a key. */
export interface ProtectedResource {
  /** `//compute.googleapis.com/projects/p/zones/z/disks/d` */
  readonly name: string;
  /** `compute.googleapis.com/Disk` */
  readonly type: string;
  readonly location: string;
  readonly projectId: string;
  readonly createdAt: string | null;
  /** Which versions of the key; empty when the service that holds it doesn't tell. */
  readonly versions: readonly number[];
}

/** What Google's inventory knows about the use of a key. */
export interface KeyUsage {
  readonly resources: readonly ProtectedResource[];
  /** Why there may be more of them, in words; none when the inventory is whole. */
  readonly gaps: readonly string[];
}

/** A name from its location on: projects go by their id or by their number. */
export function withinProject(name: string): string {
  return name.replace(/^projects\/[^/]+\//, '');
}

/** Whether a version is the one that signs the nodes' certificates, whatever its project goes by. */
export function isSigningVersion({ name }: Pick<KeyVersion, 'name'>, signingVersion: string): boolean {
  return withinProject(name) === withinProject(signingVersion);
}
