import type { Admin } from 'kafkajs';

/** The broker that takes the records of a partition. */
export interface PartitionLeader {
  readonly topic: string;
  readonly partition: number;
  readonly leader: number;
}

/** Asks the cluster which brokers lead the partitions of some topics. */
export interface LeaderLookUp {
  connect(): Promise<void>;
  /** Leaders as they are now; those who ask at the same time share one answer. @throws KafkaJSError without one */
  ask(): Promise<readonly PartitionLeader[]>;
  /** Waits for an open question, then disconnects. */
  close(): Promise<void>;
}

/** @param admin its connection is the look-up's own from here on */
export function createLeaderLookUp(admin: Admin, topics: readonly string[]): LeaderLookUp {
  let open: Promise<readonly PartitionLeader[]> | undefined;
  return {
    connect: () => admin.connect(),
    ask() {
      open ??= leadersOf(admin, topics).finally(() => {
        open = undefined;
      });
      return open;
    },
    async close() {
      await open?.catch(() => undefined); // told to those who asked
      await admin.disconnect();
    },
  };
}

async function leadersOf(admin: Admin, topics: readonly string[]): Promise<PartitionLeader[]> {
  const metadata = await admin.fetchTopicMetadata({ topics: [...topics] });
  return metadata.topics.flatMap(({ name, partitions }) =>
    partitions.map(({ partitionId, leader }) => ({ topic: name, partition: partitionId, leader })),
  );
}

/** How many partitions each topic has. */
export function partitionCounts(leaders: readonly PartitionLeader[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { topic } of leaders) counts.set(topic, (counts.get(topic) ?? 0) + 1);
  return counts;
}
