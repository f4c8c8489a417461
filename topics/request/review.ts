import { diskCapacity, secondaryOf, topicPolicyOf, type Platform } from '../../platform/index.ts';
import { eventDefinition, isEventType } from '../../schemas/index.ts';
import { InvalidTopicError, type TopicProblem } from '../errors.ts';
import { retentionClass } from '../retention.ts';
import type { Tombstone } from '../tombstones.ts';
import { parseTopic, type CleanupPolicy, type Topic } from '../topic.ts';
import type { TopicRequest } from './request.ts';

/** What a rule says of a request. */
export interface RequestVerdict {
  readonly rule: RuleName;
  readonly level: 'ok' | 'refuse';
  /** For people: what holds, or the place, what was found, what is expected and what to do. */
  readonly message: string;
}

/** What the request is held against. */
export interface Surroundings {
  /** Its replication, naming and disks count. */
  readonly platform: Platform;
  readonly catalogue: readonly Topic[];
  readonly tombstones: readonly Pick<Tombstone, 'topic'>[];
}

/** The most that a topic of seed §3.2 has; with three brokers more only means more files and slower failover. */
const mostPartitions = 100;

/** Kafka's own advice for clusters on ZooKeeper: replicas of partitions that one broker holds. */
const mostReplicasOnABroker = 4_000;

/**
 * Reviews a request by the rules that brokers enforce (`policies/`) and those of the catalogue.
 *
 * @returns a verdict for each rule, in a fixed order
 */
export function reviewTopicRequest(request: TopicRequest, surroundings: Surroundings): RequestVerdict[] {
  return (Object.keys(rules) as RuleName[]).flatMap((rule): RequestVerdict[] => {
    const { problems, holds } = rules[rule](request, surroundings);
    if (problems.length === 0) return [{ rule, level: 'ok', message: holds }];
    return problems.map(({ path, found, expected, next }) => ({
      rule,
      level: 'refuse',
      message: `${path}: found ${found}, expected ${expected}; ${next}`,
    }));
  });
}

/** The topic as the catalogue is to have it. The latest event of each key is kept by compaction, the rest by time. */
export function catalogueFieldsOf({ retention, domain: _, ...asked }: TopicRequest) {
  const cleanupPolicy: CleanupPolicy = retention.class === 'state' ? 'compact' : 'delete';
  return { ...asked, retention: retention.class, cleanupPolicy };
}

interface Problem extends TopicProblem {
  readonly next: string;
}

interface Ruling {
  readonly problems: readonly Problem[];
  /** What to say when there are no problems. */
  readonly holds: string;
}

const rules = { name, events, key, partitions, retention, replication, disk } as const satisfies Record<
  string,
  (request: TopicRequest, surroundings: Surroundings) => Ruling
>;
type RuleName = keyof typeof rules;

function name(request: TopicRequest, { platform, catalogue, tombstones }: Surroundings): Ruling {
  const found = JSON.stringify(request.name);
  const taken = { path: 'name', found: `${found}, which the catalogue has already`, expected: 'a new name' };
  const buried = { path: 'name', found: `${found}, which a tombstone removes`, expected: 'a new name' };
  const outside = { path: 'name', found, expected: 'a name that brokers take (policies/)' };
  return {
    problems: [
      ...ofCatalogue(request, 'name').map((problem) => ({ ...problem, next: 'such as marketplace-coupons' })),
      ...(new RegExp(topicPolicyOf(platform).namePattern).test(request.name)
        ? []
        : [{ ...outside, next: 'use lower-case words of letters and digits, joined by "-"' }]),
      ...(catalogue.some((topic) => topic.name === request.name)
        ? [{ ...taken, next: 'to change that topic, edit topics/catalogue/' }]
        : []),
      ...(tombstones.some(({ topic }) => topic === request.name)
        ? [{ ...buried, next: 'readers of the old one would take the new one for it' }]
        : []),
    ],
    holds: 'new, and as brokers take it',
  };
}

function events({ events, domain }: TopicRequest, { catalogue }: Surroundings): Ruling {
  const problems = events.flatMap((type, index): Problem[] => {
    const at = { path: `events.${index}`, found: JSON.stringify(type) };
    if (!isEventType(type)) {
      const expected = 'an event of schemas/events/';
      return [{ ...at, expected, next: 'write the event first: docs/how-to/change-an-event.md' }];
    }
    const carrier = catalogue.find((topic) => topic.events.includes(type));
    const actual = eventDefinition(type).domain;
    return [
      ...(events.indexOf(type) === index ? [] : [{ ...at, expected: 'each event once', next: 'take it out' }]),
      ...(actual === domain
        ? []
        : [
            {
              ...at,
              expected: `an event of the domain ${domain}`,
              next: `it is one of ${actual}: ask for a topic there`,
            },
          ]),
      ...(carrier === undefined
        ? []
        : [
            { ...at, expected: 'an event that no topic carries', next: `read it from ${carrier.name}, its only topic` },
          ]),
    ];
  });
  return { problems, holds: 'written, of this domain, in no other topic' };
}

