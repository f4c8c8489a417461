import { tlsProtocol, type Platform } from '../platform/index.ts';
import { scramLoginJaas } from './jaas.ts';
import type { Properties } from './properties-text.ts';

/** Where a service's container finds its files. Absolute paths. */
export interface ServiceLayout {
  /** What is rendered here. */
  readonly configDir: string;
  /** What Secret Manager holds: `serviceFiles`. */
  readonly secretsDir: string;
}

/** Not where an image keeps files of its own, which would be hidden. */
export const serviceLayout: ServiceLayout = { configDir: '/etc/platform', secretsDir: '/etc/secrets' };

/** Names of the files within `secretsDir`; whoever makes a service's credentials writes them. */
export const serviceFiles = {
  /** Java properties: `serviceSecretKeys`. */
  secrets: 'service.properties',
  /** The service's own key and certificate, for whoever calls it. */
  keystore: 'keystore.p12',
  /** The platform's authority, for Java's key stores. */
  truststore: 'truststore.p12',
  /** The same as PEM. */
  authority: 'ca.pem',
} as const;

/**
 * What `service.properties` holds. The user's name is among them, since a service has two users and a new password
 * comes with the other one (topics/access/principals.ts).
 */
export const serviceSecretKeys = [
  'kafka.username',
  'kafka.password',
  'keystore.password',
  'truststore.password',
] as const;

type ServiceSecretKey = (typeof serviceSecretKeys)[number];

/** How a service's own configuration refers to a secret; the service looks it up when it starts. */
function serviceSecret({ secretsDir }: ServiceLayout, key: ServiceSecretKey): string {
  return `\${file:${secretsDir}/${serviceFiles.secrets}:${key}}`;
}

/** Lets a service read files of secrets, and no other files. */
export function secretsProvider({ secretsDir }: ServiceLayout): Properties {
  return {
    'config.providers': 'file',
    'config.providers.file.class': 'org.apache.kafka.common.config.provider.FileConfigProvider',
    'config.providers.file.param.allowed.paths': secretsDir,
  };
}

/**
 * Where a service begins: at the name before all brokers, which a failover points elsewhere. Listing the brokers would
 * restart every service for one more of them.
 */
export function bootstrapOf({ bootstrap }: Platform): string {
  return `${bootstrap.host}:${String(bootstrap.port)}`;
}

/** How a service logs in at the brokers. The caller adds the mechanism's name under its own prefix. */
export function brokerLogin(layout: ServiceLayout, mechanism: string): Properties {
  return {
    'security.protocol': 'SASL_SSL',
    'sasl.mechanism': mechanism,
    'sasl.jaas.config': scramLoginJaas({
      username: serviceSecret(layout, 'kafka.username'),
      password: serviceSecret(layout, 'kafka.password'),
    }),
    'ssl.protocol': tlsProtocol,
    'ssl.enabled.protocols': tlsProtocol,
    'ssl.endpoint.identification.algorithm': 'https',
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.location': `${layout.secretsDir}/${serviceFiles.authority}`,
  };
}

/** With what a service shows who it is, and whom it believes. */
export function serviceTls(layout: ServiceLayout): Properties {
  return {
    'ssl.protocol': tlsProtocol,
    'ssl.enabled.protocols': tlsProtocol,
    'ssl.keystore.type': 'PKCS12',
    'ssl.keystore.location': `${layout.secretsDir}/${serviceFiles.keystore}`,
    'ssl.keystore.password': serviceSecret(layout, 'keystore.password'),
    'ssl.key.password': serviceSecret(layout, 'keystore.password'),
    'ssl.truststore.type': 'PKCS12',
    'ssl.truststore.location': `${layout.secretsDir}/${serviceFiles.truststore}`,
    'ssl.truststore.password': serviceSecret(layout, 'truststore.password'),
  };
}

/** The same properties under a prefix, such as `producer.`. */
export function prefixed(prefix: string, properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [`${prefix}${key}`, value]));
}
