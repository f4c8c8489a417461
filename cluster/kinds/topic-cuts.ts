/** Kafka's settings of a topic, as it takes them. */
export type Settings = Readonly<Record<string, string>>;

/** A setting that, once changed, lets a topic lose records. */
export interface Cut {
  readonly setting: 'retention.ms' | 'retention.bytes' | 'cleanup.policy';
  /** What the topic keeps from then on: milliseconds, or bytes of a partition. Null when it isn't known. */
  readonly limit: number | null;
}

/**
 * What a change of settings would cut. What is set nowhere and isn't among the defaults is not known, and taken for a
 * cut.
 *
 * @param defaults what the topic follows where it sets nothing itself
 */
export function cutsOf(before: Settings, after: Settings, defaults: Settings): readonly Cut[] {
  if (!hasPolicy(after, defaults, 'delete')) return [];
  const limits = (['retention.ms', 'retention.bytes'] as const)
    .filter((setting) => before[setting] !== after[setting])
    .filter((setting) => isSmaller(before[setting] ?? defaults[setting], after[setting] ?? defaults[setting]))
    .map((setting): Cut => ({ setting, limit: limitOf(after[setting] ?? defaults[setting]) }));
  const isNew = !hasPolicy(before, defaults, 'delete');
  return isNew
    ? [...limits, { setting: 'cleanup.policy', limit: limitOf(after['retention.ms'] ?? defaults['retention.ms']) }]
    : limits;
}

/** Whether a change of settings lets Kafka keep only the last record of each key where it kept all. */
export function beginsCompaction(before: Settings, after: Settings, defaults: Settings): boolean {
  return hasPolicy(after, defaults, 'compact') && !hasPolicy(before, defaults, 'compact');
}

/** Whether a limit gets smaller; when one of the two isn't known, it may. */
export function isSmaller(before: string | undefined, after: string | undefined): boolean {
  const [old, next] = [limitOf(before), limitOf(after)];
  return old === null || next === null || next < old;
}

/** -1 is no limit. */
function limitOf(value: string | undefined): number | null {
  if (value === undefined) return null;
  return value === '-1' ? Number.POSITIVE_INFINITY : Number(value);
}

/** Kafka's own default is to delete. */
function hasPolicy(settings: Settings, defaults: Settings, policy: 'delete' | 'compact'): boolean {
  return (settings['cleanup.policy'] ?? defaults['cleanup.policy'] ?? 'delete').split(',').includes(policy);
}
