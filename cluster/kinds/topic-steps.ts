import type { Circumstances } from '../plan/resource-kind.ts';
import type { Basis, Step, Verdict } from '../plan/step.ts';
import { condemnedSteps, condemnedTopics, releaseId, type CondemnedChange } from './condemned-topics.ts';
import type { MeasuredTopic, RemovedTopic, SeenTopic, WantedTopic } from './topic.ts';
import { configConsequence, configVerdicts, growthVerdicts } from './topic-guards.ts';

/** What a step asks of the cluster. */
export type TopicChange =
  | {
      readonly create: {
        readonly partitions: number;
        readonly replicationFactor: number;
        readonly configs: Readonly<Record<string, string>>;
      };
    }
  | { readonly configs: Readonly<Record<string, string | null>> }
  | { readonly partitions: number }
  | CondemnedChange;

/**
 * The steps that make the cluster's topics as wanted. Topics that the catalogue doesn't know are somebody else's and
 * aren't touched: "not in the files" is not "delete". Only what has a tombstone and is the platform's by its ownership
 * record is removed, after a quarantine.
 */
export function topicSteps(
  wanted: readonly WantedTopic[],
  circumstances: Circumstances,
  removed: readonly RemovedTopic[] = [],
): readonly Step[] {
  const { seen, measured } = circumstances;
  const steps = wanted.flatMap((topic) => {
    const found = seen.get('topic')?.get(topic.name) as unknown as SeenTopic | undefined;
    const closer = measured?.get('topic')?.get(topic.name) as unknown as MeasuredTopic | undefined;
    return found === undefined ? [creation(topic)] : changes(topic, found, closer);
  });
  return [...steps, ...condemnedSteps(condemnedTopics(wanted, removed, circumstances), circumstances)];
}

function creation({ name, partitions, replicationFactor, configs }: WantedTopic): Step {
  return step(name, 'create', {
    action: 'create',
    summary: `create with ${partitions} partitions, ${replicationFactor} replicas each`,
    consequence: 'Producers and consumers that are permitted can use it at once.',
    basis: [{ path: [], value: null }],
    change: { create: { partitions, replicationFactor, configs } },
    verdicts: [],
    // What is left of the quarantine of one that was removed would cut off the users of this one.
    needs: [releaseId(name)],
  });
}

function changes(topic: WantedTopic, found: SeenTopic, measured: MeasuredTopic | undefined): readonly Step[] {
  return [...configSteps(topic, found, measured), ...partitionSteps(topic, found)];
}

function configSteps(
  { name, configs }: WantedTopic,
  found: SeenTopic,
  measured: MeasuredTopic | undefined,
): readonly Step[] {
  const names = [...new Set([...Object.keys(configs), ...Object.keys(found.configs)])]
    .filter((key) => configs[key] !== found.configs[key])
    .sort();
  return names.map((key) => {
    const before = found.configs[key] ?? null;
    const after = configs[key] ?? null;
    return step(name, `configs/${key}`, {
      action: 'change',
      summary: `${key} ${before ?? "(the brokers' default)"} -> ${after ?? "(the brokers' default)"}`,
      consequence: configConsequence(key, before, after),
      basis: [{ path: ['configs', key], value: before }],
      change: { configs: { [key]: after } },
      verdicts: configVerdicts({ key, found, wanted: configs, measured }),
    });
  });
}

function partitionSteps(topic: WantedTopic, found: SeenTopic): readonly Step[] {
  if (topic.partitions === found.partitions) return [];
  return [
    step(topic.name, 'partitions', {
      action: 'change',
      summary: `partitions ${found.partitions} -> ${topic.partitions}`,
      consequence: 'Records written from then on spread over all partitions; those that are there stay where they are.',
      basis: [{ path: ['partitions'], value: found.partitions }],
      change: { partitions: topic.partitions },
      verdicts: growthVerdicts(topic.key, found.partitions, topic.partitions),
    }),
  ];
}

function step(
  topic: string,
  what: string,
  rest: Pick<Step, 'action' | 'summary' | 'consequence'> & {
    readonly basis: readonly Basis[];
    readonly change: TopicChange;
    readonly verdicts: readonly Verdict[];
    readonly needs?: readonly string[];
  },
): Step {
  return { id: `topic/${topic}/${what}`, kind: 'topic', resource: topic, needs: [], ...rest };
}
