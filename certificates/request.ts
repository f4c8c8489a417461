import { alternativeNames } from './authority.ts';
import type { KeyPair } from './signer.ts';
import { keyAlgorithm, x509 } from './x509.ts';
import type { CertificateNames } from '../platform/index.ts';

/** Asks for a certificate with these names, in PKCS#10: the private key signs it and stays where it is. */
export async function createRequest(
  keys: KeyPair,
  { subject, dnsNames, addresses }: CertificateNames,
): Promise<x509.Pkcs10CertificateRequest> {
  const names = alternativeNames(dnsNames, addresses);
  return x509.Pkcs10CertificateRequestGenerator.create({
    name: subject,
    keys,
    signingAlgorithm: keyAlgorithm,
    extensions: names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names)] : [],
  });
}

/**
 * Reads what someone sent.
 *
 * @param pem "-----BEGIN CERTIFICATE REQUEST-----"
 * @returns undefined when it is no signing request
 */
export function parseRequest(pem: string): x509.Pkcs10CertificateRequest | undefined {
  try {
    return new x509.Pkcs10CertificateRequest(pem);
  } catch {
    return undefined; // that is the answer: whoever asks may send anything
  }
}

/** Reads a certificate that the platform made itself. @param pem "-----BEGIN CERTIFICATE-----" */
export function parseCertificate(pem: string): x509.X509Certificate {
  return new x509.X509Certificate(pem);
}
