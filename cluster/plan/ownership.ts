import type { Circumstances, Outcome, ResourceId, ResourceKind, Seen } from './resource-kind.ts';
import type { Step } from './step.ts';

/** What of the ownership record is to change. */
export interface OwnershipChange {
  readonly own: readonly ResourceId[];
  readonly disown: readonly ResourceId[];
  /** When the quarantine of a resource began, ISO 8601; null where it has ended. */
  readonly quarantine?: ReadonlyMap<ResourceId, string | null>;
}

/** An apply that has begun and not ended: it was killed, or is still at work. */
export interface UnfinishedApply {
  /** ISO 8601. */
  readonly startedAt: string;
  /** What it was to do, by the steps' ids. */
  readonly steps: readonly string[];
}

/** What the record says. */
export interface Recorded {
  readonly owned: ReadonlySet<ResourceId>;
  /** When the quarantine of a resource began, ISO 8601; absent when none is in one. */
  readonly quarantined?: ReadonlyMap<ResourceId, string>;
  /** Absent when the last apply ended, well or not. */
  readonly unfinished?: UnfinishedApply;
}

/**
 * Which resources of a cluster are the platform's, and what is being done to them, kept where no checkout can lose it.
 * What isn't in the record is somebody else's, and is never removed.
 */
export interface OwnershipRecord {
  /** All of it. Bounded in time. */
  read(): Promise<Recorded>;
  /** @param unfinished an apply that begins; null when it has ended; absent when none is concerned */
  write(change: OwnershipChange, unfinished?: UnfinishedApply | null): Promise<void>;
}

export function resourceId(kind: string, resource: string): ResourceId {
  return `${kind}/${resource}`;
}

/**
 * What is entered before steps are begun: that what they put into quarantine is in one. An apply that is killed leaves an
 * entry of nothing then, which the next plan sees and mends. The reverse, somebody cut off by what is in no record, could
 * not be told from what people have done by hand.
 *
 * @param now when the steps are begun
 */
export function ownershipBefore(steps: readonly Step[], now: Date): OwnershipChange {
  const begun = steps.filter(({ action }) => action === 'quarantine');
  return {
    own: [],
    disown: [],
    quarantine: new Map(begun.map(({ kind, resource }) => [resourceId(kind, resource), now.toISOString()])),
  };
}

/**
 * What an apply changes in the record: what the catalogue declares and is there is the platform's, and what is gone
 * and no longer declared is nobody's. What is there and no longer declared stays the platform's: not being in the files
 * says nothing. What was removed or released is in quarantine no more.
 *
 * @param seen resources before the apply, by kind
 * @param steps of the apply, with how they ended
 */
export function ownershipChange(
  kinds: readonly ResourceKind[],
  {
    seen,
    owned,
    quarantined,
  }: Pick<Circumstances, 'quarantined'> & {
    readonly seen: ReadonlyMap<string, Seen>;
    readonly owned: ReadonlySet<ResourceId>;
  },
  steps: readonly Step[],
  outcomes: readonly Outcome[],
): OwnershipChange {
  const done = new Set(outcomes.filter(({ error }) => error === undefined).map(({ step }) => step));
  const changes = kinds.map(({ name, declared }): OwnershipChange => {
    if (declared === undefined) return { own: [], disown: [] };
    const present = new Set(seen.get(name)?.keys());
    for (const { id, kind, resource, action } of steps) {
      if (kind !== name || !done.has(id)) continue;
      if (action === 'create') present.add(resource);
      if (action === 'remove') present.delete(resource);
    }
    const wanted = new Set(declared);
    const prefix = resourceId(name, '');
    return {
      own: declared.filter((each) => present.has(each)).map((each) => resourceId(name, each)),
      disown: [...owned].filter((id) => {
        const resource = id.slice(prefix.length);
        return id.startsWith(prefix) && !wanted.has(resource) && !present.has(resource);
      }),
    };
  });
  const ended = steps
    .filter(({ id, action }) => done.has(id) && (action === 'release' || action === 'remove'))
    .map(({ kind, resource }) => resourceId(kind, resource))
    .filter((id) => quarantined?.has(id) === true);
  return {
    own: changes.flatMap(({ own }) => own).filter((id) => !owned.has(id)),
    disown: changes.flatMap(({ disown }) => disown),
    quarantine: new Map(ended.map((id) => [id, null])),
  };
}
