import { eventDefinition } from '../schemas/index.ts';
import type { Domain, EventOf, EventType } from '../schemas/index.ts';
import { topics } from './catalogue.ts';
import { UnkeyableEventError, UnknownTopicError } from './errors.ts';
import type { Topic } from './topic.ts';

/** The name of a topic, such as `market-data-raw`. */
export type TopicName = (typeof topics)[number]['name'];

/** What a topic puts on disks: for the capacity rule of the model. */
export interface TopicLoad {
  readonly name: string;
  /** Compressed bytes a second, before replication. */
  readonly bytesPerSecond: number;
  readonly retentionMs: number;
}

const byName = new Map<string, Topic>(topics.map((each) => [each.name, each]));
const byEvent = new Map<EventType, (typeof topics)[number]>(
  topics.flatMap((each) => each.events.map((type): [EventType, (typeof topics)[number]] => [type, each])),
);

/** Every name, in the order of seed §3.2. */
export const topicNames: readonly TopicName[] = topics.map(({ name }) => name);

/** The topic of a name. Throws `UnknownTopicError` for a name that came untyped. */
export function topic(name: TopicName): Topic {
  const found = byName.get(name);
  if (found === undefined) throw new UnknownTopicError(name, topicNames);
  return found;
}

/** The one topic that carries an event. Throws `UnknownTopicError` when none does. */
export function topicOf(type: EventType): Topic & { readonly name: TopicName } {
  const found = byEvent.get(type);
  if (found === undefined) throw new UnknownTopicError(`of ${type}`, topicNames);
  return found;
}

/** The domain of each topic by name: that of its events. */
export const domainOfTopic: ReadonlyMap<string, Domain> = new Map(
  topics.flatMap(({ name, events }) => events.map((type): [string, Domain] => [name, eventDefinition(type).domain])),
);

/** The steps of each key path, split once: `keyOf` runs for every event sent. */
const keySteps = new Map<string, readonly string[]>(topics.map(({ name, key }) => [name, key.split('.')]));

/**
 * The record key of an event in a topic. Throws `UnkeyableEventError` when the topic doesn't carry the event or the
 * key is not a non-empty text: such a record would land on any partition and lose its order.
 */
export function keyOf(name: TopicName, event: EventOf): string {
  const { events, key } = topic(name);
  if (!events.includes(event.eventType)) {
    throw new UnkeyableEventError(
      `topic "${name}": found event ${event.eventType}, expected one of ${events.join(', ')}; see topicOf(eventType)`,
    );
  }
  let value: unknown = event;
  for (const step of keySteps.get(name) ?? []) value = (value as Record<string, unknown> | null | undefined)?.[step];
  if (typeof value === 'string' && value !== '') return value;
  const found = value === undefined ? 'nothing' : JSON.stringify(value);
  throw new UnkeyableEventError(
    `topic "${name}", ${event.eventType}, key ${key}: found ${found}, expected a non-empty text; parse the event first`,
  );
}

/** Kafka's own default; a segment never spans more than this. */
const MAX_SEGMENT_MS = 168 * 3_600_000;

/**
 * The Kafka configuration of a topic, complete: what is not here is the broker's business.
 * `minInSyncReplicas` comes from the platform (seed §6.3). Compression is seed §6.3's. Kafka deletes and compacts only
 * closed segments, so a segment closes after an eighth of the retention: disks then hold at most an eighth more than
 * the class says.
 */
export function topicConfig(of: Topic, { minInSyncReplicas }: { minInSyncReplicas: number }): Record<string, string> {
  const { retentionMs } = of;
  return {
    'cleanup.policy': of.cleanupPolicy,
    'compression.type': 'lz4',
    'min.insync.replicas': String(minInSyncReplicas),
    'segment.ms': String(Math.min(MAX_SEGMENT_MS, retentionMs / 8)),
    ...(of.cleanupPolicy === 'delete'
      ? { 'retention.ms': String(retentionMs) }
      : { 'min.compaction.lag.ms': String(retentionMs) }),
  };
}

/** The load of every topic, for the rule that disks must be large enough. */
export const topicLoads: readonly TopicLoad[] = topics.map(({ name, retentionMs, expectedBytesPerSecond }) => ({
  name,
  bytesPerSecond: expectedBytesPerSecond,
  retentionMs,
}));
