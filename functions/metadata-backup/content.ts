import type { ObservedCluster, ObservedTopic } from '../../cluster/index.ts';

/** One file of a backup. */
export interface BackupFile {
  /** Within the backup: `topics.json`. */
  readonly name: string;
  readonly bytes: Buffer;
}

export interface BackupCounts {
  readonly topics: number;
  readonly partitions: number;
  /** Kafka's own topics, which a restore doesn't create and the counts above leave out. */
  readonly internalTopics: number;
  readonly acls: number;
}

/**
 * What a backup says of a cluster, as files. Equal clusters give equal bytes: leaders and in-sync replicas, which
 * change by themselves, are left out, and everything is in the order that `observeCluster` gives.
 *
 * - `topics.json`: `{topics, internalTopics}`, each `{name, partitions, replicationFactor, configs}`
 * - `placement.json`: `{brokers, topics}`; for each topic the broker ids of partition 0, 1, ..., preferred leader first
 * - `acls.json`: `{acls}`
 */
export function contentOf(cluster: ObservedCluster): readonly BackupFile[] {
  const own = cluster.topics.filter(({ internal }) => !internal);
  const internal = cluster.topics.filter((topic) => topic.internal);
  return [
    file('topics.json', { topics: own.map(definitionOf), internalTopics: internal.map(definitionOf) }),
    file('placement.json', {
      brokers: cluster.brokers,
      topics: Object.fromEntries(
        cluster.topics.map(({ name, partitions }) => [name, partitions.map(({ replicas }) => replicas)]),
      ),
    }),
    file('acls.json', { acls: cluster.acls }),
  ];
}

export function countsOf(cluster: ObservedCluster): BackupCounts {
  const own = cluster.topics.filter(({ internal }) => !internal);
  return {
    topics: own.length,
    partitions: own.reduce((total, { partitions }) => total + partitions.length, 0),
    internalTopics: cluster.topics.length - own.length,
    acls: cluster.acls.length,
  };
}

function definitionOf({ name, partitions, configs }: ObservedTopic) {
  return { name, partitions: partitions.length, replicationFactor: partitions[0]?.replicas.length ?? 0, configs };
}

function file(name: string, content: unknown): BackupFile {
  return { name, bytes: Buffer.from(`${JSON.stringify(content, null, 2)}\n`) };
}
