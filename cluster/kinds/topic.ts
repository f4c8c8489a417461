/** A topic as the catalogue wants it on this cluster. */
export interface WantedTopic {
  readonly name: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  /** All settings that the topic is to have of its own; what isn't here is to follow the brokers. */
  readonly configs: Readonly<Record<string, string>>;
  /** Path of the record key in the event, for the words of the guards. */
  readonly key: string;
}

/** A topic as it is, in the shape that plans hold. */
export interface SeenTopic {
  readonly partitions: number;
  readonly replicationFactor: number;
  /** The smallest number of replicas in sync of any partition. */
  readonly inSyncReplicas: number;
  readonly configs: Readonly<Record<string, string>>;
}
