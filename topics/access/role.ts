import type { TopicName } from '../lookup.ts';

/**
 * What a service does with Kafka, in the terms of those who ask for access. Rules for single resources follow from it.
 * Topics are typed: a name that isn't in the catalogue doesn't compile.
 */
export type Role =
  | {
      readonly role: 'producer';
      readonly topics: readonly TopicName[];
      /** Writes in transactions, such as consume, decide, produce. @default false */
      readonly transactional?: boolean;
    }
  | { readonly role: 'consumer'; readonly topics: readonly TopicName[] }
  | {
      readonly role: 'stream-application';
      readonly reads: readonly TopicName[];
      readonly writes: readonly TopicName[];
    }
  | {
      readonly role: 'connect-worker';
      /** What its sinks take out. */
      readonly reads: readonly TopicName[];
      /** What its sources bring in. */
      readonly writes: readonly TopicName[];
    }
  /** ksqlDB: whoever may ask it reads what it reads. */
  | { readonly role: 'ksql-server'; readonly reads: readonly TopicName[] }
  /** MirrorMaker, on the cluster that it copies from. */
  | { readonly role: 'mirror-source'; readonly topics: readonly TopicName[] }
  /** MirrorMaker, on the cluster that it copies to. */
  | { readonly role: 'mirror-target'; readonly topics: readonly TopicName[] }
  | { readonly role: 'schema-publisher' }
  | { readonly role: 'operator' }
  | { readonly role: 'auditor' };

export type RoleName = Role['role'];

/** What is permitted on one resource, in Kafka's own words; for whom is said elsewhere. */
export interface Grant {
  readonly resourceType: 'TOPIC' | 'GROUP' | 'TRANSACTIONAL_ID' | 'CLUSTER';
  readonly patternType: 'LITERAL' | 'PREFIXED';
  readonly resourceName: string;
  readonly operation:
    'READ' | 'WRITE' | 'CREATE' | 'DELETE' | 'ALTER' | 'DESCRIBE' | 'DESCRIBE_CONFIGS' | 'ALTER_CONFIGS';
}

/** The topics that a role reads and writes. */
export function topicsOf(role: Role): { readonly reads: readonly TopicName[]; readonly writes: readonly TopicName[] } {
  switch (role.role) {
    case 'producer':
      return { reads: [], writes: role.topics };
    case 'consumer':
      return { reads: role.topics, writes: [] };
    case 'stream-application':
    case 'connect-worker':
      return { reads: role.reads, writes: role.writes };
    case 'ksql-server':
      return { reads: role.reads, writes: [] };
    case 'mirror-source':
      return { reads: role.topics, writes: [] };
    case 'mirror-target':
      return { reads: [], writes: role.topics };
    case 'schema-publisher':
    case 'operator':
    case 'auditor':
      return { reads: [], writes: [] };
  }
}

/**
 * How the names begin that are a role's own to choose: consumer groups, transactional ids, and topics that Kafka
 * Streams or Connect keep their state in. Undefined for roles that choose none.
 *
 * A sink connector's group is `connect-` and the connector's name, hence the other beginning there.
 */
export function ownPrefixOf({ role }: Role, service: string): string | undefined {
  if (role === 'connect-worker') return `connect-${service}-`;
  return ['producer', 'consumer', 'stream-application', 'ksql-server'].includes(role) ? `${service}-` : undefined;
}

/** What ksqlDB calls itself (`ksql.service.id`), also the transactional id by which it writes its commands. */
export function ksqlServiceId(service: string): string {
  return `${service}_`;
}

/**
 * The least that a role needs, checked against Kafka 3.9's documentation ("Operations and resources on protocols"):
 *
 * - READ and WRITE contain DESCRIBE, so metadata, offsets and coordinators need no rule of their own.
 * - WRITE on any topic contains the right to write idempotently (KIP-679), so nobody gets IDEMPOTENT_WRITE.
 * - Only the operator holds ALTER and ALTER_CONFIGS; topics of the catalogue are created by the operator alone.
 *
 * @param service its name: what the role's own groups, ids and state topics begin with
 */
