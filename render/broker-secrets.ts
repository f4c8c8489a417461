import { secretFile, type MachineLayout } from './machine-layout.ts';
import { propertiesText } from './properties-text.ts';

/** What a broker must be told in secret: keys of the file `secretFiles.brokerSecrets`. */
export const brokerSecretKeys = [
  'keystore.password',
  'key.password',
  'truststore.password',
  'zookeeper.keystore.password',
  'zookeeper.truststore.password',
  'scram.password',
  'password.encoder.secret',
] as const;

export type BrokerSecretKey = (typeof brokerSecretKeys)[number];

/** How server.properties refers to a secret; the broker looks it up when it starts. */
export function secretReference(layout: MachineLayout, key: BrokerSecretKey): string {
  return `\${file:${secretFile(layout, 'brokerSecrets')}:${key}}`;
}

/**
 * The file that the references point to. Whoever writes it makes it 0600 and owned by the broker's user.
 *
 * @param secrets one value for each key, without quotation marks and backslashes (see jaas.ts)
 */
export function brokerSecretsText(secrets: Readonly<Record<BrokerSecretKey, string>>): string {
  const properties = Object.fromEntries(brokerSecretKeys.map((key) => [key, secrets[key]]));
  return propertiesText('Secrets of this broker', [{ about: 'Read by server.properties', properties }]);
}
