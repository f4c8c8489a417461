import { compatibilityLevels } from '../../schemas/index.ts';
import type { Acl } from '../acls.ts';
import { quotaEntityOf, type ClientQuotas } from '../quota-entity.ts';
import { schemaTypes } from '../kinds/subject.ts';
import type { ObservedTopic } from '../observe.ts';
import { throttleSettings } from '../placement/throttle.ts';
import type { RegistryContents } from '../registry/contents.ts';
import type { ScramCredentials, ScramMechanism } from '../scram-credential.ts';
import type { Catalogue, CatalogueBroker, CatalogueSchema, CatalogueSubject, CatalogueTopic } from './catalogue.ts';
import { schemaText } from './subjects-file.ts';

/** All of a cluster that a catalogue can hold. */
export interface ObservedForImport {
  readonly clusterId: string;
  readonly brokers: readonly CatalogueBroker[];
  readonly topics: readonly ObservedTopic[];
  /** Absent where brokers have no authorizer. */
  readonly acls?: readonly Acl[];
  /** By `quotaEntityText`. */
  readonly quotas: ReadonlyMap<string, ClientQuotas>;
  readonly users: ReadonlyMap<string, ScramCredentials>;
  /** Absent where there is none, or none was named. */
  readonly registry?: { readonly url: string; readonly contents: RegistryContents };
}

export interface ImportChoice {
  /** Names of topics that are wanted. @default all */
  readonly topics?: RegExp;
  /** Whether topics in which systems keep their own books are wanted too. @default false */
  readonly internal?: boolean;
}

export interface Imported {
  readonly catalogue: Catalogue;
  /** What is on the cluster and not in the catalogue, or not as one would think, in sentences. */
  readonly remarks: readonly string[];
}

/** Never another's: it says what the platform owns on this cluster. */
const ownershipTopic = '_platform-ownership';
/** Kafka's own, Confluent's, registries' (Confluent's, Apicurio's), Connect's, and MirrorMaker's. */
const internalTopics = [
  /^__/,
  /^_confluent/,
  /^_schemas$/,
  /^kafkasql-journal$/,
  /^_?(.*[-_.])?connect[-_](configs?|offsets?|status(es)?)$/,
  /^mm2-(configs|offsets|status|offset-syncs)\..*\.internal$/,
  /\.checkpoints\.internal$/,
];

/** Kafka's default for a cluster of its own: three copies, one of which may be away. */
const usualReplicas = 3;

/**
 * The catalogue that wants a cluster to be as it is. Replicas stay where they are, and changes need a saved plan, until
 * someone who knows the cluster decides otherwise in its `platform.yaml`.
 */
export function importedCatalogue(
  { clusterId, brokers, topics, acls, quotas, users, registry }: ObservedForImport,
  { topics: chosen = /(?:)/, internal = false }: ImportChoice = {},
): Imported {
  const isInternal = (name: string): boolean =>
    name === ownershipTopic || (!internal && internalTopics.some((pattern) => pattern.test(name)));
  const left = topics.filter(({ name }) => isInternal(name));
  const taken = topics.filter(({ name }) => !isInternal(name) && chosen.test(name));
  const subjects = registry === undefined ? { subjects: [], remarks: [] } : subjectsOf(registry.contents);
  const rules = Map.groupBy(acls ?? [], ({ principal }) => principal);
  const replicationFactor = Math.min(usualReplicas, brokers.length);
  return {
    catalogue: {
      platform: {
        clusterId,
        writes: 'saved-plan',
        placement: 'keep',
        ...(registry === undefined ? {} : { registry: registry.url }),
        durability: { replicationFactor, minInSyncReplicas: Math.max(1, replicationFactor - 1) },
        brokers,
      },
      topics: taken.map(topicOf),
      removed: [],
      access: [...rules].map(([principal, its]) => ({ principal, rules: its })),
      quotas: [...quotas].map(([entity, limits]) => ({ entity: quotaEntityOf(entity), limits })),
      users: [...users].map(([name, credentials]) => ({
        name,
        mechanisms: (Object.keys(credentials) as ScramMechanism[]).sort(),
      })),
      subjects: subjects.subjects,
    },
    remarks: [
      ...listed(left, 'topics in which systems keep their own books are left out'),
      ...(topics.length - left.length > taken.length
        ? [`${topics.length - left.length - taken.length} topics that --topics does not choose are left out`]
        : []),
      ...listed(
        taken.filter((topic) => factorOf(topic) === undefined),
        'partitions have different numbers of replicas, so the files say none and they stay as they are',
      ),
      ...listed(
        taken.filter(({ configs }) => throttleSettings.topic.some((name) => name in configs)),
        'their replicas move now: the throttle of the move is left out, and the plan will see it through',
      ),
      ...(acls === undefined ? ['access rules: the brokers have no authorizer, so there are none'] : []),
      ...(registry === undefined ? ['subjects: no --registry is named, so none are imported'] : subjects.remarks),
    ],
  };
}

function topicOf(topic: ObservedTopic): CatalogueTopic {
  const { name, partitions, configs } = topic;
  const replicationFactor = factorOf(topic);
  return {
    name,
    partitions: partitions.length,
    ...(replicationFactor === undefined ? {} : { replicationFactor }),
    configs: Object.fromEntries(Object.entries(configs).filter(([key]) => !throttleSettings.topic.includes(key))),
  };
}

/** How many replicas each partition has; undefined when it isn't the same for all. */
function factorOf({ partitions }: ObservedTopic): number | undefined {
  const factors = new Set(partitions.map(({ replicas }) => replicas.length));
  return factors.size === 1 ? [...factors][0] : undefined;
}

function subjectsOf({ level: ownLevel, schemas, subjects }: RegistryContents) {
  const byId = new Map(schemas.map((schema) => [schema.id, schema]));
  const remarks: string[] = [];
  const taken = subjects.flatMap(({ name, level, versions }): CatalogueSubject[] => {
    const inUse = versions.filter(({ deleted }) => deleted !== true);
    if (inUse.length < versions.length) {
      remarks.push(`subject ${name}: ${versions.length - inUse.length} deleted versions are left out`);
    }
    const itsSchemas = inUse.flatMap(({ version, id }): CatalogueSchema[] => {
      const registered = byId.get(id);
      const type = schemaTypes.find((each) => each === registered?.type);
      if (registered === undefined || type === undefined) return [];
      return [{ version, type, schema: schemaText(registered.schema), references: registered.references }];
    });
    const known = compatibilityLevels.find((each) => each === level) ?? null;
    if (itsSchemas.length < inUse.length || known !== level) {
      remarks.push(
        `subject ${name}: found a type or a level (${level ?? 'none'}) that is not known here; it is left out`,
      );
      return [];
    }
    return inUse.length === 0 ? [] : [{ name, level: known, versions: itsSchemas }];
  });
  const following = taken.filter(({ level }) => level === null).length;
  if (following > 0) {
    remarks.push(
      `${following} subjects follow the registry's own level (${ownLevel ?? 'not set'}), which is not imported`,
    );
  }
  return { subjects: taken, remarks };
}

function listed(topics: readonly ObservedTopic[], sentence: string): readonly string[] {
  return topics.length === 0 ? [] : [`${sentence}: ${topics.map(({ name }) => name).join(', ')}`];
}
