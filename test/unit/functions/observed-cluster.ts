import type { ObservedCluster } from '../../../cluster/index.ts';

/** A small cluster for tests that need none: two topics, one of Kafka's own, one access rule. */
export function observedCluster(changes: Partial<ObservedCluster> = {}): ObservedCluster {
  const partition = (id: number, replicas: number[]) => ({
    id,
    leader: replicas[0] ?? -1,
    replicas,
    inSync: [...replicas].sort((left, right) => left - right),
  });
  return {
    clusterId: 'test-cluster',
    brokers: [1, 2, 3].map((id) => ({ id, host: `kafka-0${String(id)}`, port: 9092 })),
    topics: [
      { name: '__consumer_offsets', internal: true, partitions: [partition(0, [1, 2, 3])], configs: {} },
      {
        name: 'audit',
        internal: false,
        partitions: [partition(0, [1, 2, 3]), partition(1, [2, 3, 1])],
        configs: { 'retention.ms': '604800000' },
      },
      { name: 'orders', internal: false, partitions: [partition(0, [3, 1, 2])], configs: {} },
    ],
    acls: [
      {
        resourceType: 'TOPIC',
        resourceName: 'orders',
        patternType: 'LITERAL',
        principal: 'User:trading',
        host: '*',
        operation: 'WRITE',
        permission: 'ALLOW',
      },
    ],
    ...changes,
  };
}
