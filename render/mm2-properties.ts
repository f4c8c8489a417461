import { saslMechanism, tlsProtocol, type Platform, type RegionRole } from '../platform/index.ts';
import { topicNames } from '../topics/index.ts';
import { scramLoginJaas } from './jaas.ts';
import { producerProperties } from './property-names.ts';
import { propertiesText, type Properties, type PropertySection } from './properties-text.ts';

/** Where MirrorMaker's files lie on a machine. */
export interface MirrorMakerLayout {
  readonly installDir: string;
  /** mm2.properties, log4j.properties. */
  readonly configDir: string;
  /** `mirrorSecretsText`, 0600. */
  readonly secretsFile: string;
  /** Certificates of the authorities that both clusters' certificates are checked against, PEM. */
  readonly caCertificate: string;
}

/** On a VM, which runs nothing else. */
export const mirrorMakerLayout: MirrorMakerLayout = {
  installDir: '/opt/mirror-maker',
  configDir: '/etc/mirror-maker',
  secretsFile: '/etc/mirror-maker/secrets/mirror.properties',
  caCertificate: '/etc/mirror-maker/ca.pem',
};

/** Names within `MirrorMakerLayout.configDir`. */
export const mirrorMakerFiles = { properties: 'mm2.properties', log4j: 'log4j.properties' } as const;

/**
 * Keys of the file `MirrorMakerLayout.secretsFile`. The user is among them, since a service has two in turn: one of
 * `mirror-reader` where it copies from and one of `mirror-writer` where it copies to.
 */
const mirrorSecretKeys = ['source.username', 'source.password', 'target.username', 'target.password'] as const;

/**
 * The file that the references in mm2.properties point to. Whoever writes it makes it 0600 and owned by MirrorMaker's user.
 *
 * @param secrets without quotation marks and backslashes (see jaas.ts)
 */
export function mirrorSecretsText(secrets: Readonly<Record<(typeof mirrorSecretKeys)[number], string>>): string {
  const properties = Object.fromEntries(mirrorSecretKeys.map((key) => [key, secrets[key]]));
  return propertiesText('Users of this mirror', [{ about: 'Read by mm2.properties', properties }]);
}

/**
 * Configuration of MirrorMaker as a process of its own (`org.apache.kafka.connect.mirror.MirrorMaker`): one direction,
 * every topic of the catalogue under its own name, and the offsets of all groups
 * (docs/adr/0024-second-region-and-mirrormaker.md).
 *
 * @param source the cluster that it copies from
 * @param target the cluster of the other region, near which it runs
 */
export function mm2Properties(
  source: Platform,
  target: Platform,
  layout: MirrorMakerLayout = mirrorMakerLayout,
): string {
  const flow = `${source.region}->${target.region}.`;
  return propertiesText(`MirrorMaker from ${source.name} to ${target.name}: rendered from the platform's model`, [
    direction(source.region, target.region),
    cluster(source, 'source', layout),
    cluster(target, 'target', layout),
    { about: 'What is copied', properties: prefixed(flow, what) },
    { about: 'Where groups are, known on the other side within seconds', properties: prefixed(flow, groupOffsets) },
    {
      about: 'The catalogue is applied to both clusters, rules included; nothing is copied that it decides',
      properties: prefixed(flow, { 'sync.topic.configs.enabled': false, 'sync.topic.acls.enabled': false }),
    },
    {
      about: 'What a producer took back is not copied; what is copied is sent in order, without doubles by a retry',
      properties: {
        [`${flow}consumer.isolation.level`]: 'read_committed',
        ...prefixed(`${target.region}.producer.`, {
          ...producerProperties(target.clientDefaults),
          'enable.idempotence': true,
        }),
      },
    },
    work(target),
    {
      about: 'Secrets are read from one file',
      properties: {
        'config.providers': 'file',
        'config.providers.file.class': 'org.apache.kafka.common.config.provider.FileConfigProvider',
        'config.providers.file.param.allowed.paths': layout.secretsFile,
      },
    },
  ]);
}

/** With names kept, two directions at once would copy each record back and forth for ever. */
function direction(source: RegionRole, target: RegionRole): PropertySection {
  return {
    about: 'One direction only: names stay the same, so that the other at the same time would copy copies without end',
    properties: {
      clusters: `${source},${target}`,
      [`${source}->${target}.enabled`]: true,
      [`${target}->${source}.enabled`]: false,
      // Heartbeats alone would start the other direction too, and write to the source.
      [`${target}->${source}.emit.heartbeats.enabled`]: false,
      'replication.policy.class': 'org.apache.kafka.connect.mirror.IdentityReplicationPolicy',
    },
  };
}

function cluster(platform: Platform, side: 'source' | 'target', layout: MirrorMakerLayout): PropertySection {
  const secret = (name: 'username' | 'password') => `\${file:${layout.secretsFile}:${side}.${name}}`;
  return {
    about: `The ${side}: the ${platform.region} region`,
    properties: prefixed(`${platform.region}.`, {
      // Brokers by their own names: the bootstrap name goes to the other region in a failover.
      'bootstrap.servers': platform.bootstrapServers,
      'security.protocol': 'SASL_SSL',
      'sasl.mechanism': saslMechanism,
      'sasl.jaas.config': scramLoginJaas({ username: secret('username'), password: secret('password') }),
      'ssl.protocol': tlsProtocol,
      'ssl.enabled.protocols': tlsProtocol,
      'ssl.endpoint.identification.algorithm': 'https',
      'ssl.truststore.type': 'PEM',
      'ssl.truststore.location': layout.caCertificate,
    }),
  };
}

const what: Properties = {
  topics: topicNames.join(','),
  groups: '.*',
  // Kafka's default leaves connectors' groups out, and a sink would begin anew on the other side.
  'groups.exclude': 'console-consumer-.*',
  // A topic or group that is new to the catalogue is found by itself.
  'refresh.topics.interval.seconds': 60,
  'refresh.groups.interval.seconds': 30,
};

const groupOffsets: Properties = {
  'sync.group.offsets.enabled': true,
  'sync.group.offsets.interval.seconds': 5,
  'emit.checkpoints.interval.seconds': 5,
  // Each position is noted, not one in a hundred: a group that is at the end is at the end on the other side.
  'offset.lag.max': 0,
  // There, the mirror needs no right to write to the source.
  'offset-syncs.topic.location': 'target',
  'emit.heartbeats.interval.seconds': 5,
};

function work({ region, mirrorMaker, kafka }: Platform): PropertySection {
  const replicas = kafka.settings.defaultReplicationFactor;
  const ownTopics = ['', 'checkpoints.topic.', 'heartbeats.topic.', 'offset-syncs.topic.'];
  const workersTopics = ['config.storage.', 'offset.storage.', 'status.storage.'];
  return {
    about: 'How the work is shared, and how durable its own topics are',
    properties: {
      'tasks.max': mirrorMaker.tasks,
      // Only with the target's prefix: without it, it is ignored, and positions stay a minute behind.
      [`${region}.offset.flush.interval.ms`]: 1_000,
      ...Object.fromEntries([...ownTopics, ...workersTopics].map((topic) => [`${topic}replication.factor`, replicas])),
    },
  };
}

function prefixed(prefix: string, properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [`${prefix}${name}`, value]));
}
