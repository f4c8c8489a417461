import { ListOffsetTimestamps, type Admin } from '@platformatic/kafka';
import type { ClientProperties } from './client-properties.ts';
import { withExtendedAdmin } from './extended-admin.ts';

export interface PartitionContents {
  readonly id: number;
  /** On disk, of its largest copy. */
  readonly bytes: number;
  readonly earliest: number;
  /** One after the last record. */
  readonly latest: number;
  /** When its first record was written, in milliseconds since 1970; null when it has none. */
  readonly oldestMs: number | null;
  /** When its newest was. */
  readonly newestMs: number | null;
  /** The first record written at or after the time asked for; `latest` when there is none. */
  readonly firstSince: number;
}

/** A consumer group that reads a topic. */
export interface Reader {
  readonly group: string;
  /** Consumers that are there now. */
  readonly members: number;
  /** The next record to read, by partition; only where it has committed one. */
  readonly committed: ReadonlyMap<number, number>;
}

/** What is in a topic, and who reads it. */
export interface TopicContents {
  readonly partitions: readonly PartitionContents[];
  readonly readers: readonly Reader[];
}

/** A topic to look into. */
export interface TopicToMeasure {
  readonly name: string;
  readonly partitions: number;
  /** Milliseconds since 1970: `firstSince` is asked for this time. */
  readonly sinceMs: number;
}

/**
 * Looks into topics: sizes from the brokers' disks, offsets, times, and the groups that read them. Some requests a
 * broker, however many topics there are.
 *
 * @throws ClusterError as `withExtendedAdmin`
 */
export async function observeContents(
  properties: ClientProperties,
  topics: readonly TopicToMeasure[],
): Promise<ReadonlyMap<string, TopicContents>> {
  if (topics.length === 0) return new Map();
  return withExtendedAdmin(properties, async (admin) => {
    const { EARLIEST, LATEST, MAX } = ListOffsetTimestamps;
    const [sizes, earliest, latest, oldest, newest, since, readers] = await Promise.all([
      sizesOf(admin, topics),
      offsetsAt(admin, topics, () => EARLIEST),
      offsetsAt(admin, topics, () => LATEST),
      offsetsAt(admin, topics, () => 0n),
      offsetsAt(admin, topics, () => MAX),
      offsetsAt(admin, topics, ({ sinceMs }) => BigInt(Math.max(0, Math.floor(sinceMs)))),
      readersOf(admin, topics),
    ]);
    return new Map(
      topics.map(({ name, partitions }): [string, TopicContents] => [
        name,
        {
          partitions: Array.from({ length: partitions }, (_, id): PartitionContents => {
            const at = placeOf(name, id);
            const end = offset(latest, at);
            const first = offset(since, at);
            return {
              id,
              bytes: sizes.get(at) ?? 0,
              earliest: offset(earliest, at),
              latest: end,
              oldestMs: time(oldest, at),
              newestMs: time(newest, at),
              firstSince: first < 0 ? end : first,
            };
          }),
          readers: readers.get(name) ?? [],
        },
      ]),
    );
  });
}

interface FoundOffset {
  readonly offset: number;
  readonly timestampMs: number;
}

type ByPlace<T> = ReadonlyMap<string, T>;
const placeOf = (topic: string, partition: number): string => `${topic}/${partition}`;
const offset = (found: ByPlace<FoundOffset>, at: string): number => found.get(at)?.offset ?? 0;
const time = (found: ByPlace<FoundOffset>, at: string): number | null => {
  const timestampMs = found.get(at)?.timestampMs ?? -1;
  return timestampMs < 0 ? null : timestampMs;
};
const partitionsOf = ({ partitions }: Pick<TopicToMeasure, 'partitions'>): number[] =>
  Array.from({ length: partitions }, (_, id) => id);

async function offsetsAt(
  admin: Admin,
  topics: readonly TopicToMeasure[],
  timestampOf: (topic: TopicToMeasure) => bigint,
): Promise<ByPlace<FoundOffset>> {
  const found = await admin.listOffsets({
    topics: topics.map((topic) => ({
      name: topic.name,
      partitions: partitionsOf(topic).map((partitionIndex) => ({ partitionIndex, timestamp: timestampOf(topic) })),
    })),
  });
  return new Map(
    found.flatMap(({ name, partitions }) =>
      partitions.map(({ partitionIndex, offset: at, timestamp }) => [
        placeOf(name, partitionIndex),
        { offset: Number(at), timestampMs: Number(timestamp) },
      ]),
    ),
  );
}

/** What each topic's partitions take on disk, in bytes by partition id. @throws ClusterError as `withExtendedAdmin` */
export async function observeSizes(
  properties: ClientProperties,
  topics: readonly Pick<TopicToMeasure, 'name' | 'partitions'>[],
): Promise<ReadonlyMap<string, readonly number[]>> {
  if (topics.length === 0) return new Map();
  const sizes = await withExtendedAdmin(properties, (admin) => sizesOf(admin, topics));
  return new Map(
    topics.map((topic) => [topic.name, partitionsOf(topic).map((id) => sizes.get(placeOf(topic.name, id)) ?? 0)]),
  );
}

/** Of the largest copy: one that catches up is smaller. */
async function sizesOf(
  admin: Admin,
  topics: readonly Pick<TopicToMeasure, 'name' | 'partitions'>[],
): Promise<ByPlace<number>> {
  const brokers = await admin.describeLogDirs({
    topics: topics.map((topic) => ({ name: topic.name, partitions: partitionsOf(topic) })),
  });
  const sizes = new Map<string, number>();
  for (const { results } of brokers) {
    for (const { name, partitions } of results.flatMap((dir) => dir.topics)) {
      for (const { partitionIndex, partitionSize } of partitions) {
        const at = placeOf(name, partitionIndex);
        sizes.set(at, Math.max(sizes.get(at) ?? 0, Number(partitionSize)));
      }
    }
  }
  return sizes;
}

/** Groups that have committed on a topic or whose members subscribe to it, by topic. */
async function readersOf(
  admin: Admin,
  topics: readonly TopicToMeasure[],
): Promise<ReadonlyMap<string, readonly Reader[]>> {
  // A group that only commits has no protocol; Connect's and the registry's workers share a protocol of their own.
  const ids = [...(await admin.listGroups()).values()]
    .filter(({ protocolType }) => protocolType === 'consumer' || protocolType === '')
    .map(({ id }) => id);
  if (ids.length === 0) return new Map();
  const asked = topics.map((topic) => ({ name: topic.name, partitionIndexes: partitionsOf(topic) }));
  const [groups, commits] = await Promise.all([
    admin.describeGroups({ groups: ids }),
    admin.listConsumerGroupOffsets({ groups: ids.map((groupId) => ({ groupId, topics: asked })) }),
  ]);
  const committedBy = new Map(commits.map(({ groupId, topics: its }) => [groupId, its]));
  return new Map(
    topics.map(({ name }) => [
      name,
      ids.flatMap((group): Reader[] => {
        const members = [...(groups.get(group)?.members.values() ?? [])].filter(
          ({ metadata, assignments }) => metadata?.topics?.includes(name) === true || assignments?.has(name) === true,
        ).length;
        const committed = new Map(
          (committedBy.get(group) ?? [])
            .filter((topic) => topic.name === name)
            .flatMap(({ partitions }) => partitions)
            .filter(({ committedOffset }) => committedOffset >= 0n)
            .map(({ partitionIndex, committedOffset }) => [partitionIndex, Number(committedOffset)]),
        );
        return members > 0 || committed.size > 0 ? [{ group, members, committed }] : [];
      }),
    ]),
  );
}
