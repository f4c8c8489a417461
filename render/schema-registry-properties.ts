import { saslMechanism, type Platform, type ServiceNode } from '../platform/index.ts';
import { propertiesText } from './properties-text.ts';
import { brokerLogin, prefixed, secretsProvider, serviceTls, type ServiceLayout } from './service-secrets.ts';

/**
 * Confluent Schema Registry's schema-registry.properties for one of its replicas. It holds no secret.
 * https://docs.confluent.io/platform/7.7/schema-registry/installation/config.html
 */
export function schemaRegistryProperties(platform: Platform, node: ServiceNode, layout: ServiceLayout): string {
  const { bootstrapServers, kafka } = platform;
  return propertiesText(`Schema Registry ${node.name}: rendered from the platform's model, change it there`, [
    {
      about: 'Who this replica is: one of them leads, and the others send it what is written to them',
      properties: {
        'host.name': node.host,
        listeners: `https://0.0.0.0:${String(node.port)}`,
        'inter.instance.protocol': 'https',
        'schema.registry.group.id': 'schema-registry',
        'leader.eligibility': true,
      },
    },
    {
      about: 'Where schemas are kept',
      properties: {
        'kafkastore.bootstrap.servers': bootstrapServers
          .split(',')
          .map((server) => `SASL_SSL://${server}`)
          .join(','),
        'kafkastore.topic': '_schemas',
        'kafkastore.topic.replication.factor': kafka.settings.defaultReplicationFactor,
      },
    },
    { about: 'How it logs in there', properties: prefixed('kafkastore.', brokerLogin(layout, saslMechanism)) },
    { about: 'How it is reached', properties: serviceTls(layout) },
    { about: 'A schema that breaks readers is refused', properties: { 'schema.compatibility.level': 'backward' } },
    { about: 'Passwords', properties: secretsProvider(layout) },
  ]);
}
