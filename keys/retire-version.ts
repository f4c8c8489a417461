import { judgeRetirement, type Retirement, type RetirementCase } from './judge-retirement.ts';
import type { Key, KeyVersion } from './key.ts';
import { KeysError } from './keys-error.ts';
import type { KeyPlace } from './open-keys.ts';
import { findKey, findVersion } from './read-keys.ts';

export interface RetireOptions {
  readonly asked: Retirement;
  readonly key: string;
  readonly version: string;
  readonly accepted: ReadonlySet<string>;
  readonly now: () => Date;
  /** Asked before a destruction, with all that was found; throws when the answer is no. */
  readonly confirm: (found: RetirementCase) => Promise<void>;
}

export interface RetireResult {
  readonly key: Key;
  readonly version: KeyVersion;
  /** False when it was so already. */
  readonly changed: boolean;
  /** What it has come to, in words. */
  readonly outcome: string;
}

/**
 * Disables a version of a key, or schedules its destruction, unless a guard says no.
 *
 * @throws KeysError `REFUSED` with every reason
 */
export async function retireVersion(place: KeyPlace, options: RetireOptions): Promise<RetireResult> {
  const { asked } = options;
  const found = await look(place, options);
  const done = expectGranted(asked, found);
  if (done !== undefined) return { ...found, changed: false, outcome: done };
  if (asked === 'disable') return disable(place, found);
  await options.confirm(found);
  // Whoever was asked took their time: it has to be so still.
  const again = await look(place, options);
  const doneMeanwhile = expectGranted(asked, again);
  if (doneMeanwhile !== undefined) return { ...again, changed: false, outcome: doneMeanwhile };
  const destroysAt = await place.kms.scheduleDestruction(again.version);
  return { ...again, changed: true, outcome: `it will be destroyed at ${destroysAt ?? 'a time that is not told'}` };
}

/** Takes a disabling back. */
export async function enableVersion(place: KeyPlace, keyId: string, versionText: string): Promise<RetireResult> {
  const key = await findKey(place, keyId);
  const version = findVersion(key, versionText);
  if (version.state === 'ENABLED') return { key, version, changed: false, outcome: 'it is enabled' };
  if (version.state !== 'DISABLED') {
    const restore = `gcloud kms keys versions restore ${version.name}`;
    throw new KeysError(
      'REFUSED',
      `${key.id} version ${versionText}: found ${version.state}, expected DISABLED` +
        (version.state === 'DESTROY_SCHEDULED' ? `; restore it first: ${restore}` : ''),
    );
  }
  // The note first: a version that is enabled may not look as if it were disabled since long.
  await place.kms.noteDisabled(key, version, null);
  await place.kms.setState(version, 'ENABLED');
  return { key, version, changed: true, outcome: 'it is enabled' };
}

async function look(
  place: KeyPlace,
  { key: id, version: text, accepted, now }: RetireOptions,
): Promise<RetirementCase> {
  const key = await findKey(place, id);
  const version = findVersion(key, text);
  const usage = await place.inventory.usageOf(key);
  return { key, version, usage, accepted, now: now(), signingVersion: place.signingVersion };
}

function expectGranted(asked: Retirement, found: RetirementCase): string | undefined {
  const verdict = judgeRetirement(asked, found);
  if (verdict.kind === 'granted') return undefined;
  if (verdict.kind === 'done') return verdict.reason;
  const reasons = verdict.refusals.map(({ guard, message }) => `\n  ${guard}: ${message}`).join('');
  throw new KeysError(
    'REFUSED',
    `${found.key.id} version ${String(found.version.version)}: not ${asked === 'disable' ? 'disabled' : 'destroyed'}:${reasons}`,
  );
}

async function disable({ kms }: KeyPlace, { key, version, now }: RetirementCase): Promise<RetireResult> {
  if (version.state === 'ENABLED') await kms.setState(version, 'DISABLED');
  const today = now.toISOString().slice(0, 10);
  await kms.noteDisabled(key, version, today);
  return { key, version, changed: true, outcome: `it is disabled since ${today}` };
}
