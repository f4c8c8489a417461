import { saslMechanism, tlsProtocol, type Platform } from '../platform/index.ts';
import { scramLoginJaas, type ScramCredentials } from './jaas.ts';
import { propertiesText, type PropertySection } from './properties-text.ts';
import { producerProperties as producerDefaults } from './property-names.ts';

/** How a client recognizes the brokers: the authority's certificate as PEM, or a Java trust store. */
export type Trust =
  | { readonly type: 'PEM'; readonly location: string }
  | { readonly type: 'JKS'; readonly location: string; readonly password: string };

export interface ClientAccess {
  readonly credentials: ScramCredentials;
  readonly trust: Trust;
}

/**
 * A complete Java client file, for example as `--command-config` of Kafka's tools. It holds the password: whoever
 * writes it makes it 0600.
 */
export function clientProperties(platform: Platform, access: ClientAccess): string {
  return propertiesText(`Client ${access.credentials.username}`, connection(platform, access));
}

/** The client file of a producer: with the platform's producer defaults, which other clients would warn about. */
export function producerProperties(platform: Platform, access: ClientAccess): string {
  return propertiesText(`Producer ${access.credentials.username}`, [
    ...connection(platform, access),
    { about: 'Batching and compression', properties: producerDefaults(platform.clientDefaults) },
    {
      about: 'What is acknowledged is on min.insync.replicas brokers, once and in order',
      properties: { acks: 'all', 'enable.idempotence': true },
    },
  ]);
}

function connection({ bootstrapServers }: Platform, { credentials, trust }: ClientAccess): PropertySection[] {
  return [
    { about: 'Where to begin', properties: { 'bootstrap.servers': bootstrapServers } },
    {
      about: 'Who logs in',
      properties: {
        'security.protocol': 'SASL_SSL',
        'sasl.mechanism': saslMechanism,
        'sasl.jaas.config': scramLoginJaas(credentials),
      },
    },
    {
      about: 'Whom to trust',
      properties: {
        'ssl.protocol': tlsProtocol,
        'ssl.enabled.protocols': tlsProtocol,
        'ssl.endpoint.identification.algorithm': 'https',
        'ssl.truststore.type': trust.type,
        'ssl.truststore.location': trust.location,
        ...(trust.type === 'JKS' ? { 'ssl.truststore.password': trust.password } : {}),
      },
    },
  ];
}
