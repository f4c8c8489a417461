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

/** A topic that was in the catalogue and is to be removed. */
export interface RemovedTopic {
  readonly topic: string;
  /** The day on which it was taken out, `2026-11-25`. */
  readonly date: string;
  readonly reason: string;
  /** For how many days its users are cut off before it is removed; 0 removes it at once. */
  readonly quarantineDays: number;
}

/** A topic as it is, in the shape that plans hold. */
export interface SeenTopic {
  readonly partitions: number;
  readonly replicationFactor: number;
  /** The smallest number of replicas in sync of any partition. */
  readonly inSyncReplicas: number;
  readonly configs: Readonly<Record<string, string>>;
  /** Which of READ and WRITE are denied to everybody, sorted; absent when none is. */
  readonly denied?: readonly string[];
}

/** What a closer look at a topic told, for the guards of the steps that would do it harm. */
export interface MeasuredTopic {
  /** When it was looked at, in milliseconds since 1970. */
  readonly atMs: number;
  /** What it would follow without settings of its own, in the units of the settings. */
  readonly defaults: Readonly<Record<string, string>>;
  /** What would go, by the setting that would cut it; by `remove` all of it. */
  readonly losses: Readonly<Record<string, Loss>>;
  /** Its last records, when it is to be compacted. */
  readonly sample: KeySample | null;
}

/** Records that would go for good. */
export interface Loss {
  readonly records: number;
  /** On disk, in each copy. */
  readonly bytes: number;
  /** All that the topic holds, in each copy. */
  readonly storedBytes: number;
  /** When the oldest and the newest of them were written, in milliseconds since 1970; null when there are none. */
  readonly oldestMs: number | null;
  readonly newestMs: number | null;
  /** Who has not read how many of them, by consumer group. */
  readonly unread: Readonly<Record<string, number>>;
  /** Consumers that read the topic now, by consumer group. */
  readonly members: Readonly<Record<string, number>>;
}

export interface KeySample {
  readonly records: number;
  readonly withoutKey: number;
  readonly distinctKeys: number;
}
