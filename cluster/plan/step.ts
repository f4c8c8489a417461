import type { Json } from './json.ts';

/** A value that a step overwrites or depends on, as it was when the plan was made. */
export interface Basis {
  /** Keys into the resource as its kind observes it, such as `["configs", "retention.ms"]`; none for all of it. */
  readonly path: readonly string[];
  /** Where the ownership record and not the live cluster has it: its `quarantinedSince` is all that steps depend on. */
  readonly in?: 'record' | undefined;
  /** Null where there was none. */
  readonly value: Json;
}

/** What a guard thinks of a step. */
export interface Verdict {
  /** Name of the guard, as in `--accept NAME:RESOURCE`. */
  readonly guard: string;
  /**
   * - `note`: worth knowing
   * - `refuse`: does harm that can't be undone, unless someone accepts it by name
   * - `never`: can't be right, and can't be accepted
   */
  readonly level: 'note' | 'refuse' | 'never';
  /** The harm in a sentence, with what was measured. */
  readonly reason: string;
}

/** One change of one resource. */
export interface Step {
  /** Unique in its plan: `topic/market-data-raw/configs`. */
  readonly id: string;
  /** Which kind of resource carries it out. */
  readonly kind: string;
  readonly resource: string;
  /** `quarantine` enters the resource into the ownership record before it is begun; `release` and `remove` end that. */
  readonly action: 'create' | 'change' | 'quarantine' | 'release' | 'remove';
  /** What changes, in a few words: `retention.ms 86400000 -> 3600000`. */
  readonly summary: string;
  /** What follows for those who use the resource, in a sentence. */
  readonly consequence: string;
  readonly basis: readonly Basis[];
  /** What the kind needs to carry it out. Never a secret. */
  readonly change: Json;
  /** Steps that must be done before, by id. Ids that aren't in the plan are already true. */
  readonly needs: readonly string[];
  readonly verdicts: readonly Verdict[];
}
