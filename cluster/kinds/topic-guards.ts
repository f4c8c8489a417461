import type { Verdict } from '../plan/step.ts';
import type { SeenTopic } from './topic.ts';

/**
 * The share of keys that land on another partition when a topic grows. A key stays when its hash gives the same
 * remainder by both counts: of the residues modulo the least common multiple of the two, that holds for as many as
 * the smaller count.
 *
 * @returns from 0 to 1
 */
export function shareOfMovedKeys(before: number, after: number): number {
  return 1 - Math.min(before, after) / leastCommonMultiple(before, after);
}

/** What growing or shrinking a topic does to the order of its records. */
export function growthVerdicts(key: string, before: number, after: number): readonly Verdict[] {
  if (after < before) {
    return [
      {
        guard: 'fewer-partitions',
        level: 'never',
        reason: `found ${before} partitions, the catalogue wants ${after}: Kafka can't take partitions away without losing their records. Make a new topic and let consumers drain this one`,
      },
    ];
  }
  const percent = Math.round(shareOfMovedKeys(before, after) * 100);
  return [
    {
      guard: 'key-order',
      level: 'refuse',
      reason:
        `growing from ${before} to ${after} partitions sends ${percent} % of the keys (${key}) to another partition: ` +
        'their new records overtake those that are still unread. Safe in two steps: make a new topic with ' +
        `${after} partitions, switch the producers, let consumers drain this one, switch them`,
    },
  ];
}

/** What a changed setting does to records and to those who write and read them. */
export function configVerdicts(
  key: string,
  before: string | null,
  after: string | null,
  found: SeenTopic,
): readonly Verdict[] {
  switch (key) {
    case 'retention.ms':
    case 'retention.bytes':
      return isCut(before, after)
        ? [
            {
              guard: 'data-loss',
              level: 'refuse',
              reason: `${key} goes from ${before ?? 'the default'} to ${after ?? 'the default'}: what is older or more is deleted for good`,
            },
          ]
        : [];
    case 'min.insync.replicas':
      return Number(after) > found.inSyncReplicas
        ? [
            {
              guard: 'unwritable',
              level: 'refuse',
              reason: `min.insync.replicas would be ${after ?? 'the default'}, but a partition has only ${found.inSyncReplicas} replicas in sync: producers with acks=all would be refused at once`,
            },
          ]
        : [];
    case 'cleanup.policy':
      return (after ?? '').includes('compact') && !(before ?? '').includes('compact')
        ? [
            {
              guard: 'compaction',
              level: 'refuse',
              reason: 'with compaction only the last record of each key stays, and records without a key are refused',
            },
          ]
        : [];
    case 'max.message.bytes':
      return isCut(before, after)
        ? [
            {
              guard: 'smaller-records',
              level: 'note',
              reason: 'producers and mirrors that send larger records are refused from then on; stored records stay',
            },
          ]
        : [];
    default:
      return [];
  }
}

/** What follows from a changed setting, in a sentence. */
export function configConsequence(key: string, before: string | null, after: string | null): string {
  switch (key) {
    case 'retention.ms':
      return isCut(before, after)
        ? 'Records older than that are deleted, soon after the change and for good.'
        : 'Records are kept longer; disks fill accordingly.';
    case 'retention.bytes':
      return 'Each partition keeps at most so many bytes.';
    case 'min.insync.replicas':
      return 'Writes with acks=all wait for so many replicas, and are refused when fewer are in sync.';
    case 'cleanup.policy':
      return 'Closed segments are cleaned by the new policy from then on.';
    case 'compression.type':
      return 'New batches are stored so; those that are there stay as they are.';
    case 'segment.ms':
      return 'Segments close after that time, and only closed ones are cleaned.';
    case 'max.message.bytes':
      return 'Larger batches are refused; stored ones stay.';
    default:
      return after === null
        ? "The topic follows the brokers' setting again."
        : 'The topic stops following the brokers in this.';
  }
}

/** Whether a limit gets smaller. -1 is no limit; an absent one is the brokers', which isn't known here. */
function isCut(before: string | null, after: string | null): boolean {
  const limit = (value: string | null): number =>
    value === null || value === '-1' ? Number.POSITIVE_INFINITY : Number(value);
  return limit(after) < limit(before);
}

function leastCommonMultiple(left: number, right: number): number {
  let [a, b] = [left, right];
  while (b !== 0) [a, b] = [b, a % b];
  return (left / a) * right;
}
