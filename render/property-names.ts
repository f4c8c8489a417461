import type { Platform } from '../platform/index.ts';
import type { Properties } from './properties-text.ts';

type BrokerSettings = Platform['kafka']['settings'];
type ClientDefaults = Platform['clientDefaults'];

/**
 * The one place that knows which property a field of the model becomes. The types make it complete: a field
 * without a property does not compile, and `propertiesText` refuses a property that is set twice.
 */
const brokerPropertyNames = {
  numNetworkThreads: 'num.network.threads',
  numIoThreads: 'num.io.threads',
  socketSendBufferBytes: 'socket.send.buffer.bytes',
  socketReceiveBufferBytes: 'socket.receive.buffer.bytes',
  socketRequestMaxBytes: 'socket.request.max.bytes',
  logRetentionHours: 'log.retention.hours',
  logSegmentBytes: 'log.segment.bytes',
  logRetentionCheckIntervalMs: 'log.retention.check.interval.ms',
  logCleanupPolicy: 'log.cleanup.policy',
  defaultReplicationFactor: 'default.replication.factor',
  minInSyncReplicas: 'min.insync.replicas',
  uncleanLeaderElectionEnable: 'unclean.leader.election.enable',
  autoCreateTopicsEnable: 'auto.create.topics.enable',
  numPartitions: 'num.partitions',
  compressionType: 'compression.type',
  securityInterBrokerProtocol: 'security.inter.broker.protocol',
  saslMechanismInterBrokerProtocol: 'sasl.mechanism.inter.broker.protocol',
  sslKeystoreType: 'ssl.keystore.type',
  sslTruststoreType: 'ssl.truststore.type',
  zookeeperSessionTimeoutMs: 'zookeeper.session.timeout.ms',
  zookeeperConnectionTimeoutMs: 'zookeeper.connection.timeout.ms',
  connectionsMaxReauthMs: 'connections.max.reauth.ms',
} as const satisfies Record<keyof BrokerSettings, string>;

/** Producer settings; why the seed's broker section has three of them: docs/adr/0007-producer-settings-are-client-defaults.md. */
const producerPropertyNames = {
  batchSizeBytes: 'batch.size',
  lingerMs: 'linger.ms',
  bufferMemoryBytes: 'buffer.memory',
  compressionType: 'compression.type',
} as const satisfies Record<keyof ClientDefaults, string>;

/** The broker settings of the model as Kafka properties. */
export function brokerSettingProperties(settings: BrokerSettings): Properties {
  return rename(settings, brokerPropertyNames);
}

/** The client defaults of the model as properties of a producer. */
export function producerProperties(defaults: ClientDefaults): Properties {
  return rename(defaults, producerPropertyNames);
}

function rename<Field extends string>(
  values: Readonly<Record<Field, Properties[string]>>,
  names: Readonly<Record<Field, string>>,
): Properties {
  return Object.fromEntries((Object.keys(names) as Field[]).map((field) => [names[field], values[field]]));
}
