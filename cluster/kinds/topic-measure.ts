import type { Admin } from 'kafkajs';
import type { ClientProperties } from '../client-properties.ts';
import { observeContents, readRecords } from '../extended-client.ts';
import { observeDefaults } from '../observe.ts';
import type { Json } from '../plan/json.ts';
import type { Seen } from '../plan/resource-kind.ts';
import type { Step } from '../plan/step.ts';
import type { TopicContents } from '../topic-contents.ts';
import { endsBySize, lossBefore, lossByAge, lossOfAll } from './loss.ts';
import { beginsCompaction, cutsOf, type Cut, type Settings } from './topic-cuts.ts';
import type { TopicChange } from './topic-steps.ts';
import type { KeySample, Loss, MeasuredTopic, SeenTopic } from './topic.ts';

/** A topic that is to change, or to go. */
interface Concerned {
  readonly name: string;
  readonly partitions: number;
  readonly before: Settings;
  readonly after: Settings;
  readonly isRemoved: boolean;
}

/** How many of a topic's last records tell whether its records have keys. */
const sampleSize = 1_000;
const readTimeoutMs = 20_000;
/** Settings that are judged by what they mean, so that the brokers' value counts where a topic has none. */
const judged = ['retention.ms', 'retention.bytes', 'cleanup.policy', 'min.insync.replicas', 'max.message.bytes'];

/**
 * What steps would do to the contents of topics: what would go by which setting, whether records have keys. Asks
 * nothing when no step can cut anything.
 *
 * @param seen topics as they were observed
 * @returns `MeasuredTopic` by topic, only of those that a step can harm
 */
export async function measureTopics(
  admin: Admin,
  properties: ClientProperties,
  steps: readonly Step[],
  seen: Seen,
): Promise<Seen> {
  const concerned = concernedBy(steps, seen).filter(mayHarm);
  if (concerned.length === 0) return new Map();
  const defaults = await observeDefaults(
    admin,
    concerned.map(({ name }) => name),
  );
  const now = Date.now();
  const topics = concerned.map((topic) => {
    const its = defaults.get(topic.name) ?? {};
    const isCompacted = beginsCompaction(topic.before, topic.after, its);
    return { ...topic, defaults: its, isCompacted, cuts: cutsOf(topic.before, topic.after, its) };
  });
  const contents = await observeContents(
    properties,
    topics
      .filter(({ cuts, isCompacted, isRemoved }) => cuts.length > 0 || isCompacted || isRemoved)
      .map(({ name, partitions, cuts }) => ({ name, partitions, sinceMs: now - maxAgeOf(cuts) })),
  );
  const entries = topics.map(async (topic): Promise<[string, Json]> => {
    const its = contents.get(topic.name);
    const measured: MeasuredTopic = {
      defaults: topic.defaults,
      atMs: now,
      losses: its === undefined ? {} : await lossesOf(properties, topic, its, topic.cuts, now),
      sample: its === undefined || !topic.isCompacted ? null : await sampleKeys(properties, topic.name, its),
    };
    return [topic.name, { ...measured } as unknown as Json];
  });
  return new Map(await Promise.all(entries));
}

function concernedBy(steps: readonly Step[], seen: Seen): readonly Concerned[] {
  return [...Map.groupBy(steps, ({ resource }) => resource)].flatMap(([name, its]): Concerned[] => {
    const found = seen.get(name) as unknown as SeenTopic | undefined;
    if (found === undefined) return [];
    // Who is cut off by a quarantine, and what goes after it, is to be known when it begins.
    const isRemoved = its.some(({ action }) => action === 'remove' || action === 'quarantine');
    const changes = its.flatMap(({ change }) => ('configs' in (change as TopicChange) ? [change as Changed] : []));
    const after = Object.entries(
      Object.assign({ ...found.configs }, ...changes.map(({ configs }) => configs)) as Changed['configs'],
    );
    return [
      {
        name,
        partitions: found.partitions,
        isRemoved,
        before: found.configs,
        after: Object.fromEntries(after.flatMap(([key, value]) => (value === null ? [] : [[key, value]]))),
      },
    ];
  });
}

type Changed = Extract<TopicChange, { readonly configs: unknown }>;

function mayHarm({ before, after, isRemoved }: Concerned): boolean {
  const followsBrokers = judged.some(
    (key) => before[key] !== after[key] && (before[key] === undefined || after[key] === undefined),
  );
  return isRemoved || followsBrokers || cutsOf(before, after, {}).length > 0 || beginsCompaction(before, after, {});
}

/** By age a topic is cut at one time, whichever of its settings says so. */
function maxAgeOf(cuts: readonly Cut[]): number {
  return cuts.find(({ setting }) => setting !== 'retention.bytes')?.limit ?? Number.POSITIVE_INFINITY;
}

async function lossesOf(
  properties: ClientProperties,
  { name: topic, isRemoved }: Concerned,
  contents: TopicContents,
  cuts: readonly Cut[],
  now: number,
): Promise<Readonly<Record<string, Loss>>> {
  const losses = cuts.map(async ({ setting, limit }): Promise<readonly (readonly [string, Loss])[]> => {
    if (limit === null) return [];
    const loss =
      setting === 'retention.bytes'
        ? await lossBySize(properties, topic, contents, limit)
        : lossByAge(contents, now - limit);
    return [[setting, loss]];
  });
  return {
    ...Object.fromEntries((await Promise.all(losses)).flat()),
    ...(isRemoved ? { remove: lossOfAll(contents) } : {}),
  };
}

/** The time of the last record that goes is read from it: Kafka tells offsets by time, not the reverse. */
async function lossBySize(
  properties: ClientProperties,
  topic: string,
  contents: TopicContents,
  maxBytes: number,
): Promise<Loss> {
  const ends = endsBySize(contents, maxBytes);
  const last = await readRecords(
    properties,
    contents.partitions.flatMap(({ id, earliest }) => {
      const end = ends.get(id) ?? earliest;
      return end > earliest ? [{ topic, partition: id, from: end - 1, to: end }] : [];
    }),
    { timeoutMs: readTimeoutMs },
  );
  const times = last.map(({ timestampMs }) => timestampMs);
  return lossBefore(contents, ends, times.length > 0 ? Math.max(...times) : null);
}

/** The last records of a topic, as many from each partition. */
async function sampleKeys(
  properties: ClientProperties,
  topic: string,
  { partitions }: TopicContents,
): Promise<KeySample> {
  const each = Math.ceil(sampleSize / partitions.length);
  const records = await readRecords(
    properties,
    partitions.map(({ id, earliest, latest }) => ({
      topic,
      partition: id,
      from: Math.max(earliest, latest - each),
      to: latest,
    })),
    { timeoutMs: readTimeoutMs },
  );
  const keys = records.flatMap(({ partition, key }) =>
    key === null ? [] : [`${partition}/${Buffer.from(key).toString('base64')}`],
  );
  return { records: records.length, withoutKey: records.length - keys.length, distinctKeys: new Set(keys).size };
}
