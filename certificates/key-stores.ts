import type { x509 } from './x509.ts';

/**
 * A line for KeyStores.java, which writes one store a line.
 *
 * @param path of the store
 * @param chain the certificate and who signed it; in a trust store, whom to trust
 * @param privateKey PKCS#8 in Base64; without one it is a trust store
 */
export function keyStoreLine(
  path: string,
  password: string,
  chain: readonly x509.X509Certificate[],
  privateKey = '',
): string {
  const encoded = chain.map(({ rawData }) => Buffer.from(rawData).toString('base64'));
  return `${[path, password, privateKey, ...encoded].join('\t')}\n`;
}
