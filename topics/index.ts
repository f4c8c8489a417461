/** The 30 topics of the platform as data. Pure: no I/O. */
export { topics } from './catalogue.ts';
export type { TopicProblem } from './errors.ts';
export { domainOfTopic, keyOf, topic, topicConfig, topicLoads, topicNames, topicOf } from './lookup.ts';
export type { TopicLoad, TopicName } from './lookup.ts';
export { retentionClasses } from './retention.ts';
export type { RetentionClass, RetentionName } from './retention.ts';
export { defineTopic, parseTopic } from './topic.ts';
export type { CleanupPolicy, Owner, Topic, TopicInput } from './topic.ts';
export { parseTombstones, tombstones } from './tombstones.ts';
export type { Tombstone } from './tombstones.ts';
