import type { Admin } from 'kafkajs';
import { dirname, join } from 'node:path';
import { createRegistryApi } from '../../clients/node/index.ts';
import {
  auditTrail,
  brokerKind,
  ownershipRecord,
  placementKind,
  readClientProperties,
  subjectKind,
  topicKind,
  withAdmin,
  type ClientProperties,
  type ResourceKind,
  type UseOf,
} from '../../cluster/index.ts';
import { openHome, registryUrlOf } from '../../local/reach.ts';
import { platformOf, type EnvironmentName, type Platform } from '../../platform/index.ts';
import { tombstones } from '../../topics/index.ts';
import { wantedSubjects } from '../wanted-subjects.ts';
import { durabilityOf, wantedTopics } from '../wanted-topics.ts';
import { localAccess, remoteAccess, type AccessKinds } from './access-kinds.ts';
import type { ClusterOptions } from './cluster-options.ts';
import type { ConnectedCluster } from './connected-cluster.ts';
import { registryBeside, trustAuthorityOf } from './registry-url.ts';

/**
 * Runs `use` with a connection to the named cluster as its operator.
 *
 * @throws ClusterError when it can't be reached
 */
export async function withCluster<T>(
  options: ClusterOptions,
  use: (cluster: ConnectedCluster) => Promise<T>,
): Promise<T> {
  const { cluster, home, commandConfig = join(home, 'admin.properties'), catalogue } = options;
  const operator = await readClientProperties(commandConfig);
  if (catalogue !== undefined) {
    const { withCatalogueCluster } = await import('./catalogue-cluster.ts');
    return withCatalogueCluster({ ...options, commandConfig, catalogue }, operator, use);
  }
  const kindsOf = cluster === 'local' ? await localKinds(home) : remoteKinds({ ...options, commandConfig });
  return withAdmin(operator, {}, async (admin) => {
    const { clusterId } = await admin.describeCluster();
    const platform = platformOf(cluster === 'local' ? 'production' : (cluster as EnvironmentName));
    const ownership = ownershipRecord(admin, operator, durabilityOf(platform));
    return use({ id: clusterId, kinds: kindsOf(admin, operator), ownership });
  });
}

type KindsOf = (admin: Admin, operator: ClientProperties) => readonly ResourceKind[];

/** The platform here is production's. */
async function localKinds(dir: string): Promise<KindsOf> {
  const home = await openHome(dir);
  const { username } = await readClientProperties(home.files.clientProperties);
  const trail = trailOf('production', (broker) => home.layout(broker).logDir);
  return kindsFor('production', localAccess(home, username, trail), registryBeside);
}

/** The users' passwords lie beside the file with the operator's. */
function remoteKinds({
  cluster,
  commandConfig,
  auditTrail: trailDir,
  registry,
}: ClusterOptions & { readonly commandConfig: string }): KindsOf {
  const environment = cluster as EnvironmentName;
  const trail = trailDir === undefined ? undefined : trailOf(environment, (broker) => join(trailDir, broker));
  const access = remoteAccess(join(dirname(commandConfig), 'secrets', environment), trail);
  return kindsFor(environment, access, (operator) => {
    trustAuthorityOf(operator);
    return registry ?? registryUrlOf(platformOf(environment));
  });
}

/** @param dirOf where the audit log of a broker is */
function trailOf(environment: EnvironmentName, dirOf: (broker: string) => string): UseOf {
  return auditTrail(platformOf(environment).nodes.brokers.map(({ name }) => ({ broker: name, dir: dirOf(name) })));
}

/** @param registryOf base of the schema registry's API */
function kindsFor(
  environment: EnvironmentName,
  access: AccessKinds,
  registryOf: (operator: ClientProperties) => string,
): KindsOf {
  return (admin, operator) => [
    ...topicKinds(admin, operator, platformOf(environment)),
    ...access(admin, operator),
    subjectKind(createRegistryApi(registryOf(operator)), wantedSubjects()),
  ];
}

/** Topics, and on which brokers their replicas are. */
function topicKinds(admin: Admin, operator: ClientProperties, platform: Platform): readonly ResourceKind[] {
  const wanted = wantedTopics(platform);
  const racks = new Map(platform.nodes.brokers.map(({ id, rack }) => [id, rack]));
  const factors = new Map(wanted.map(({ name, replicationFactor }) => [name, replicationFactor]));
  return [
    topicKind(admin, operator, wanted, tombstones),
    placementKind(admin, operator, factors, racks),
    brokerKind(admin, operator, [...racks.keys()], [...factors.keys()]),
  ];
}
