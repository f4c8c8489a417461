import type { Verdict } from '../plan/step.ts';
import { count, lossInWords } from './loss.ts';
import { beginsCompaction, cutsOf, isSmaller, type Settings } from './topic-cuts.ts';
import type { KeySample, Loss, MeasuredTopic, SeenTopic } from './topic.ts';

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

/** One setting of a topic that is to change. */
export interface SettingChange {
  readonly key: string;
  readonly found: SeenTopic;
  /** All settings that the topic is to have of its own. */
  readonly wanted: Settings;
  /** Absent until someone has looked closer. */
  readonly measured: MeasuredTopic | undefined;
}

/** What a changed setting does to records and to those who write and read them. */
export function configVerdicts({ key, found, wanted, measured }: SettingChange): readonly Verdict[] {
  const defaults = measured?.defaults ?? {};
  const before = found.configs[key] ?? defaults[key];
  const after = wanted[key] ?? defaults[key];
  switch (key) {
    case 'retention.ms':
    case 'retention.bytes':
    case 'cleanup.policy':
      return [
        ...cutsOf(found.configs, wanted, defaults)
          .filter(({ setting }) => setting === key)
          .map((): Verdict => lossVerdict(key, before, after, measured?.losses[key])),
        ...(key === 'cleanup.policy' && beginsCompaction(found.configs, wanted, defaults)
          ? [compactionVerdict(measured?.sample ?? null)]
          : []),
      ];
    case 'min.insync.replicas':
      return minimumVerdicts(Number(after), found);
    case 'max.message.bytes':
      return isSmaller(before, after)
        ? [
            {
              guard: 'smaller-records',
              level: 'note',
              reason:
                `batches may have ${after ?? "the brokers' number of"} bytes instead of ${before ?? "the brokers'"}: ` +
                'producers and mirrors that send larger ones are refused from then on; stored records stay',
            },
          ]
        : [];
    default:
      return [];
  }
}

function lossVerdict(key: string, before: string | undefined, after: string | undefined, loss?: Loss): Verdict {
  const change = `${key} goes from ${before ?? 'the default'} to ${after ?? 'the default'}`;
  return {
    guard: 'data-loss',
    level: 'refuse',
    reason: `${change}: what is older or more is deleted for good${loss === undefined ? '' : `; ${lossInWords(loss)}`}`,
  };
}

function compactionVerdict(sample: KeySample | null): Verdict {
  const rule =
    'with compaction only the last record of each key stays, and records without a key are refused and deleted';
  if (sample === null) return { guard: 'compaction', level: 'refuse', reason: rule };
  const { records, withoutKey, distinctKeys } = sample;
  const older = records - withoutKey - distinctKeys;
  return {
    guard: 'compaction',
    level: 'refuse',
    reason: `${rule}; in a sample of the last ${count(records, 'record')} ${withoutKey} have no key and ${older} have a later one of the same key`,
  };
}

/** Kafka asks for no more replicas than there are (since 3.7): more is the same as all. */
function minimumVerdicts(minimum: number, { inSyncReplicas, replicationFactor }: SeenTopic): readonly Verdict[] {
  const effective = Math.min(minimum, replicationFactor);
  if (effective > inSyncReplicas) {
    return [
      {
        guard: 'unwritable',
        level: 'refuse',
        reason: `min.insync.replicas would be ${minimum}, but a partition has only ${inSyncReplicas} replicas in sync: producers with acks=all would be refused at once`,
      },
    ];
  }
  if (replicationFactor === 1 || effective < replicationFactor) return [];
  return [
    {
      guard: 'no-spare-replica',
      level: 'note',
      reason: `min.insync.replicas would be ${minimum} of ${replicationFactor} replicas: producers with acks=all are refused as soon as a single one is away, as in each rolling restart`,
    },
  ];
}

/** What follows from a changed setting, in a sentence. */
export function configConsequence(key: string, before: string | null, after: string | null): string {
  switch (key) {
    case 'retention.ms':
      return isSmaller(before ?? undefined, after ?? undefined)
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

function leastCommonMultiple(left: number, right: number): number {
  let [a, b] = [left, right];
  while (b !== 0) [a, b] = [b, a % b];
  return (left / a) * right;
}
