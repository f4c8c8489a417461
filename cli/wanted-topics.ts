import type { Durability } from '../cluster/index.ts';
import type { Platform } from '../platform/index.ts';
import { topicConfig, topics } from '../topics/index.ts';

/** The topics of the catalogue with what a platform's cluster decides: how many replicas, and how many in sync. */
export function wantedTopics({ kafka: { settings } }: Platform) {
  const { defaultReplicationFactor, minInSyncReplicas } = settings;
  return topics.map((topic) => ({
    name: topic.name,
    partitions: topic.partitions,
    replicationFactor: defaultReplicationFactor,
    configs: topicConfig(topic, { minInSyncReplicas }),
    key: topic.key,
  }));
}

/** How safely a platform's cluster keeps what the platform itself writes down: as safely as the catalogue's topics. */
export function durabilityOf({ kafka: { settings } }: Platform): Durability {
  const { defaultReplicationFactor, minInSyncReplicas } = settings;
  return { replicationFactor: defaultReplicationFactor, minInSyncReplicas };
}
