import { status } from '@grpc/grpc-js';
import { Refusal, serveKms } from '../stand-ins/grpc-kms.ts';

/** A Cloud KMS with rings of keys whose versions can be looked at and retired, on the wire. */
export interface KeyManagement {
  readonly url: string;
  /** By full name; tests change them. */
  readonly keys: Map<string, StoredKey>;
  /** What changed something, in order: `UpdateCryptoKeyVersion disks/2`. */
  readonly changes: string[];
  /** Makes every call fail from now on. */
  refuseWith: Refusal | undefined;
  readonly close: () => void;
}

export interface StoredKey {
  readonly purpose: string;
  readonly createTime: Timestamp;
  readonly nextRotationTime?: Timestamp;
  readonly rotationPeriod?: { readonly seconds: number };
  primary?: number;
  labels: Record<string, string>;
  readonly versions: StoredVersion[];
}

export interface StoredVersion {
  readonly createTime: Timestamp;
  state: string;
  destroyTime?: Timestamp;
}

export interface Timestamp {
  readonly seconds: number;
}

interface Named {
  readonly name: string;
}

const dayS = 86_400;
/** As Cloud KMS waits unless told otherwise. */
const destroyScheduledDays = 30;

export const timestamp = (iso: string): Timestamp => ({ seconds: Date.parse(iso) / 1_000 });

/** @param rings names of the rings that there are, even when no key is in them */
export async function startKeyManagement(
  rings: readonly string[],
  keys: Readonly<Record<string, StoredKey>>,
): Promise<KeyManagement> {
  const stored = new Map(Object.entries(keys));
  const changes: string[] = [];

  const keyNamed = (name: string): StoredKey => {
    const key = stored.get(name);
    if (key === undefined) throw new Refusal(status.NOT_FOUND, `CryptoKey ${name} not found.`);
    return key;
  };
  const versionNamed = (name: string): StoredVersion => {
    const [keyName = '', number = ''] = name.split('/cryptoKeyVersions/');
    const version = keyNamed(keyName).versions[Number(number) - 1];
    if (version === undefined) throw new Refusal(status.NOT_FOUND, `CryptoKeyVersion ${name} not found.`);
    return version;
  };
  const changed = (method: string, name: string) => changes.push(`${method} ${name.replace(/.*\/cryptoKeys\//, '')}`);

  const methods = {
    ListCryptoKeys: ({ parent }: { readonly parent: string }) => {
      if (!rings.includes(parent)) throw new Refusal(status.NOT_FOUND, `KeyRing ${parent} not found.`);
      const names = [...stored.keys()].filter((name) => name.startsWith(`${parent}/cryptoKeys/`));
      return { cryptoKeys: names.map((name) => keyMessage(name, keyNamed(name))), totalSize: names.length };
    },
    ListCryptoKeyVersions: ({ parent }: { readonly parent: string }) => {
      const { versions } = keyNamed(parent);
      return {
        cryptoKeyVersions: versions.map((version, index) => versionMessage(parent, index + 1, version)),
        totalSize: versions.length,
      };
    },
    GetCryptoKey: ({ name }: Named) => keyMessage(name, keyNamed(name)),
    UpdateCryptoKey: ({ cryptoKey, updateMask }: { cryptoKey: StoredKey & Named; updateMask: Mask }) => {
      expectMask(updateMask, 'labels');
      const key = keyNamed(cryptoKey.name);
      key.labels = validLabels(cryptoKey.labels);
      changed('UpdateCryptoKey', cryptoKey.name);
      return keyMessage(cryptoKey.name, key);
    },
    UpdateCryptoKeyVersion: ({ cryptoKeyVersion: { name, state }, updateMask }: UpdateVersion) => {
      expectMask(updateMask, 'state');
      const version = versionNamed(name);
      if (!['ENABLED', 'DISABLED'].includes(version.state) || !['ENABLED', 'DISABLED'].includes(state)) {
        throw new Refusal(status.FAILED_PRECONDITION, `${name} is ${version.state}, cannot become ${state}.`);
      }
      version.state = state;
      changed('UpdateCryptoKeyVersion', name);
      return versionMessageNamed(name, version);
    },
    DestroyCryptoKeyVersion: ({ name }: Named) => {
      const version = versionNamed(name);
      if (!['ENABLED', 'DISABLED'].includes(version.state)) {
        throw new Refusal(status.FAILED_PRECONDITION, `${name} is ${version.state}, cannot be destroyed.`);
      }
      version.state = 'DESTROY_SCHEDULED';
      version.destroyTime = { seconds: Math.floor(Date.now() / 1_000) + destroyScheduledDays * dayS };
      changed('DestroyCryptoKeyVersion', name);
      return versionMessageNamed(name, version);
    },
  };
  const guarded = Object.fromEntries(
    Object.entries(methods).map(([name, method]) => [
      name,
      (request: never) => {
        if (standIn.refuseWith !== undefined) throw standIn.refuseWith;
        return method(request);
      },
    ]),
  );
  const { port, close } = await serveKms(guarded);
  const standIn: KeyManagement = {
    url: `http://127.0.0.1:${String(port)}`,
    keys: stored,
    changes,
    refuseWith: undefined,
    close,
  };
  return standIn;
}

interface Mask {
  readonly paths: readonly string[];
}

interface UpdateVersion {
  readonly cryptoKeyVersion: StoredVersion & Named;
  readonly updateMask: Mask;
}

function expectMask({ paths }: Mask, field: string): void {
  if (paths.length === 1 && paths[0] === field) return;
  throw new Refusal(status.INVALID_ARGUMENT, `update_mask ${paths.join(', ')}: expected ${field}`);
}

/** https://cloud.google.com/kms/docs/creating-managing-labels#requirements */
function validLabels(labels: Record<string, string> | undefined): Record<string, string> {
  for (const [name, value] of Object.entries(labels ?? {})) {
    if (!/^[a-z][a-z0-9_-]{0,62}$/.test(name) || !/^[a-z0-9_-]{0,63}$/.test(value)) {
      throw new Refusal(status.INVALID_ARGUMENT, `label ${name}=${value} is invalid`);
    }
  }
  return { ...labels };
}

function keyMessage(name: string, { versions, primary, ...key }: StoredKey): object {
  const version = primary === undefined ? undefined : versions[primary - 1];
  return {
    name,
    ...key,
    ...(version === undefined || primary === undefined ? {} : { primary: versionMessage(name, primary, version) }),
  };
}

function versionMessage(key: string, number: number, version: StoredVersion): object {
  return versionMessageNamed(`${key}/cryptoKeyVersions/${String(number)}`, version);
}

function versionMessageNamed(name: string, version: StoredVersion): object {
  return { name, ...version, protectionLevel: 'SOFTWARE' };
}
