export { podsOfNode } from './addresses.ts';
export {
  agentArtifact,
  archiveName,
  artifactNames,
  artifactsBucketOf,
  lockedArtifact,
  type Artifact,
  type ArtifactName,
} from './artifacts.ts';
export { diskCapacity, type DiskCapacity, type TopicLoad } from './capacity.ts';
export { namesAllowed, zookeeperClientNames, type CertificateNames } from './certificate-names.ts';
export { definePlatform, secondaryOf, type Platform } from './define-platform.ts';
export { environments, platformOf } from './environments/index.ts';
export { images, type Image, type ImageName, type ImageSource } from './images.ts';
export { InvalidPlatformError, type PlatformProblem } from './invalid-platform-error.ts';
export { machineShape, similarMachineTypes } from './machine-types.ts';
export { environmentNames, type EnvironmentName, type PlatformInput, type RegionRole } from './model.ts';
export type { Broker, PlatformNode, PlatformNodes, ServiceNode, ZooKeeperNode } from './nodes.ts';
export type { OutsideEntrance } from './outside-clients.ts';
export { onOneMachine } from './on-one-machine.ts';
export {
  brokerUser,
  listenerNames,
  operatorUser,
  saslMechanism,
  tlsCipherSuites,
  tlsProtocol,
  zookeeperClientName,
} from './security.ts';
export { topicPolicyOf, type TopicPolicy } from './topic-policy.ts';
