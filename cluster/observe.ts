import kafkajs, { type Admin, type DescribeConfigResponse } from 'kafkajs';
import { observeAcls, type Acl } from './acls.ts';
import { kafkaErrorType } from './kafka-failure.ts';

const { ConfigResourceTypes, ConfigSource } = kafkajs;

export interface ObservedPartition {
  readonly id: number;
  /** Broker id, or -1 while there is none. */
  readonly leader: number;
  /** Broker ids; the first is the preferred leader. */
  readonly replicas: readonly number[];
  /** Broker ids, ascending. */
  readonly inSync: readonly number[];
}

export interface ObservedTopic {
  readonly name: string;
  /** Whether Kafka keeps its own books in it. */
  readonly internal: boolean;
  /** By id, from 0. */
  readonly partitions: readonly ObservedPartition[];
  /** Only what was set for this topic; the rest follows the brokers' defaults. */
  readonly configs: Readonly<Record<string, string>>;
}

/** A cluster at one moment, as plain data in a fixed order: equal clusters give equal values. */
export interface ObservedCluster {
  readonly clusterId: string;
  readonly brokers: readonly { readonly id: number; readonly host: string; readonly port: number }[];
  readonly topics: readonly ObservedTopic[];
  readonly acls: readonly Acl[];
}

const internalTopics = new Set(['__consumer_offsets', '__transaction_state']);

/** A topic may be deleted between the request that lists it and the one that reads its settings. */
const attempts = 3;

/**
 * Reads brokers, topics with placement and own settings, and all access rules. The number of requests is the same
 * for any number of topics.
 */
export async function observeCluster(admin: Admin): Promise<ObservedCluster> {
  const [{ clusterId, brokers }, topics, acls] = await Promise.all([
    admin.describeCluster(),
    observeTopics(admin),
    observeAcls(admin),
  ]);
  return {
    clusterId,
    brokers: brokers
      .map(({ nodeId, host, port }) => ({ id: nodeId, host, port }))
      .sort((left, right) => left.id - right.id),
    topics,
    acls,
  };
}

/** Every topic of the cluster, by name, with placement and the settings of its own. */
export async function observeTopics(admin: Admin): Promise<readonly ObservedTopic[]> {
  for (let attempt = 1; ; attempt += 1) {
    const placements = await observePlacement(admin);
    try {
      const configs = await readConfigs(
        admin,
        placements.map(({ name }) => name),
      );
      return placements.map((placement) => ({ ...placement, configs: configs.get(placement.name) ?? {} }));
    } catch (error) {
      if (attempt === attempts || kafkaErrorType(error) !== 'UNKNOWN_TOPIC_OR_PARTITION') throw error;
    }
  }
}

/** Every topic of the cluster, by name, with its partitions: one request. */
export async function observePlacement(admin: Admin): Promise<readonly Omit<ObservedTopic, 'configs'>[]> {
  const { topics } = await admin.fetchTopicMetadata();
  return topics
    .map(({ name, partitions }) => ({
      name,
      internal: internalTopics.has(name),
      partitions: partitions
        .map(({ partitionId, leader, replicas, isr }) => ({
          id: partitionId,
          leader,
          replicas,
          inSync: [...isr].sort((left, right) => left - right),
        }))
        .sort((left, right) => left.id - right.id),
    }))
    .sort((left, right) => (left.name < right.name ? -1 : 1));
}

async function readConfigs(
  admin: Admin,
  names: readonly string[],
): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
  if (names.length === 0) return new Map();
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: names.map((name) => ({ type: ConfigResourceTypes.TOPIC, name })),
  });
  return new Map(
    resources.map(({ resourceName, configEntries }) => [
      resourceName,
      Object.fromEntries(
        configEntries
          .filter(({ configSource }) => configSource === ConfigSource.TOPIC_CONFIG)
          .map(({ configName, configValue }) => [configName, configValue] as const)
          .sort(([left], [right]) => (left < right ? -1 : 1)),
      ),
    ]),
  );
}

/**
 * What topics follow, or would, where they set nothing themselves: the brokers' settings in the names and units of
 * topics. Two requests.
 */
export async function observeDefaults(
  admin: Admin,
  names: readonly string[],
): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
  const { controller, brokers } = await admin.describeCluster();
  const broker = String(controller ?? brokers[0]?.nodeId);
  const { resources } = await admin.describeConfigs({
    includeSynonyms: true,
    resources: [
      ...names.map((name) => ({ type: ConfigResourceTypes.TOPIC, name })),
      { type: ConfigResourceTypes.BROKER, name: broker, configNames: retentionUnits.map(({ name }) => name) },
    ],
  });
  const retention = retentionOf(resources.find(({ resourceType }) => resourceType === ConfigResourceTypes.BROKER));
  return new Map(
    resources
      .filter(({ resourceType }) => resourceType === ConfigResourceTypes.TOPIC)
      .map(({ resourceName, configEntries }) => [
        resourceName,
        {
          ...Object.fromEntries(
            configEntries.flatMap(({ configName, configSynonyms }) => {
              const followed = configSynonyms.find(({ configSource }) => configSource !== ConfigSource.TOPIC_CONFIG);
              return followed === undefined ? [] : [[configName, followed.configValue]];
            }),
          ),
          ...retention,
        },
      ]),
  );
}

/** The first that a broker has set counts. It doesn't tell topics of those in another unit than theirs. */
const retentionUnits = [
  { name: 'log.retention.ms', unitMs: 1 },
  { name: 'log.retention.minutes', unitMs: 60_000 },
  { name: 'log.retention.hours', unitMs: 3_600_000 },
];

function retentionOf(broker: Pick<DescribeConfigResponse['resources'][number], 'configEntries'> | undefined) {
  for (const { name, unitMs } of retentionUnits) {
    // Null where it isn't set, which the client's types don't say.
    const value: string | null | undefined = broker?.configEntries.find(
      (each) => each.configName === name,
    )?.configValue;
    if (typeof value === 'string') return { 'retention.ms': Number(value) < 0 ? '-1' : String(Number(value) * unitMs) };
  }
  return {};
}
