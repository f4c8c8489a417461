import { AsnConvert } from '@peculiar/asn1-schema';
import { Certificate } from '@peculiar/asn1-x509';
import type { Signer } from './signer.ts';
import type { Validity } from './validity.ts';
import { keyAlgorithm, x509 } from './x509.ts';

/** Who signs the certificates of a platform's nodes, and whom its clients trust. */
export interface Authority {
  readonly certificate: x509.X509Certificate;
  readonly signer: Signer;
}

/** What a certificate says; all of it is the authority's decision (policy.ts). */
export interface CertificateContents extends Validity {
  /** Distinguished name. */
  readonly subject: string;
  readonly dnsNames: readonly string[];
  readonly addresses: readonly string[];
  readonly publicKey: x509.PublicKey;
}

/** Makes the certificate in which an authority vouches for itself. */
export async function createAuthority(name: string, signer: Signer, validity: Validity): Promise<Authority> {
  const publicKey = new x509.PublicKey(signer.publicKey);
  const certificate = await signed(signer, {
    subject: name,
    issuer: name,
    publicKey,
    ...validity,
    extensions: [
      // It signs nodes, never another authority.
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(publicKey),
    ],
  });
  return { certificate, signer };
}

/** Issues a certificate with these contents and no others. */
export async function issue(
  { certificate, signer }: Authority,
  { subject, dnsNames, addresses, publicKey, notBefore, notAfter }: CertificateContents,
): Promise<x509.X509Certificate> {
  const names = alternativeNames(dnsNames, addresses);
  const { serverAuth, clientAuth } = x509.ExtendedKeyUsage;
  return signed(signer, {
    subject,
    issuer: certificate.subject,
    publicKey,
    notBefore,
    notAfter,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      // Nodes are servers to their clients and clients to their peers; who has no name serves nobody.
      new x509.ExtendedKeyUsageExtension(names.length > 0 ? [serverAuth, clientAuth] : [clientAuth]),
      // Tells which authority it is for a client that trusts a former one of the same name as well.
      await x509.AuthorityKeyIdentifierExtension.create(certificate.publicKey),
      ...(names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names)] : []),
    ],
  });
}

/** Names in the form that the certificate library takes. */
export function alternativeNames(dnsNames: readonly string[], addresses: readonly string[]): x509.JsonGeneralName[] {
  return [
    ...dnsNames.map((value) => ({ type: 'dns' as const, value })),
    ...addresses.map((value) => ({ type: 'ip' as const, value })),
  ];
}

type Unsigned = Omit<x509.X509CertificateCreateWithSignatureParams, 'signature' | 'serialNumber' | 'signingAlgorithm'>;

/**
 * The library signs with keys that it holds. For others it takes a finished signature, so the certificate is made
 * twice: once to see the bytes that are to be signed, and once with their signature.
 */
async function signed(signer: Signer, contents: Unsigned): Promise<x509.X509Certificate> {
  const unsigned = { ...contents, serialNumber: newSerialNumber(), signingAlgorithm: keyAlgorithm };
  const draft = await x509.X509CertificateGenerator.create({ ...unsigned, signature: new Uint8Array(64) });
  const signature = await signer.sign(toBeSigned(draft));
  const certificate = await x509.X509CertificateGenerator.create({ ...unsigned, signature });
  if (await certificate.verify({ publicKey: new x509.PublicKey(signer.publicKey), signatureOnly: true })) {
    return certificate;
  }
  throw new Error(
    `certificate of ${certificate.subject}: found a signature that its authority's public key doesn't verify, ` +
      'expected one that it does; see whether the signer signs with another key',
  );
}

/** RFC 5280 §4.1.2.2: positive, at most 20 bytes, and not to be guessed. */
function newSerialNumber(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `01${Buffer.from(bytes).toString('hex')}`;
}

/** A certificate is a sequence of what is signed, the algorithm and the signature (RFC 5280 §4.1). */
function toBeSigned(certificate: x509.X509Certificate): Uint8Array<ArrayBuffer> {
  return new Uint8Array(AsnConvert.serialize(AsnConvert.parse(certificate.rawData, Certificate).tbsCertificate));
}
