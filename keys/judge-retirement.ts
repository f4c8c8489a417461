import { validDays } from '../certificates/index.ts';
import { isSigningVersion, type Key, type KeyUsage, type KeyVersion, type ProtectedResource } from './key.ts';

/** What is asked: `disable` can be taken back at any time, `destroy` for as long as Cloud KMS waits with it. */
export type Retirement = 'disable' | 'destroy';

export interface RetirementCase {
  readonly key: Key;
  readonly version: KeyVersion;
  readonly usage: KeyUsage;
  /** Name of the version that signs the nodes' certificates now. */
  readonly signingVersion: string;
  /** Names of resources of which someone has looked up by hand that they don't need the version. */
  readonly accepted: ReadonlySet<string>;
  readonly now: Date;
}

export interface Refusal {
  readonly guard: 'state' | 'primary' | 'signing' | 'in-use' | 'version-unknown' | 'inventory' | 'disabled-for';
  readonly message: string;
}

export type Verdict =
  | { readonly kind: 'granted' }
  /** It is so already. */
  | { readonly kind: 'done'; readonly reason: string }
  | { readonly kind: 'refused'; readonly refusals: readonly Refusal[] };

const dayMs = 86_400_000;

/**
 * For how many days a version is disabled before it is destroyed: in a week every schedule of the platform has had its
 * turn (backups and snapshots nightly, the weekly maintenance of GKE), so what still needs the version has failed
 * visibly, and Google's inventory, which is a copy that comes later, has come after.
 */
const disabledDays = 7;

/** Until the last certificate that a signing version can have signed is over, and a day for clocks. */
const signingDisabledDays = validDays.node + 1;

/** Whether a version may be disabled or destroyed. All reasons against are told, not only the first. */
export function judgeRetirement(asked: Retirement, found: RetirementCase): Verdict {
  const done = isDone(asked, found.version);
  if (done !== undefined) return { kind: 'done', reason: done };
  const refusals = [
    ...judgeState(asked, found),
    ...judgeRole(found),
    ...judgeUsage(found),
    ...(asked === 'destroy' ? judgeWait(found) : []),
  ];
  return refusals.length === 0 ? { kind: 'granted' } : { kind: 'refused', refusals };
}

/** From when on a disabled version may be destroyed. Undefined when it isn't known since when it is disabled. */
export function destroyableFrom({ purpose }: Key, { disabledOn }: KeyVersion): Date | undefined {
  const dayMsOfUtc = Date.parse(disabledOn ?? '');
  if (Number.isNaN(dayMsOfUtc)) return undefined;
  const waitDays = isForSigning(purpose) ? signingDisabledDays : disabledDays;
  // Only the day is known: counted from its end.
  return new Date(dayMsOfUtc + (1 + waitDays) * dayMs);
}

export function isForSigning(purpose: string): boolean {
  return purpose === 'ASYMMETRIC_SIGN';
}

function isDone(asked: Retirement, { state, destroysAt, disabledOn }: KeyVersion): string | undefined {
  if (state === 'DESTROYED') return 'it is destroyed';
  if (state === 'DESTROY_SCHEDULED') return `it will be destroyed at ${destroysAt ?? 'a time that is not told'}`;
  return asked === 'disable' && state === 'DISABLED' && disabledOn !== null
    ? `it is disabled since ${disabledOn}`
    : undefined;
}

function judgeState(asked: Retirement, { key, version: { state, version } }: RetirementCase): Refusal[] {
  if (state === 'DISABLED' || (asked === 'disable' && state === 'ENABLED')) return [];
  if (state === 'ENABLED') {
    const message = `it is enabled; disable it first and see what fails: kafka-platform keys disable ${key.id} ${String(version)}`;
    return [{ guard: 'state', message }];
  }
  return [{ guard: 'state', message: `it is ${state}, expected DISABLED${asked === 'disable' ? ' or ENABLED' : ''}` }];
}

function judgeRole({ version, signingVersion }: RetirementCase): Refusal[] {
  const primary: Refusal[] = version.isPrimary
    ? [{ guard: 'primary', message: 'it is the primary version, which encrypts whatever is new; rotate the key first' }]
    : [];
  const signing: Refusal[] = isSigningVersion(version, signingVersion)
    ? [{ guard: 'signing', message: "it signs the nodes' certificates: let them have a new authority first" }]
    : [];
  return [...primary, ...signing];
}

function judgeUsage({ version: { version }, usage: { resources, gaps }, accepted }: RetirementCase): Refusal[] {
  const using = resources.filter(({ versions }) => versions.includes(version));
  const unknown = resources.filter(({ versions, name }) => versions.length === 0 && !accepted.has(name));
  return [
    ...using.map(({ name, type }): Refusal => ({ guard: 'in-use', message: `${name} (${type}) is encrypted with it` })),
    ...unknown.map((resource): Refusal => ({ guard: 'version-unknown', message: unknownInWords(resource) })),
    ...gaps.map((message): Refusal => ({ guard: 'inventory', message })),
  ];
}

function unknownInWords({ name, type }: ProtectedResource): string {
  return (
    `${name} (${type}) is encrypted with a version that its service doesn't tell; look there, and when it is another, ` +
    `say so with --accept ${name}`
  );
}

function judgeWait({ key, version, now }: RetirementCase): Refusal[] {
  if (version.state !== 'DISABLED') return [];
  const from = destroyableFrom(key, version);
  if (from === undefined) {
    const message = `it isn't known since when it is disabled; note it: kafka-platform keys disable ${key.id} ${String(version.version)}`;
    return [{ guard: 'disabled-for', message }];
  }
  if (now >= from) return [];
  const reason = isForSigning(key.purpose)
    ? 'certificates that it signed may be valid until then'
    : 'what still needs it has time to fail until then';
  const message = `it is disabled since ${String(version.disabledOn)}, expected no destruction before ${from.toISOString()}: ${reason}`;
  return [{ guard: 'disabled-for', message }];
}
