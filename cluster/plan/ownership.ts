import type { Outcome, ResourceId, ResourceKind, Seen } from './resource-kind.ts';
import type { Step } from './step.ts';

/** What of the ownership record is to change. */
export interface OwnershipChange {
  readonly own: readonly ResourceId[];
  readonly disown: readonly ResourceId[];
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
 * What an apply changes in the record: what the catalogue declares and is there is the platform's, and what is gone
 * and no longer declared is nobody's. What is there and no longer declared stays the platform's: not being in the files
 * says nothing.
 *
 * @param seen resources before the apply, by kind
 * @param steps of the apply, with how they ended
 */
export function ownershipChange(
  kinds: readonly ResourceKind[],
  { seen, owned }: { readonly seen: ReadonlyMap<string, Seen>; readonly owned: ReadonlySet<ResourceId> },
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
  return {
    own: changes.flatMap(({ own }) => own).filter((id) => !owned.has(id)),
    disown: changes.flatMap(({ disown }) => disown),
  };
}
