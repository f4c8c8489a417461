import type { CompatibilityLevel } from '../../schemas/index.ts';
import type { Acl } from '../acls.ts';
import type { ClientQuotas, QuotaEntity } from '../quota-entity.ts';
import type { SchemaReference, SchemaType } from '../kinds/subject.ts';
import type { RemovedTopic } from '../kinds/topic.ts';
import type { ScramMechanism } from '../scram-credential.ts';

/**
 * What a cluster is to hold, as plain data: the wanted state of a cluster that our typed catalogue doesn't describe. It
 * has no roles, events or domains, since nobody can tell these from a cluster.
 */
export interface Catalogue {
  readonly platform: CataloguePlatform;
  readonly topics: readonly CatalogueTopic[];
  /** Topics that are to go. */
  readonly removed: readonly RemovedTopic[];
  readonly access: readonly CataloguePrincipal[];
  readonly quotas: readonly CatalogueQuota[];
  readonly users: readonly CatalogueUser[];
  readonly subjects: readonly CatalogueSubject[];
}

export const writeRules = ['saved-plan', 'direct'] as const;
export const placementRules = ['keep', 'spread'] as const;

/** The cluster itself, and how it is dealt with. */
export interface CataloguePlatform {
  /** Kafka's own id of the cluster: of no other may this be wanted. */
  readonly clusterId: string;
  /** Whether changes need a plan that was saved and reviewed. */
  readonly writes: (typeof writeRules)[number];
  /** Whether replicas stay where they are, or are spread over racks and brokers. */
  readonly placement: (typeof placementRules)[number];
  /** Base of the schema registry's API; absent where there is none. */
  readonly registry?: string;
  /** Of what the platform itself writes down, and of topics that don't say. */
  readonly durability: { readonly replicationFactor: number; readonly minInSyncReplicas: number };
  readonly brokers: readonly CatalogueBroker[];
}

export interface CatalogueBroker {
  readonly id: number;
  /** Kafka's name for a failure domain; absent where the broker names none. */
  readonly rack?: string;
}

export interface CatalogueTopic {
  readonly name: string;
  readonly partitions: number;
  /** Absent: as it is, and for a new topic that of `durability`. */
  readonly replicationFactor?: number;
  /** What its records have as their key, for the words of the guards; absent where nobody has said. */
  readonly key?: string;
  /** What is set on the topic itself. */
  readonly configs: Readonly<Record<string, string>>;
}

/** A principal with all rules that it is to have, sorted by `aclKey`. */
export interface CataloguePrincipal {
  readonly principal: string;
  readonly rules: readonly Acl[];
}

export interface CatalogueQuota {
  readonly entity: QuotaEntity;
  readonly limits: ClientQuotas;
}

/** A user with the mechanisms by which it can log in. Never a password, nor its hash. */
export interface CatalogueUser {
  readonly name: string;
  readonly mechanisms: readonly ScramMechanism[];
}

export interface CatalogueSubject {
  readonly name: string;
  /** Null where the registry's own level holds. */
  readonly level: CompatibilityLevel | null;
  /** In use, oldest first; at least one. */
  readonly versions: readonly CatalogueSchema[];
}

export interface CatalogueSchema {
  readonly version: number;
  readonly type: SchemaType;
  /** JSON without white space where it is JSON, else the text itself. */
  readonly schema: string;
  readonly references: readonly SchemaReference[];
}
