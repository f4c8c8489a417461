import type { Consumer, TopicPartitionOffsetAndMetadata } from 'kafkajs';

/** Commits of what was handled, all partitions in one request from time to time. */
export interface Commits {
  /** The record at `offset` and those before it in its partition are handled. */
  handled(topic: string, partition: number, offset: bigint): void;
  start(): void;
  /** Commits a last time. */
  stop(): Promise<void>;
}

export function createCommits(consumer: Pick<Consumer, 'commitOffsets'>, intervalMs: number): Commits {
  let dirty = new Map<string, TopicPartitionOffsetAndMetadata>();
  let timer: NodeJS.Timeout | undefined;
  let committing: Promise<void> = Promise.resolve();

  async function commit(): Promise<void> {
    if (dirty.size === 0) return;
    const taken = dirty;
    dirty = new Map();
    try {
      await consumer.commitOffsets([...taken.values()]);
    } catch {
      // The group is rebalancing or its coordinator moves. Nothing is lost: these go with the next commit, unless the
      // partition went further meanwhile; and who starts from an older offset gets records again, never too few.
      dirty = new Map([...taken, ...dirty]);
    }
  }

  return {
    handled(topic, partition, offset) {
      dirty.set(`${topic}-${partition}`, { topic, partition, offset: String(offset + 1n) });
    },
    start() {
      timer = setInterval(() => {
        committing = committing.then(commit);
      }, intervalMs);
    },
    async stop() {
      clearInterval(timer);
      await committing;
      await commit();
    },
  };
}