function key(request: TopicRequest): Ruling {
  const found = JSON.stringify(request.key);
  if (!request.events.every(isEventType)) {
    const expected = 'events that are written, to look for it in';
    return { problems: [{ path: 'key', found, expected, next: 'see the events' }], holds: '' };
  }
  return {
    problems: ofCatalogue(request, 'key').map((problem) => ({ ...problem, next: 'choose what must stay in order' })),
    holds: 'always there in each event',
  };
}

function partitions({ partitions: wanted }: TopicRequest, { platform, catalogue }: Surroundings): Ruling {
  const { brokers, settings } = platform.kafka;
  const all = catalogue.reduce((sum, topic) => sum + topic.partitions, wanted);
  const onABroker = Math.ceil((all * settings.defaultReplicationFactor) / brokers);
  const tooMany = { path: 'partitions', found: String(wanted), next: 'keys share partitions well: ask for fewer' };
  return {
    problems: [
      ...(wanted > mostPartitions ? [{ ...tooMany, expected: `at most ${mostPartitions}` }] : []),
      ...(onABroker > mostReplicasOnABroker
        ? [{ ...tooMany, expected: `at most ${mostReplicasOnABroker} replicas on a broker, not ${onABroker}` }]
        : []),
    ],
    holds: `${all} in all then, ${onABroker} replicas on a broker`,
  };
}

/** Only the last event of a key stays in a compacted topic, so each must tell all that the others do. */
function retention({ retention: wanted, events }: TopicRequest): Ruling {
  if (wanted.class !== 'state') return { problems: [], holds: `class ${wanted.class}: ${wanted.reason}` };
  const [first, ...others] = events.filter(isEventType).map((type) => ({ type, fields: fieldsOf(type) }));
  const lacking = others.filter(({ fields }) => first?.fields.some((field) => !fields.includes(field)));
  return {
    problems: lacking.map(({ type }) => ({
      path: 'retention.class',
      found: `"state" and ${type}, which lacks fields of ${first?.type ?? ''}`,
      expected: 'events that each carry the whole state of their key',
      next: 'compaction would let it replace what it does not tell: choose another class, or another topic for it',
    })),
    holds: `class state, compacted: ${wanted.reason}`,
  };
}

function fieldsOf(type: Parameters<typeof eventDefinition>[0]): readonly string[] {
  return Object.keys(eventDefinition(type).payload.shape);
}

function replication(_: TopicRequest, { platform }: Surroundings): Ruling {
  const { replicationFactor, minInSyncReplicas } = topicPolicyOf(platform);
  return { problems: [], holds: `${replicationFactor} replicas, ${minInSyncReplicas} of them in sync, as everywhere` };
}

function disk(request: TopicRequest, { platform, catalogue }: Surroundings): Ruling {
  const { retentionMs } = retentionClass(request.retention.class);
  const loads = [...catalogue, { ...request, retentionMs }].map((topic) => ({
    name: topic.name,
    bytesPerSecond: topic.expectedBytesPerSecond,
    retentionMs: topic.retentionMs,
  }));
  const { sum, warning } = diskCapacity(platform, loads);
  // The second region keeps a copy of every topic, on disks that may be smaller.
  const warnings = [warning, diskCapacity(secondaryOf(platform), loads).warning].filter((each) => each !== undefined);
  const tooMuch = { path: 'expectedBytesPerSecond', found: String(request.expectedBytesPerSecond) };
  const problems = warnings.map((next) => ({ ...tooMuch, expected: 'what the disks hold with it', next }));
  return { problems, holds: sum };
}

/** What the catalogue itself would say of one field, if the others were right. */
function ofCatalogue(request: TopicRequest, field: 'name' | 'key'): readonly TopicProblem[] {
  const name = field === 'name' ? request.name : 'requested';
  try {
    parseTopic({ ...catalogueFieldsOf(request), name });
    return [];
  } catch (error) {
    if (error instanceof InvalidTopicError) return error.problems.filter(({ path }) => path === field);
    throw error;
  }
}
