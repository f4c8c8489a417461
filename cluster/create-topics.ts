import kafkajs, { type Admin } from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';
import { ClusterError } from './cluster-error.ts';
import { kafkaErrorType } from './kafka-failure.ts';
import { observePlacement } from './observe.ts';

const { KafkaJSAggregateError, KafkaJSError } = kafkajs;

export interface TopicToCreate {
  readonly name: string;
  readonly partitions: number;
  /** Kafka's topic settings: `retention.ms` and the like. */
  readonly configs: Readonly<Record<string, string>>;
}

/** How long the controller may take to give all partitions a leader; it goes on in the background after that. */
const creationTimeoutMs = 110_000;

/**
 * Creates those of `topics` that the cluster doesn't have, in one request. Doesn't wait for their leaders: see
 * `waitForInSync`. Topics that exist are left as they are.
 *
 * It can't say which it made: a broker's list may lag behind the controller, and kafkajs answers the same whether all
 * or only one of the topics existed already.
 *
 * @throws ClusterError `CLUSTER_REFUSED` naming every topic that was refused and why; the others were created
 * @throws ClusterError `TOO_FEW_BROKERS`, which may pass: a controller counts a broker only some time after its port opens
 */
export async function createMissingTopics(
  admin: Admin,
  topics: readonly TopicToCreate[],
  replicationFactor: number,
): Promise<void> {
  const present = new Set(await admin.listTopics());
  const missing = topics.filter(({ name }) => !present.has(name));
  const refused = await createTopics(
    admin,
    missing.map((topic) => ({ ...topic, replicationFactor })),
  );
  if (refused.size === 0) return;
  if ([...refused.values()].every(({ type }) => type === 'INVALID_REPLICATION_FACTOR')) {
    throw new ClusterError(
      'TOO_FEW_BROKERS',
      `topics ${[...refused.keys()].slice(0, 3).join(', ')}${refused.size > 3 ? ' and others' : ''}: found fewer brokers ` +
        `than the ${replicationFactor} replicas that each is to have; start the brokers that are missing`,
    );
  }
  const lines = [...refused].map(
    ([name, { reason }]) => `topic "${name}": the controller refused to create it (${reason}); correct its declaration`,
  );
  throw new ClusterError('CLUSTER_REFUSED', lines.join('\n'));
}

export interface TopicRefusal {
  /** Kafka's own word, such as `INVALID_CONFIG`. */
  readonly type: string | undefined;
  readonly reason: string;
}

/**
 * Creates topics, in one request. One that another has just created is there, as asked: it is no failure, but may have
 * other settings.
 *
 * @returns why one was refused, by topic; empty when all are there
 */
export async function createTopics(
  admin: Admin,
  topics: readonly (TopicToCreate & { readonly replicationFactor: number })[],
): Promise<ReadonlyMap<string, TopicRefusal>> {
  if (topics.length === 0) return new Map();
  return refusalsOf(() =>
    admin.createTopics({
      waitForLeaders: false,
      timeout: creationTimeoutMs,
      topics: topics.map(({ name, partitions, replicationFactor, configs }) => ({
        topic: name,
        numPartitions: partitions,
        replicationFactor,
        configEntries: Object.entries(configs).map(([key, value]) => ({ name: key, value })),
      })),
    }),
  );
}

/**
 * Gives topics more partitions, in one request.
 *
 * @param counts the number that each is to have, by topic
 * @returns why one was refused, by topic; empty when all grew
 */
export async function growTopics(
  admin: Admin,
  counts: ReadonlyMap<string, number>,
): Promise<ReadonlyMap<string, TopicRefusal>> {
  if (counts.size === 0) return new Map();
  return refusalsOf(() =>
    admin.createPartitions({
      timeout: creationTimeoutMs,
      topicPartitions: [...counts].map(([topic, count]) => ({ topic, count })),
    }),
  );
}

/** The client throws all topics' failures as one; each carries its topic's name, which its types don't tell. */
async function refusalsOf(request: () => Promise<unknown>): Promise<ReadonlyMap<string, TopicRefusal>> {
  try {
    await request();
    return new Map();
  } catch (error) {
    if (!(error instanceof KafkaJSAggregateError)) throw error;
    return new Map(
      error.errors
        .filter((each) => kafkaErrorType(each) !== 'TOPIC_ALREADY_EXISTS')
        .map((each) => {
          if (typeof each === 'string') return ['(not named)', { type: undefined, reason: each }];
          const topic = 'topic' in each ? String(each.topic) : '(not named)';
          const type = kafkaErrorType(each);
          return [topic, { type, reason: `${type ?? each.name}: ${each.message}` }];
        }),
    );
  }
}

export interface InSyncCount {
  readonly partitions: number;
  readonly replicas: number;
  readonly inSyncReplicas: number;
}

/**
 * Waits until every partition of the named topics has a leader and all its replicas in sync.
 *
 * @param onProgress called after each look at the cluster
 * @returns the final count, in which `inSyncReplicas` equals `replicas`
 * @throws ClusterError `NOT_IN_SYNC` after `timeoutMs`, naming the first topics that lag
 */
export async function waitForInSync(
  admin: Admin,
  names: readonly string[],
  options: {
    readonly timeoutMs: number;
    readonly signal?: AbortSignal;
    readonly onProgress?: (count: InSyncCount) => void;
  },
): Promise<InSyncCount> {
  const deadline = performance.now() + options.timeoutMs;
  for (;;) {
    options.signal?.throwIfAborted();
    const { count, lagging } = await countInSync(admin, new Set(names));
    options.onProgress?.(count);
    if (lagging.length === 0) return count;
    if (performance.now() > deadline) {
      throw new ClusterError(
        'NOT_IN_SYNC',
        `topics ${lagging.slice(0, 3).join(', ')}${lagging.length > 3 ? ` and ${lagging.length - 3} more` : ''}: ` +
          `found ${count.inSyncReplicas} of ${count.replicas} replicas in sync after ` +
          `${Math.round(options.timeoutMs / 1_000)} s, expected all; see the logs of the brokers that lag`,
      );
    }
    await sleep(200, undefined, { signal: options.signal });
  }
}

function isWithoutLeader(error: unknown): boolean {
  return kafkaErrorType(error) === 'LEADER_NOT_AVAILABLE';
}

async function countInSync(
  admin: Admin,
  names: ReadonlySet<string>,
): Promise<{ count: InSyncCount; lagging: string[] }> {
  const topics = (await placementOrNothing(admin)).filter(({ name }) => names.has(name));
  const partitions = topics.flatMap((topic) => topic.partitions);
  const seen = new Set(topics.map(({ name }) => name));
  return {
    count: {
      partitions: partitions.length,
      replicas: partitions.reduce((total, { replicas }) => total + replicas.length, 0),
      inSyncReplicas: partitions.reduce((total, { inSync }) => total + inSync.length, 0),
    },
    lagging: [
      ...[...names].filter((name) => !seen.has(name)),
      ...topics
        .filter((topic) =>
          topic.partitions.some((each) => each.leader < 0 || each.inSync.length < each.replicas.length),
        )
        .map(({ name }) => name),
    ],
  };
}

/**
 * The client throws when any partition has no leader yet, and wraps that as final when its own tries came to nothing:
 * here both are only "not yet".
 */
async function placementOrNothing(admin: Admin): ReturnType<typeof observePlacement> {
  try {
    return await observePlacement(admin);
  } catch (error) {
    if (error instanceof KafkaJSError && (error.retriable || isWithoutLeader(error.cause))) return [];
    throw error;
  }
}
