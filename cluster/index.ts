export { createAcls, observeAcls, type Acl } from './acls.ts';
export { CatalogueError } from './catalogue-files/catalogue-error.ts';
export type { Catalogue } from './catalogue-files/catalogue.ts';
export { readCatalogue, writeCatalogue } from './catalogue-files/directory.ts';
export { importedCatalogue, type Imported } from './catalogue-files/from-cluster.ts';
export { observeForImport } from './catalogue-files/observe-for-import.ts';
export { quotaEntityText } from './quota-entity.ts';
export { auditTrail, type UseOf } from './audit-trail.ts';
export { readClientProperties, type ClientProperties } from './client-properties.ts';
export { ClusterError, type ClusterErrorCode } from './cluster-error.ts';
export { connectKafka, withAdmin, type ConnectOptions } from './connect.ts';
export { createMissingTopics, waitForInSync, type InSyncCount, type TopicToCreate } from './create-topics.ts';
export { firstUserCommands, quietShellLogging, usersWithout, withoutVerifiers, zookeeperShell } from './first-users.ts';
export { scramVerifier } from './scram-verifier.ts';
export { observeCluster, type ObservedCluster, type ObservedPartition, type ObservedTopic } from './observe.ts';
export { accessKind } from './kinds/access-kind.ts';
export { quotaKind } from './kinds/quota-kind.ts';
export { topicKind } from './kinds/topic-kind.ts';
export { userKind, type SecretOf } from './kinds/user-kind.ts';
export { serviceUser, type WantedUser } from './kinds/user-steps.ts';
export { brokerKind } from './kinds/broker-kind.ts';
export { placementKind } from './kinds/placement-kind.ts';
export { subjectKind } from './kinds/subject-kind.ts';
export type { SchemaDetails } from './kinds/subject.ts';
export { archiveOf, contentsIn } from './registry/apicurio-archive.ts';
export {
  readContents,
  registryContents,
  writeContents,
  type RegisteredSchema,
  type RegistryContents,
} from './registry/contents.ts';
export { importContents, type RegistryStore } from './registry/import.ts';
export { type MoveOptions } from './placement/move-replicas.ts';
export { placeReplicas, type PartitionToPlace, type PlacementBroker } from './placement/place-replicas.ts';
export { ownershipRecord, takeOwnership, type Durability } from './ownership-topic.ts';
export { applyPlan, planAndApply, type ApplyOptions } from './plan/apply.ts';
export type { OwnershipRecord } from './plan/ownership.ts';
export { PlanError, type PlanErrorCode } from './plan/plan-error.ts';
export { makePlan, type Plan } from './plan/plan.ts';
export { readPlanFile, writePlanFile } from './plan/plan-file.ts';
export type { Outcome, ResourceKind, Waiting } from './plan/resource-kind.ts';
export type { Step, Verdict } from './plan/step.ts';
export { acceptanceOf } from './plan/verdicts.ts';
