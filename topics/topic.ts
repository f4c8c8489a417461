import { z } from 'zod';
import { eventTypes, isEventType, keyPathsOf } from '../schemas/index.ts';
import type { EventType, KeyPath } from '../schemas/index.ts';
import { InvalidTopicError } from './errors.ts';
import type { TopicProblem } from './errors.ts';
import { retentionClass, retentionName } from './retention.ts';
import type { RetentionName } from './retention.ts';
import { found, nameIn, shapeProblems } from './shape-problems.ts';

/** The teams that answer for topics: who approves access, who is called. */
export const owners = [
  'market-data',
  'trading',
  'strategy',
  'community',
  'marketplace',
  'platform',
  'security',
] as const;
export type Owner = (typeof owners)[number];

export const cleanupPolicies = ['delete', 'compact'] as const;
export type CleanupPolicy = (typeof cleanupPolicies)[number];

/** A topic as the platform wants it. Replication is not here: it is a property of the cluster. */
export interface Topic {
  readonly name: string;
  readonly partitions: number;
  /** Path in the event whose value is the record's key, such as `payload.symbol`. Exists in each of `events`. */
  readonly key: string;
  readonly owner: Owner;
  readonly retention: RetentionName;
  /** What the class says: how long each event can be read at least; the last of a key in a compacted topic for good. */
  readonly retentionMs: number;
  readonly cleanupPolicy: CleanupPolicy;
  readonly events: readonly EventType[];
  /** Average bytes a second written to leaders, compressed, all partitions together. */
  readonly expectedBytesPerSecond: number;
}

/** A topic whose key is checked by the compiler against each event that it carries. */
export interface TopicInput<N extends string, E extends EventType> {
  readonly name: N;
  readonly partitions: number;
  readonly key: NoInfer<KeyPath<E>>;
  readonly owner: Owner;
  readonly retention: RetentionName;
  readonly cleanupPolicy: CleanupPolicy;
  readonly events: readonly E[];
  readonly expectedBytesPerSecond: number;
}

const topicShape = z.strictObject({
  name: z
    .string()
    .max(249)
    .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'expected lower-case words with hyphens'),
  partitions: z.int().min(1),
  key: z.string(),
  owner: z.enum(owners),
  retention: retentionName,
  cleanupPolicy: z.enum(cleanupPolicies),
  events: z.array(z.string()).min(1),
  expectedBytesPerSecond: z.number().positive(),
});

function eventProblems(events: readonly string[]): TopicProblem[] {
  return events.flatMap((event, i) =>
    isEventType(event)
      ? []
      : [
          {
            path: `events.${i}`,
            found: found(event),
            expected: `one of the ${eventTypes.length} event types of schemas/events/`,
          },
        ],
  );
}

function keyProblems(key: string, events: readonly EventType[]): TopicProblem[] {
  const missing = events.filter((event) => !keyPathsOf(event).includes(key));
  if (missing.length === 0) return [];
  const common = keyPathsOf(events[0] as EventType).filter((path) =>
    events.every((event) => keyPathsOf(event).includes(path)),
  );
  const expected = `a text field that ${missing.join(', ')} always has, one of ${common.join(', ')}`;
  return [{ path: 'key', found: found(key), expected }];
}

/**
 * A topic from data without types. Throws `InvalidTopicError` that names the topic and, for each problem, the path,
 * what was found and what was expected.
 */
export function parseTopic(input: unknown): Topic {
  const result = topicShape.safeParse(input);
  const label = nameIn(input);
  if (!result.success) throw new InvalidTopicError(label, shapeProblems(result.error, input, topicShape));
  const { events, key } = result.data;
  const unknown = eventProblems(events);
  const problems = unknown.length > 0 ? unknown : keyProblems(key, events as EventType[]);
  if (problems.length > 0) throw new InvalidTopicError(label, problems);
  const { retentionMs } = retentionClass(result.data.retention);
  return Object.freeze({ ...result.data, retentionMs, events: Object.freeze(events as EventType[]) });
}

/**
 * A topic of the catalogue. An unknown event, or a key that isn't always there in each event, is a type error;
 * untyped data meets the same rules at run time (`InvalidTopicError`).
 */
export function defineTopic<const N extends string, const E extends EventType>(
  input: TopicInput<N, E>,
): Topic & { readonly name: N; readonly events: readonly E[] } {
  return parseTopic(input) as Topic & { readonly name: N; readonly events: readonly E[] };
}
