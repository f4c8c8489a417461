import type { Platform } from './define-platform.ts';

/** What brokers ask of a topic, whoever makes or changes it: `policies/` enforces it, a request for a topic meets it. */
export interface TopicPolicy {
  /** A regular expression for whole names, the same in Java and here. */
  readonly namePattern: string;
  /** Replicas that each partition has at least. */
  readonly replicationFactor: number;
  /** What `min.insync.replicas` may be at least; it also stays below the replication factor. */
  readonly minInSyncReplicas: number;
}

/** Lower-case words: the catalogue's topics, and those that Connect, MirrorMaker and the registry's journal keep. */
const words = '[a-z0-9]+([.-][a-z0-9]+)*';

/** What Kafka Streams calls the topics that nobody named: `risk-KSTREAM-REDUCE-STATE-STORE-0000000003-changelog`. */
const ofStreams = '[a-z0-9]+(-[a-z0-9]+)*-(KSTREAM|KTABLE)-[A-Za-z0-9-]+-(changelog|repartition|topic)';

/** What ksqlDB calls its commands and the state of its queries: `_confluent-ksql-ksqldb__command_topic`. */
const ofKsqldb = '_confluent-ksql-[a-z0-9]+(-[a-z0-9]+)*_[A-Za-z0-9._-]+';

/** Names with an underscore belong to the platform; Kafka's own two, the registry's store and the ownership record. */
const ofThePlatform = ['__consumer_offsets', '__transaction_state', '_schemas', '_platform-ownership'];

/** One naming for all environments, replication as the model says. */
export function topicPolicyOf({ kafka: { settings } }: Platform): TopicPolicy {
  return {
    namePattern: `^(${[words, ofStreams, ofKsqldb, ...ofThePlatform].join('|')})$`,
    replicationFactor: settings.defaultReplicationFactor,
    minInSyncReplicas: settings.minInSyncReplicas,
  };
}
