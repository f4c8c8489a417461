import type { Json } from './json.ts';
import type { Step } from './step.ts';

/** Resources as a kind sees them on the live cluster, by name, as plain data in a fixed order. */
export type Seen = ReadonlyMap<string, Json>;

/** A resource by kind and name: `topic/market-data-raw`. */
export type ResourceId = `${string}/${string}`;

/** A resource whose users are cut off, so that whoever misses it says so before it is removed. */
export interface Quarantine {
  /** When it began, ISO 8601, by the ownership record. */
  readonly since: string;
  /** How long ago that is, in milliseconds. */
  readonly ageMs: number;
}

/** All that is known when a plan is made. */
export interface Circumstances {
  /** What each kind sees, by the kind's name. */
  readonly seen: ReadonlyMap<string, Seen>;
  /** What kinds found when they looked closer, by the kind's name; absent until they have. */
  readonly measured?: ReadonlyMap<string, Seen>;
  /** Resources that are the platform's by its ownership record; absent where there is none. */
  readonly owned?: ReadonlySet<ResourceId>;
  /** Resources that are in quarantine by the ownership record; absent where there is none. */
  readonly quarantined?: ReadonlyMap<ResourceId, Quarantine>;
}

/** A resource in quarantine for which there is nothing to do yet. */
export interface Waiting {
  readonly kind: string;
  readonly resource: string;
  /** ISO 8601. */
  readonly since: string;
  /** From when on a plan removes it, ISO 8601. */
  readonly until: string;
  /** How it is taken back, in the imperative. */
  readonly wayBack: string;
}

/** How a step ended. */
export interface Outcome {
  readonly step: string;
  /** Why it failed; absent when it is done. */
  readonly error?: string;
}

/**
 * All that the engine knows of topics, access rules, users, quotas and subjects: what is there, what would have to
 * change, and how a change is made. A further kind (connectors, say) is one more value of this type.
 */
export interface ResourceKind {
  /** One word, in the singular: `topic`. */
  readonly name: string;
  /** Resources of the catalogue, by name. A kind that can remove resources names them, so that their owner is kept. */
  readonly declared?: readonly string[];
  /** Reads the cluster, in a number of requests that does not grow with the number of resources. */
  observe(): Promise<Seen>;
  /** Pure: the steps from what is seen to what is wanted. None when it is so already. */
  steps(circumstances: Circumstances): readonly Step[];
  /** Pure: what is in quarantine and has no step now. Absent for a kind that removes without one. */
  waiting?(circumstances: Circumstances): readonly Waiting[];
  /**
   * Looks closer at what its steps would do harm to, so that `steps` can judge them with figures the next time. Reads
   * only, asks nothing where there is no harm to be done, and else in a number of requests that grows with the number
   * of resources concerned at most.
   */
  measure?(steps: readonly Step[], circumstances: Circumstances): Promise<Seen>;
  /**
   * Makes the changes of steps that don't need each other, in as few requests as the protocol allows. A step that
   * fails is told in its outcome; what is thrown counts for all of them.
   */
  carryOut(steps: readonly Step[]): Promise<readonly Outcome[]>;
}
