import type { Admin } from 'kafkajs';
import { dirname, join } from 'node:path';
import { createRegistryApi } from '../../clients/node/index.ts';
import {
  accessKind,
  auditTrail,
  brokerKind,
  CatalogueError,
  ownershipRecord,
  placementKind,
  quotaEntityText,
  quotaKind,
  readCatalogue,
  subjectKind,
  topicKind,
  userKind,
  withAdmin,
  type Catalogue,
  type ClientProperties,
  type ResourceKind,
} from '../../cluster/index.ts';
import { secretsIn } from '../../local/reach.ts';
import type { ClusterOptions } from './cluster-options.ts';
import type { ConnectedCluster } from './connected-cluster.ts';
import { trustAuthorityOf } from './registry-url.ts';

type CatalogueOptions = ClusterOptions & Required<Pick<ClusterOptions, 'commandConfig' | 'catalogue'>>;

/**
 * Runs `use` with a connection to the cluster that catalogue files are about.
 *
 * @throws CatalogueError `INVALID_CATALOGUE` before anything is asked; `REFUSED` when another cluster is reached
 */
export async function withCatalogueCluster<T>(
  options: CatalogueOptions,
  operator: ClientProperties,
  use: (cluster: ConnectedCluster) => Promise<T>,
): Promise<T> {
  const catalogue = await readCatalogue(options.catalogue);
  const { clusterId, durability } = catalogue.platform;
  return withAdmin(operator, {}, async (admin) => {
    const { clusterId: id } = await admin.describeCluster();
    if (id !== clusterId) {
      throw new CatalogueError(
        'REFUSED',
        `${options.catalogue}/platform.yaml: clusterId: found ${clusterId}, expected ${id}, the cluster that ` +
          `${options.commandConfig} leads to; name the client file of the other cluster, or another directory`,
      );
    }
    const kinds = [
      ...topicKinds(admin, operator, catalogue),
      ...accessKinds(admin, operator, catalogue, options),
      ...subjectKinds(operator, catalogue, options),
    ];
    return use({ id, kinds, ownership: ownershipRecord(admin, operator, durability) });
  });
}

/** Topics, and where their replicas are. */
function topicKinds(
  admin: Admin,
  operator: ClientProperties,
  { platform, topics, removed }: Catalogue,
): readonly ResourceKind[] {
  const { replicationFactor: usual } = platform.durability;
  const wanted = topics.map(({ replicationFactor = usual, key = 'nobody has said which', ...topic }) => ({
    ...topic,
    replicationFactor,
    key,
  }));
  // A topic that says no number of replicas keeps what it has.
  const factors = new Map(
    topics.flatMap(({ name, replicationFactor }) =>
      replicationFactor === undefined ? [] : [[name, replicationFactor]],
    ),
  );
  // A broker without a rack fails alone, as one in a rack of its own.
  const racks = new Map(platform.brokers.map(({ id, rack = `broker ${id}` }) => [id, rack]));
  return [
    topicKind(admin, operator, wanted, removed),
    placementKind(admin, operator, factors, racks, { keeps: platform.placement === 'keep' }),
    brokerKind(admin, operator, [...racks.keys()], [...factors.keys()]),
  ];
}

/** The passwords of users that are added lie beside the operator's file, as for any cluster. */
function accessKinds(
  admin: Admin,
  operator: ClientProperties,
  { platform, access, users, quotas }: Catalogue,
  { commandConfig, auditTrail: trailDir }: CatalogueOptions,
): readonly ResourceKind[] {
  const trail = platform.brokers.map(({ id }) => ({ broker: String(id), dir: join(trailDir ?? '', String(id)) }));
  return [
    accessKind(
      admin,
      access.map(({ principal }) => principal),
      access.flatMap(({ rules }) => rules),
      trailDir === undefined ? undefined : auditTrail(trail),
    ),
    userKind(
      operator,
      users.map((user) => ({ ...user, isFromStore: false })),
      secretsIn(join(dirname(commandConfig), 'secrets', platform.clusterId)),
    ),
    quotaKind(operator, new Map(quotas.map(({ entity, limits }) => [quotaEntityText(entity), limits]))),
  ];
}

function subjectKinds(
  operator: ClientProperties,
  { platform, subjects }: Catalogue,
  { catalogue, registry = platform.registry }: CatalogueOptions,
): readonly ResourceKind[] {
  if (subjects.length === 0) return [];
  if (registry === undefined) {
    throw new CatalogueError(
      'INVALID_CATALOGUE',
      `${catalogue}/platform.yaml: registry: found nothing, expected the base of the API of the registry that holds the ` +
        `${subjects.length} subjects of subjects.yaml; add it, or name it: --registry URL`,
    );
  }
  trustAuthorityOf(operator);
  const wanted = subjects.flatMap(({ name, level, versions }) => {
    const last = versions.at(-1);
    return last === undefined
      ? []
      : [{ name, level, schema: last.schema, type: last.type, references: last.references }];
  });
  return [subjectKind(createRegistryApi(registry), wanted)];
}

/** Whether changes of the cluster of catalogue files need a plan that was saved and reviewed. */
export async function asksForSavedPlan(dir: string): Promise<boolean> {
  return (await readCatalogue(dir)).platform.writes === 'saved-plan';
}
