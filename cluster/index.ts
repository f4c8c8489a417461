export { createMissingAcls, observeAcls, type Acl } from './acls.ts';
export { readClientProperties, type ClientProperties } from './client-properties.ts';
export { ClusterError, type ClusterErrorCode } from './cluster-error.ts';
export { connectKafka, withAdmin, type ConnectOptions } from './connect.ts';
export { createMissingTopics, waitForInSync, type InSyncCount, type TopicToCreate } from './create-topics.ts';
export { observeCluster, type ObservedCluster, type ObservedPartition, type ObservedTopic } from './observe.ts';
export { waitForBrokers } from './wait-for-brokers.ts';

export { accessKind } from './kinds/access-kind.ts';
export { topicKind } from './kinds/topic-kind.ts';
export type { WantedTopic } from './kinds/topic-steps.ts';
export { applyPlan, type ApplyOptions } from './plan/apply.ts';
export { PlanError, type PlanErrorCode } from './plan/plan-error.ts';
export { makePlan, type Plan } from './plan/plan.ts';
export { readPlanFile, writePlanFile } from './plan/plan-file.ts';
export type { Outcome, ResourceKind } from './plan/resource-kind.ts';
export type { Step, Verdict } from './plan/step.ts';
export { acceptanceOf, refusals } from './plan/verdicts.ts';
