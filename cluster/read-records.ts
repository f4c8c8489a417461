import { Consumer, UserError } from '@platformatic/kafka';
import type { ClientProperties } from './client-properties.ts';
import { ClusterError } from './cluster-error.ts';
import { extendedClientOptions, extendedClusterError } from './extended-admin.ts';

/** A stretch of a partition: from `from` until before `to`. */
export interface RecordRange {
  readonly topic: string;
  readonly partition: number;
  readonly from: number;
  readonly to: number;
}

export interface ReadRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly timestampMs: number;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
}

/** What one partition gives in one answer at most. */
const partitionMaxBytes = 1_048_576;
/** Set by the client for itself; no group is joined, nothing is committed, and so none is left behind. */
const groupId = 'kafka-platform-reader';

/**
 * Reads stretches of partitions to their ends, as records lie there; a compacted partition has gaps.
 *
 * @throws ClusterError `CLUSTER_UNREACHABLE` when it is not done after `timeoutMs`, and as `withExtendedAdmin`
 */
export async function readRecords(
  properties: ClientProperties,
  ranges: readonly RecordRange[],
  { timeoutMs }: { readonly timeoutMs: number },
): Promise<readonly ReadRecord[]> {
  const wanted = ranges.filter(({ from, to }) => from < to);
  if (wanted.length === 0) return [];
  const place = [...new Set(wanted.map(({ topic }) => topic))].join(', ');
  return withReader(properties, place, (consumer) =>
    readAll(consumer, wanted, { place, deadline: performance.now() + timeoutMs }),
  );
}

/**
 * Reads all that a partition holds at this moment.
 *
 * @returns undefined when there is no such topic
 * @throws ClusterError as `readRecords`
 */
export async function readPartition(
  properties: ClientProperties,
  topic: string,
  { partition, timeoutMs }: { readonly partition: number; readonly timeoutMs: number },
): Promise<readonly ReadRecord[] | undefined> {
  return withReader(properties, topic, async (consumer) => {
    try {
      // Once: the client would wait for seconds for a topic to appear.
      await consumer.metadata({ topics: [topic], retries: 0 });
    } catch (error) {
      if (error instanceof UserError && error.message.startsWith('Unknown topic')) return undefined;
      // Anything else may pass, and is tried again below.
    }
    const range = { topic, partition, from: 0, to: Number.POSITIVE_INFINITY };
    return readAll(consumer, [range], { place: topic, deadline: performance.now() + timeoutMs });
  });
}

async function withReader<T>(
  properties: ClientProperties,
  place: string,
  use: (consumer: Consumer) => Promise<T>,
): Promise<T> {
  const consumer = new Consumer({ ...extendedClientOptions(properties), groupId, maxWaitTime: 500 });
  try {
    return await use(consumer);
  } catch (error) {
    throw extendedClusterError(error, place);
  } finally {
    await consumer.close();
  }
}

async function readAll(
  consumer: Consumer,
  ranges: readonly RecordRange[],
  { place, deadline }: { readonly place: string; readonly deadline: number },
): Promise<readonly ReadRecord[]> {
  const { topics } = await consumer.metadata({ topics: [...new Set(ranges.map(({ topic }) => topic))] });
  const names = new Map([...topics].map(([name, { id }]) => [id, name]));
  const leaderOf = ({ topic, partition }: RecordRange): number => {
    const leader = topics.get(topic)?.partitions[partition]?.leader ?? -1;
    if (leader >= 0) return leader;
    throw new ClusterError(
      'CLUSTER_UNREACHABLE',
      `topic ${topic}, partition ${partition}: found no leader, expected one; wait until its brokers are back`,
    );
  };
  const records: ReadRecord[] = [];
  const readFrom = async (node: number, itsRanges: readonly RecordRange[]): Promise<void> => {
    let open = itsRanges;
    while (open.length > 0) {
      if (performance.now() > deadline) {
        throw new ClusterError(
          'CLUSTER_UNREACHABLE',
          `${place}: found records that could not be read in time, expected all; see that its leaders answer`,
        );
      }
      const byTopic = Map.groupBy(open, ({ topic }) => topic);
      const { responses } = await consumer.fetch({
        node,
        topics: [...byTopic].map(([topic, its]) => ({
          topicId: topics.get(topic)?.id ?? '',
          partitions: its.map(({ partition, from }) => ({
            partition,
            fetchOffset: BigInt(from),
            partitionMaxBytes,
            currentLeaderEpoch: -1,
            lastFetchedEpoch: -1,
          })),
        })),
      });
      const answers = new Map(
        responses.flatMap(({ topicId, partitions }) =>
          partitions.map((each) => [`${names.get(topicId) ?? ''}/${each.partitionIndex}`, each] as const),
        ),
      );
      open = open.flatMap((range) => {
        const answer = answers.get(`${range.topic}/${range.partition}`);
        if (answer === undefined) return [range];
        const to = Math.min(range.to, Number(answer.highWatermark));
        let next = range.from;
        for (const { firstOffset, lastOffsetDelta, firstTimestamp, records: its } of answer.records ?? []) {
          for (const { offsetDelta, timestampDelta, key, value } of its) {
            const offset = Number(firstOffset) + offsetDelta;
            if (offset < range.from || offset >= to) continue;
            const timestampMs = Number(firstTimestamp + timestampDelta);
            records.push({ topic: range.topic, partition: range.partition, offset, timestampMs, key, value });
          }
          next = Math.max(next, Number(firstOffset) + lastOffsetDelta + 1);
        }
        return next < to ? [{ ...range, from: next, to }] : [];
      });
    }
  };
  await Promise.all([...Map.groupBy(ranges, leaderOf)].map(([node, its]) => readFrom(node, its)));
  return records;
}
