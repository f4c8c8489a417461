/** The 30 topics of the platform, and who may use them, as data. Pure: no I/O. */
export { accessOf, usersOf } from './access/principals.ts';
export type { AccessRule, WantedAccess } from './access/principals.ts';
export { defineServices } from './access/define-services.ts';
export type { Service } from './access/service.ts';
export { services } from './access/services.ts';
export type { ServiceName } from './access/services.ts';
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
