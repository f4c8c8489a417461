import type { Json } from './json.ts';
import type { Step } from './step.ts';

/** Resources as a kind sees them on the live cluster, by name, as plain data in a fixed order. */
export type Seen = ReadonlyMap<string, Json>;

/** All that is known when a plan is made. */
export interface Circumstances {
  /** What each kind sees, by the kind's name. */
  readonly seen: ReadonlyMap<string, Seen>;
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
  /** Reads the cluster, in a number of requests that does not grow with the number of resources. */
  observe(): Promise<Seen>;
  /** Pure: the steps from what is seen to what is wanted. None when it is so already. */
  steps(circumstances: Circumstances): readonly Step[];
  /**
   * Makes the changes of steps that don't need each other, in as few requests as the protocol allows. A step that
   * fails is told in its outcome; what is thrown counts for all of them.
   */
  carryOut(steps: readonly Step[]): Promise<readonly Outcome[]>;
}