export function grantsOf(role: Role, service: string): readonly Grant[] {
  const { reads, writes } = topicsOf(role);
  const own = ownPrefixOf(role, service) ?? '';
  const data = [...reads.map((name) => on('TOPIC', name, 'READ')), ...writes.map((name) => on('TOPIC', name, 'WRITE'))];
  switch (role.role) {
    case 'producer':
      return [...data, ...(role.transactional === true ? [under('TRANSACTIONAL_ID', own, 'WRITE')] : [])];
    case 'consumer':
      return [...data, under('GROUP', own, 'READ')];
    case 'stream-application':
      return [
        ...data,
        under('GROUP', own, 'READ'),
        // exactly_once_v2: a transactional id for each thread.
        under('TRANSACTIONAL_ID', own, 'WRITE'),
        // Changelogs and repartition topics, whose records it deletes once they are used (KIP-204).
        ...(['READ', 'WRITE', 'CREATE', 'DELETE'] as const).map((operation) => under('TOPIC', own, operation)),
      ];
    case 'connect-worker':
      return [
        ...data,
        under('GROUP', own, 'READ'),
        // Its topics for configurations, offsets and states; it looks whether they are compacted before it uses them.
        ...(['READ', 'WRITE', 'CREATE', 'DESCRIBE_CONFIGS'] as const).map((operation) =>
          under('TOPIC', own, operation),
        ),
      ];
    case 'ksql-server':
      return [...data, ...ksqlServer(role.reads, service, own)];
    case 'mirror-source':
      // Which groups there are, and how far each of them is.
      return [...data, on('GROUP', '*', 'DESCRIBE')];
    case 'mirror-target':
      return [
        ...data,
        // Committing a group's offset takes READ of the group and of the topic.
        on('GROUP', '*', 'READ'),
        ...role.topics.map((name) => on('TOPIC', name, 'READ')),
        ...mirrorState,
      ];
    case 'schema-publisher':
      return schemaPublisher;
    case 'operator':
      return operator;
    case 'auditor':
      return auditor;
  }
}

/**
 * What MirrorMaker keeps on the cluster that it writes: its own configuration and offsets, where groups were when, and a
 * sign of life. Clusters are called as in the model's `regions`.
 */
const mirrorState = (['READ', 'WRITE', 'CREATE', 'DESCRIBE_CONFIGS'] as const).flatMap((operation) => [
  under('TOPIC', 'mm2-', operation),
  on('TOPIC', 'primary.checkpoints.internal', operation),
  on('TOPIC', 'secondary.checkpoints.internal', operation),
  on('TOPIC', 'heartbeats', operation),
]);

/**
 * ksqlDB's documentation ("Configure Authorization of ksqlDB with Kafka ACLs") asks for everything on its own topics.
 * Left out is what it needs on topics alone that someone has made otherwise than it would: ALTER and ALTER_CONFIGS.
 */
function ksqlServer(reads: readonly TopicName[], service: string, own: string): readonly Grant[] {
  const internal = `_confluent-ksql-${ksqlServiceId(service)}`;
  return [
    // How the brokers are set, and the topics that a query begins with: it makes its own like them.
    on('CLUSTER', 'kafka-cluster', 'DESCRIBE_CONFIGS'),
    ...reads.map((name) => on('TOPIC', name, 'DESCRIBE_CONFIGS')),
    // Commands, changelogs and repartitions; and what queries write, which is called like the service.
    ...[internal, own].flatMap((prefix) =>
      (['READ', 'WRITE', 'CREATE', 'DELETE', 'DESCRIBE_CONFIGS'] as const).map((operation) =>
        under('TOPIC', prefix, operation),
      ),
    ),
    ...(['READ', 'DELETE'] as const).map((operation) => under('GROUP', internal, operation)),
    on('TRANSACTIONAL_ID', ksqlServiceId(service), 'WRITE'),
    under('TRANSACTIONAL_ID', internal, 'WRITE'),
  ];
}

/** Confluent's registry keeps the schemas in this topic, and elects its leader in this group. */
const schemaPublisher = [
  ...(['READ', 'WRITE', 'CREATE', 'DESCRIBE_CONFIGS'] as const).map((operation) => on('TOPIC', '_schemas', operation)),
  on('GROUP', 'schema-registry', 'READ'),
];

/** Everything about the cluster and its topics, and nothing of what is in them: neither READ nor WRITE. */
const operator = [
  // Access rules, users and reassignments (ALTER); brokers' settings and quotas (ALTER_CONFIGS).
  ...(['ALTER', 'ALTER_CONFIGS', 'DESCRIBE', 'DESCRIBE_CONFIGS'] as const).map((operation) =>
    on('CLUSTER', 'kafka-cluster', operation),
  ),
  ...(['CREATE', 'DELETE', 'ALTER', 'ALTER_CONFIGS', 'DESCRIBE', 'DESCRIBE_CONFIGS'] as const).map((operation) =>
    on('TOPIC', '*', operation),
  ),
  ...(['DESCRIBE', 'DELETE'] as const).map((operation) => on('GROUP', '*', operation)),
  on('TRANSACTIONAL_ID', '*', 'DESCRIBE'),
];

/** Sees who may do what and how everything is set, and changes nothing. */
const auditor = [
  ...(['DESCRIBE', 'DESCRIBE_CONFIGS'] as const).flatMap((operation) => [
    on('CLUSTER', 'kafka-cluster', operation),
    on('TOPIC', '*', operation),
  ]),
  on('GROUP', '*', 'DESCRIBE'),
  on('TRANSACTIONAL_ID', '*', 'DESCRIBE'),
];

function on(resourceType: Grant['resourceType'], resourceName: string, operation: Grant['operation']): Grant {
  return { resourceType, patternType: 'LITERAL', resourceName, operation };
}

function under(resourceType: Grant['resourceType'], resourceName: string, operation: Grant['operation']): Grant {
  return { resourceType, patternType: 'PREFIXED', resourceName, operation };
}
