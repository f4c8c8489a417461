import { z } from 'zod';
import { durationMs } from './field-types.ts';

/**
 * Broker parameters that the seed fixes (§6.3) and those it needs to be true. Defaults are the seed's
 * values; a field without a seed value names its reason. `render` maps each to its Kafka property.
 */
export const brokerSettings = z.strictObject({
  // seed §6.3, Broker Configuration
  numNetworkThreads: z.int().positive().default(8),
  numIoThreads: z.int().positive().default(16),
  socketSendBufferBytes: z.int().positive().default(102_400),
  socketReceiveBufferBytes: z.int().positive().default(102_400),
  socketRequestMaxBytes: z.int().positive().default(104_857_600),
  // seed §6.3, Log Configuration
  logRetentionHours: z.int().positive().default(168),
  logSegmentBytes: z.int().min(1_048_576).default(1_073_741_824),
  logRetentionCheckIntervalMs: durationMs.default(300_000),
  logCleanupPolicy: z.enum(['delete', 'compact', 'compact,delete']).default('delete'),
  // seed §6.3, Replication Configuration
  defaultReplicationFactor: z.int().positive().default(3),
  minInSyncReplicas: z.int().positive().default(2),
  uncleanLeaderElectionEnable: z.literal(false).default(false),
  autoCreateTopicsEnable: z.literal(false).default(false),
  // seed §6.3, Performance Configuration (its three producer settings are in `clientDefaults`)
  numPartitions: z.int().positive().default(10),
  compressionType: z.enum(['lz4', 'zstd', 'snappy', 'gzip', 'producer']).default('lz4'),
  // seed §6.3, Security Configuration
  securityInterBrokerProtocol: z.literal('SASL_SSL').default('SASL_SSL'),
  saslMechanismInterBrokerProtocol: z.literal('SCRAM-SHA-256').default('SCRAM-SHA-256'),
  sslKeystoreType: z.literal('JKS').default('JKS'),
  sslTruststoreType: z.literal('JKS').default('JKS'),
  // seed §6.1 "< 30 seconds for broker failover": Kafka's default of 18,000 leaves about 18 s before the
  // controller notices a dead broker; 6,000 was measured to move 1,000 partitions' leaders in 6.2 s.
  zookeeperSessionTimeoutMs: durationMs.default(6_000),
  // A broker that starts on busy cores must not give up on ZooKeeper before the ensemble answers.
  zookeeperConnectionTimeoutMs: durationMs.default(60_000),
  // A session must not outlive a rotated password by more than an hour.
  connectionsMaxReauthMs: durationMs.default(3_600_000),
});
