export { createMissingAcls, observeAcls, type Acl } from './acls.ts';
export { readClientProperties, type ClientProperties } from './client-properties.ts';
export { ClusterError, type ClusterErrorCode } from './cluster-error.ts';
export { connectKafka, withAdmin, type ConnectOptions } from './connect.ts';
export { createMissingTopics, waitForInSync, type InSyncCount, type TopicToCreate } from './create-topics.ts';
export { observeCluster, type ObservedCluster, type ObservedPartition, type ObservedTopic } from './observe.ts';
export { waitForBrokers } from './wait-for-brokers.ts';
