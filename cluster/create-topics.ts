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
 * @returns the names created
 * @throws ClusterError `CLUSTER_REFUSED` naming every topic that was refused and why; the others were created
 */
export async function createMissingTopics(
  admin: Admin,
  topics: readonly TopicToCreate[],
  replicationFactor: number,
): Promise<readonly string[]> {
  const present = new Set(await admin.listTopics());
  const missing = topics.filter(({ name }) => !present.has(name));
  if (missing.length === 0) return [];
  let madeByOthers: ReadonlySet<string> = new Set();
  try {
    await admin.createTopics({
      waitForLeaders: false,
      timeout: creationTimeoutMs,
      topics: missing.map(({ name, partitions, configs }) => ({
        topic: name,
        numPartitions: partitions,
        replicationFactor,
        configEntries: Object.entries(configs).map(([key, value]) => ({ name: key, value })),
      })),
    });
  } catch (error) {
    const refusals = refusalsIn(error);
    if (refusals.length > 0) throw new ClusterError('CLUSTER_REFUSED', refusals.join('\n'), { cause: error });
    if (!(error instanceof KafkaJSAggregateError)) throw error;
    madeByOthers = new Set(error.errors.filter(isAlreadyThere).map(topicOf));
  }
  return missing.map(({ name }) => name).filter((name) => !madeByOthers.has(name));
}

/**
 * A topic may be there though the list didn't name it: another has just created it, or the broker that was asked for
 * the list hadn't heard of it yet.
 */
function isAlreadyThere(error: Error | string): boolean {
  return kafkaErrorType(error) === 'TOPIC_ALREADY_EXISTS';
}

/** One line a topic that was refused. */
function refusalsIn(error: unknown): string[] {
  if (!(error instanceof KafkaJSAggregateError)) return [];
  return error.errors
    .filter((each) => !isAlreadyThere(each))
    .map((each) => {
      const reason = typeof each === 'string' ? each : `${kafkaErrorType(each) ?? each.name}: ${each.message}`;
      return `topic "${topicOf(each)}": the controller refused to create it (${reason}); correct its declaration`;
    });
}

/** The client's errors carry the topic's name, which its types don't tell. */
function topicOf(error: Error | string): string {
  return typeof error !== 'string' && 'topic' in error ? String(error.topic) : '(not named)';
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
