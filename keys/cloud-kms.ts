import { KeyManagementServiceClient, type protos } from '@google-cloud/kms';
import { credentials } from '@grpc/grpc-js';
import type { GoogleAuth } from 'google-auth-library';
import pMap from 'p-map';
import type { KeyRing } from '../render/index.ts';
import { asking, statusOf, type Request } from './google-refusal.ts';
import type { Key, KeyVersion } from './key.ts';

type CryptoKey = protos.google.cloud.kms.v1.ICryptoKey;
type CryptoKeyVersion = protos.google.cloud.kms.v1.ICryptoKeyVersion;
type Timestamp = protos.google.protobuf.ITimestamp;

/** Cloud KMS, as far as the versions of keys go. It is never asked to use one. */
export interface CloudKms {
  /** The keys of a ring by name, or undefined when there is no such ring yet. */
  readonly keysIn: (ring: KeyRing) => Promise<Key[] | undefined>;
  readonly setState: (version: KeyVersion, state: 'ENABLED' | 'DISABLED') => Promise<void>;
  /** Notes on a key since when one of its versions is disabled; null takes the note away. */
  readonly noteDisabled: (key: Key, version: KeyVersion, day: string | null) => Promise<void>;
  /** @returns when the version will be destroyed, an ISO time */
  readonly scheduleDestruction: (version: KeyVersion) => Promise<string | null>;
  readonly close: () => Promise<void>;
}

const service = 'cloudkms.googleapis.com';
const viewer = 'roles/cloudkms.viewer';
const administrator = 'roles/cloudkms.admin';
/** Cloud KMS takes 300 reads a minute of a project: https://cloud.google.com/kms/quotas */
const concurrency = 8;
const secondsInADay = 86_400;

/** @param endpoint another than Google's public one */
export function openCloudKms(auth: GoogleAuth, projectId: string, endpoint: URL | undefined): CloudKms {
  const client = new KeyManagementServiceClient({ auth, ...(endpoint === undefined ? {} : placeOf(endpoint)) });
  const ask = <T>(what: string, role: string, work: () => Promise<T>) =>
    asking({ what, role, projectId, service } satisfies Request, work);

  return {
    keysIn: (ring) =>
      ask(ring.resource, viewer, async () => {
        try {
          const [keys] = await client.listCryptoKeys({ parent: ring.resource });
          return await pMap(keys, async (key) => keyOf(ring, key, await versionsOf(client, key)), { concurrency });
        } catch (error) {
          if (statusOf(error) === 'NOT_FOUND') return undefined;
          throw error;
        }
      }),

    setState: ({ name }, state) =>
      ask(name, administrator, async () => {
        await client.updateCryptoKeyVersion({ cryptoKeyVersion: { name, state }, updateMask: { paths: ['state'] } });
      }),

    noteDisabled: ({ name }, { version }, day) =>
      ask(name, administrator, async () => {
        const [{ labels }] = await client.getCryptoKey({ name });
        const { [disabledLabel(version)]: _, ...others } = labels ?? {};
        const noted = day === null ? others : { ...others, [disabledLabel(version)]: day };
        await client.updateCryptoKey({ cryptoKey: { name, labels: noted }, updateMask: { paths: ['labels'] } });
      }),

    scheduleDestruction: ({ name }) =>
      ask(name, administrator, async () => {
        const [version] = await client.destroyCryptoKeyVersion({ name });
        return isoOf(version.destroyTime);
      }),

    close: () => client.close(),
  };
}

/** Without encryption only to this machine (google-endpoints.ts); then no token goes with it. */
function placeOf({ protocol, hostname, port }: URL) {
  const isPlain = protocol === 'http:';
  return {
    apiEndpoint: hostname,
    port: port === '' ? (isPlain ? 80 : 443) : Number(port),
    ...(isPlain ? { sslCreds: credentials.createInsecure() } : {}),
  };
}

async function versionsOf(client: KeyManagementServiceClient, { name }: CryptoKey): Promise<CryptoKeyVersion[]> {
  const [versions] = await client.listCryptoKeyVersions({ parent: name ?? '' });
  return versions;
}

function keyOf(ring: KeyRing, key: CryptoKey, versions: readonly CryptoKeyVersion[]): Key {
  const name = key.name ?? '';
  const rotationSeconds = key.rotationPeriod?.seconds;
  return {
    name,
    id: `${ring.name}/${name.slice(name.lastIndexOf('/') + 1)}`,
    location: ring.location,
    purpose: String(key.purpose),
    rotationDays:
      rotationSeconds === undefined || rotationSeconds === null ? null : Number(rotationSeconds) / secondsInADay,
    nextRotationAt: isoOf(key.nextRotationTime),
    versions: versions.map((version) => versionOf(key, version)).sort((left, right) => left.version - right.version),
  };
}

function versionOf({ primary, labels }: CryptoKey, found: CryptoKeyVersion): KeyVersion {
  const name = found.name ?? '';
  const version = Number(name.slice(name.lastIndexOf('/') + 1));
  return {
    name,
    version,
    state: String(found.state),
    isPrimary: primary?.name === name,
    createdAt: isoOf(found.createTime),
    disabledOn: found.state === 'DISABLED' ? (labels?.[disabledLabel(version)] ?? null) : null,
    destroysAt: isoOf(found.state === 'DESTROY_SCHEDULED' ? found.destroyTime : found.destroyEventTime),
  };
}

/** Terraform leaves labels alone that it hasn't set. */
function disabledLabel(version: number): string {
  return `disabled-${String(version)}`;
}

function isoOf(time: Timestamp | null | undefined): string | null {
  return time?.seconds === undefined || time.seconds === null
    ? null
    : new Date(Number(time.seconds) * 1_000).toISOString();
}
