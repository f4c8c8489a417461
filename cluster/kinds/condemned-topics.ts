import { resourceId } from '../plan/ownership.ts';
import type { Circumstances, Waiting } from '../plan/resource-kind.ts';
import type { Step } from '../plan/step.ts';
import { count, inEach } from './loss.ts';
import { dayMs, fateOf, topicsInQuarantine, type Condemned } from './topic-quarantine.ts';
import { removalVerdicts } from './topic-removal.ts';
import type { MeasuredTopic, RemovedTopic, SeenTopic, WantedTopic } from './topic.ts';

/** What a step on a topic that is to go, or was to, asks of the cluster. */
export type CondemnedChange =
  | { readonly quarantine: { readonly days: number } }
  | { readonly release: { readonly since: string } }
  | { readonly remove: { readonly date: string; readonly reason: string; readonly wasInQuarantine: boolean } };

/** The id of the step that ends a topic's quarantine without removing it. */
export function releaseId(topic: string): string {
  return `topic/${topic}/release`;
}

/** Topics that have a tombstone or are in quarantine. */
export function condemnedTopics(
  wanted: readonly WantedTopic[],
  removed: readonly RemovedTopic[],
  { seen, owned, quarantined = new Map() }: Circumstances,
): readonly Condemned[] {
  const declared = new Set(wanted.map(({ name }) => name));
  const tombstones = new Map(removed.map((tombstone) => [tombstone.topic, tombstone]));
  return [...new Set([...tombstones.keys(), ...topicsInQuarantine(quarantined)])].map((name) => ({
    name,
    found: seen.get('topic')?.get(name) as unknown as SeenTopic | undefined,
    tombstone: declared.has(name) ? undefined : tombstones.get(name),
    isOurs: owned?.has(resourceId('topic', name)) === true,
    quarantine: quarantined.get(resourceId('topic', name)),
  }));
}

/** What is to be done with them now. */
export function condemnedSteps(topics: readonly Condemned[], { measured }: Circumstances): readonly Step[] {
  return topics.flatMap((topic) => {
    const { name, found, tombstone } = topic;
    const closer = measured?.get('topic')?.get(name) as unknown as MeasuredTopic | undefined;
    const fate = fateOf(topic);
    if (fate === 'release') return [release(topic)];
    if (found === undefined || tombstone === undefined) return [];
    if (fate === 'quarantine') return [beginning(topic, found, tombstone, closer)];
    return fate === 'remove' ? [removal(topic, found, tombstone, closer)] : [];
  });
}

/** Those for which there is nothing to do yet. */
export function waitingTopics(topics: readonly Condemned[]): readonly Waiting[] {
  return topics.flatMap((topic): Waiting[] => {
    const { name, tombstone, quarantine } = topic;
    if (tombstone === undefined || quarantine === undefined || fateOf(topic) !== 'wait') return [];
    const { since } = quarantine;
    return [
      {
        kind: 'topic',
        resource: name,
        since,
        until: new Date(Date.parse(since) + tombstone.quarantineDays * dayMs).toISOString(),
        wayBack: 'delete its tombstone, declare the topic again, and apply',
      },
    ];
  });
}

function beginning(
  { name, quarantine }: Condemned,
  found: SeenTopic,
  { date, reason, quarantineDays }: RemovedTopic,
  measured: MeasuredTopic | undefined,
): Step {
  const days = count(quarantineDays, 'day');
  const isAnew = quarantine !== undefined;
  const members = measured?.losses['remove']?.members ?? {};
  const readers = inEach(members, ', such as ', (group, n) => `${count(n, 'consumer')} of ${group}`);
  return {
    ...about(name, 'quarantine'),
    action: 'quarantine',
    summary: isAnew
      ? `quarantine for ${days}, anew: its users aren't cut off as they were to be since ${quarantine.since}`
      : `quarantine for ${days}, then remove it (taken out on ${date}: ${reason})`,
    consequence:
      `Cuts off at once whoever reads or writes it but the operator${readers}; for ${days} from the apply on it can be ` +
      'taken back by deleting its tombstone, and the next apply after that removes it for good.',
    basis: cutOffBasis(found),
    change: { quarantine: { days: quarantineDays } } satisfies CondemnedChange,
    verdicts: removalVerdicts(found, measured, 'at its removal'),
  };
}

function removal(
  { name, quarantine }: Condemned,
  found: SeenTopic,
  { date, reason }: RemovedTopic,
  measured: MeasuredTopic | undefined,
): Step {
  const since = quarantine === undefined ? '' : `; in quarantine since ${quarantine.since}`;
  return {
    ...about(name, 'remove'),
    action: 'remove',
    summary: `remove it with its ${found.partitions} partitions (taken out on ${date}: ${reason}${since})`,
    consequence:
      'All its records and the offsets of its consumers go for good, and nothing brings them back; who writes or reads it fails.',
    basis: [...cutOffBasis(found), recordBasis(quarantine?.since ?? null)],
    change: { remove: { date, reason, wasInQuarantine: quarantine !== undefined } } satisfies CondemnedChange,
    verdicts: removalVerdicts(found, measured),
  };
}

/** It doesn't depend on the rules that go: with one of them taken away already, it is the same step. */
function release({ name, found, quarantine }: Condemned): Step {
  const since = quarantine?.since ?? '';
  return {
    ...about(name, 'release'),
    action: 'release',
    ...(found === undefined
      ? {
          summary: `clear what is left of its quarantine since ${since}: it is gone`,
          consequence: 'A new topic of that name is open to whom it permits.',
        }
      : {
          summary: `take it back from its quarantine since ${since}`,
          consequence:
            'Whoever is permitted reads and writes it again at once; consumers go on at the offsets that they have committed.',
        }),
    basis: [{ path: ['partitions'], value: found?.partitions ?? null }, recordBasis(since)],
    change: { release: { since } } satisfies CondemnedChange,
    verdicts: [],
  };
}

function about(topic: string, what: string): Pick<Step, 'id' | 'kind' | 'resource' | 'needs'> {
  return { id: `topic/${topic}/${what}`, kind: 'topic', resource: topic, needs: [] };
}

function cutOffBasis({ partitions, denied }: SeenTopic): Step['basis'] {
  return [
    { path: ['partitions'], value: partitions },
    { path: ['denied'], value: denied ?? null },
  ];
}

function recordBasis(since: string | null): Step['basis'][number] {
  return { path: ['quarantinedSince'], in: 'record', value: since };
}
