import { stringify } from 'yaml';
import { saslMechanism, type Platform } from '../platform/index.ts';
import { brokerLogin, serviceFiles, type ServiceLayout } from './service-secrets.ts';

/** The port of its pages. */
export const akhqPort = 8080;

/** The port of its health endpoint. */
export const akhqProbePort = 28_081;

/**
 * AKHQ's application.yml. Micronaut, which reads it, takes `${...}` for placeholders of its own, so the one line with
 * the password is in a file of the same form beside the other secrets, which is read after this one:
 * `akhq.connections.NAME.properties.sasl.jaas.config`.
 *
 * Its user may describe everything and read no data; what it shows follows from that, whoever looks.
 */
export function akhqYaml(platform: Platform, layout: ServiceLayout): string {
  const { 'sasl.jaas.config': _inTheSecret, ...login } = brokerLogin(layout, saslMechanism);
  const authority = `${layout.secretsDir}/${serviceFiles.authority}`;
  return stringify({
    micronaut: { server: { port: akhqPort }, security: { enabled: false } },
    endpoints: { all: { port: akhqProbePort }, health: { enabled: true, sensitive: false } },
    akhq: {
      connections: {
        [platform.environment]: {
          properties: { 'bootstrap.servers': platform.bootstrapServers, ...login },
          'schema-registry': {
            url: platform.schemaRegistryUrls[0],
            properties: {
              'schema.registry.ssl.truststore.type': 'PEM',
              'schema.registry.ssl.truststore.location': authority,
            },
          },
        },
      },
      security: { 'default-group': 'reader' },
    },
  });
}
