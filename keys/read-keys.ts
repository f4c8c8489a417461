import pMap from 'p-map';
import type { KeyRing } from '../render/index.ts';
import type { Key, KeyUsage, KeyVersion } from './key.ts';
import { KeysError } from './keys-error.ts';
import type { KeyPlace } from './open-keys.ts';

export interface KeyInUse {
  readonly key: Key;
  readonly usage: KeyUsage;
}

export interface FoundKeys {
  readonly keys: readonly KeyInUse[];
  /** Rings that the platform describes and that haven't been made. */
  readonly absent: readonly KeyRing[];
}

/** Of the inventory, 60 searches a minute and project are allowed: https://cloud.google.com/kms/quotas */
const concurrency = 4;

/** Every key of an environment, in the order of its rings, with what uses it. */
export async function readKeys(place: KeyPlace): Promise<FoundKeys> {
  const { keys, absent } = await keysOf(place);
  return {
    keys: await pMap(keys, async (key) => ({ key, usage: await place.inventory.usageOf(key) }), { concurrency }),
    absent,
  };
}

/**
 * @param id of the key: with its ring, as `keys list` shows it, or without where no other key has the name
 * @throws KeysError `WRONG_USAGE` naming those that there are
 */
export async function findKey(place: KeyPlace, id: string): Promise<Key> {
  const { keys } = await keysOf(place);
  const [found, other] = keys.filter((key) => key.id === id || key.id.endsWith(`/${id}`));
  if (found !== undefined && other === undefined) return found;
  throw new KeysError(
    'WRONG_USAGE',
    `key "${id}": found ${found === undefined ? 'no key' : 'several keys'} of that name, expected one of ` +
      `${keys.map((key) => key.id).join(', ') || 'those of an environment that has been applied'}; see kafka-platform keys list`,
  );
}

/** @throws KeysError `WRONG_USAGE` naming those that there are */
export function findVersion({ id, versions }: Key, text: string): KeyVersion {
  const found = versions.find(({ version }) => String(version) === text);
  if (found !== undefined) return found;
  throw new KeysError(
    'WRONG_USAGE',
    `key ${id}: found no version "${text}", expected one of ${versions.map(({ version }) => version).join(', ')}; ` +
      'see kafka-platform keys list',
  );
}

async function keysOf({ kms, rings }: KeyPlace) {
  const found = await Promise.all(rings.map(async (ring) => ({ ring, keys: await kms.keysIn(ring) })));
  return {
    keys: found.flatMap(({ keys }) => keys ?? []),
    absent: found.filter(({ keys }) => keys === undefined).map(({ ring }) => ring),
  };
}
