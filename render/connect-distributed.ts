import { saslMechanism, type Platform, type ServiceNode } from '../platform/index.ts';
import type { ServiceName } from '../topics/index.ts';
import { propertiesText, type Properties } from './properties-text.ts';
import {
  bootstrapOf,
  brokerLogin,
  prefixed,
  secretsProvider,
  serviceTls,
  type ServiceLayout,
} from './service-secrets.ts';

/** As which service the workers log in. Connectors are called `archive-...`, which makes their groups its own. */
export const connectService: ServiceName = 'archive';

/** A listener for the container itself: its probe has no certificate. */
export const connectProbePort = 8084;

/** Where plugins lie in the image; each is a directory there. */
const pluginsDir = '/usr/share/kafka-connect-plugins';

/**
 * Kafka Connect's connect-distributed.properties for one worker. It holds no secret, and workers don't tell those of
 * connectors either: their configurations refer to files in the same way.
 */
export function connectDistributed(platform: Platform, node: ServiceNode, layout: ServiceLayout): string {
  const { kafka } = platform;
  const own = `connect-${connectService}`;
  const login = brokerLogin(layout, saslMechanism);
  return propertiesText(`Connect worker ${node.name}: rendered from the platform's model, change it there`, [
    { about: 'Where to begin', properties: { 'bootstrap.servers': bootstrapOf(platform), 'client.id': node.name } },
    {
      about: 'What the workers share',
      properties: {
        'group.id': `${own}-workers`,
        ...stateTopic('config', own, kafka.settings.defaultReplicationFactor),
        ...stateTopic('offset', own, kafka.settings.defaultReplicationFactor),
        ...stateTopic('status', own, kafka.settings.defaultReplicationFactor),
      },
    },
    {
      about: 'Bytes as they came, unless a connector names another converter',
      properties: {
        'key.converter': 'org.apache.kafka.connect.converters.ByteArrayConverter',
        'value.converter': 'org.apache.kafka.connect.converters.ByteArrayConverter',
      },
    },
    {
      about: 'What runs: nothing but plugins of the image, as the user that is given here',
      properties: {
        'plugin.path': pluginsDir,
        'connector.client.config.override.policy': 'None',
        'topic.creation.enable': false,
      },
    },
    { about: 'How workers log in', properties: login },
    { about: 'How sinks log in', properties: prefixed('consumer.', login) },
    { about: 'How sources log in', properties: prefixed('producer.', login) },
    { about: 'How dead-letter topics are written', properties: prefixed('admin.', login) },
    {
      about: 'How it is reached: by whoever has a certificate of the platform, and by its own probe',
      properties: {
        listeners: `https://0.0.0.0:${String(node.port)},http://127.0.0.1:${String(connectProbePort)}`,
        'rest.advertised.listener': 'https',
        'rest.advertised.host.name': node.host,
        'rest.advertised.port': node.port,
        ...prefixed('listeners.https.', { ...serviceTls(layout), 'ssl.client.auth': 'required' }),
      },
    },
    { about: 'Passwords', properties: secretsProvider(layout) },
  ]);
}

function stateTopic(what: string, own: string, replicas: number): Properties {
  return { [`${what}.storage.topic`]: `${own}-${what}`, [`${what}.storage.replication.factor`]: replicas };
}
