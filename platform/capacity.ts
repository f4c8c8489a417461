import type { Platform } from './define-platform.ts';

/** What a topic is expected to keep on disk; `topics` declares it. */
export interface TopicLoad {
  readonly name: string;
  /** After compression, averaged over a day, in the environment with load share 1. */
  readonly bytesPerSecond: number;
  readonly retentionMs: number;
}

export interface DiskCapacity {
  /** Bytes that all replicas of all topics take when retention is full. */
  readonly neededBytes: number;
  /** Bytes that the brokers' data disks have for logs, all together. */
  readonly usableBytes: number;
  /** How `neededBytes` comes about, for people. */
  readonly sum: string;
  /** Present when the disks are too small. */
  readonly warning?: string;
}

/**
 * A log directory that is full takes its broker down, and a rebuilt broker copies while others still hold
 * their share: a fifth of each disk stays free. Kafka deletes whole closed segments only, which this covers too.
 */
const usableShare = 0.8;

const gibibyte = 2 ** 30;

/**
 * Holds the brokers' disks against declared load x retention x replicas.
 *
 * @param loads one for each topic, at load share 1; the platform's own `loadShare` is applied
 */
export function diskCapacity(platform: Platform, loads: readonly TopicLoad[]): DiskCapacity {
  const replicas = platform.kafka.settings.defaultReplicationFactor;
  const oneCopyBytes = loads.reduce(
    (total, { bytesPerSecond, retentionMs }) => total + bytesPerSecond * platform.loadShare * (retentionMs / 1_000),
    0,
  );
  const neededBytes = oneCopyBytes * replicas;
  const diskBytes = platform.nodes.brokers.reduce((total, { disk }) => total + disk.sizeGb * gibibyte, 0);
  const usableBytes = diskBytes * usableShare;

  const sum =
    `${gib(oneCopyBytes)} GiB (bytes/s x retention over ${String(loads.length)} topics) x ${String(replicas)} replicas = ` +
    `${gib(neededBytes)} GiB of ${gib(usableBytes)} GiB usable ` +
    `(${String(platform.nodes.brokers.length)} brokers x ${String(platform.kafka.diskSizeGb)} GiB x ${String(usableShare * 100)} %)`;
  const field = platform.region === 'primary' ? 'kafka.diskSizeGb' : 'secondary.kafka.diskSizeGb';
  if (neededBytes <= usableBytes) return { neededBytes, usableBytes, sum };
  return {
    neededBytes,
    usableBytes,
    sum,
    warning: `${field}: ${sum}; enlarge the disks, add brokers or shorten retention`,
  };
}

function gib(bytes: number): string {
  return Math.round(bytes / gibibyte).toLocaleString('en-US');
}
