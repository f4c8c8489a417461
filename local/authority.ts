import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { z } from 'zod';
import { readIfPresent, writePrivate } from './home.ts';

x509.cryptoProvider.set(webcrypto);

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** Whom a certificate names. */
export interface Identity {
  /** Distinguished name. */
  readonly subject: string;
  readonly dnsNames: readonly string[];
  readonly addresses: readonly string[];
}

export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** Who signs the certificates of a home's nodes, and whom its clients trust. */
export interface Authority {
  readonly certificate: x509.X509Certificate;
  readonly privateKey: webcrypto.CryptoKey;
}

/** A certificate with its key. */
export interface Issued {
  readonly certificate: x509.X509Certificate;
  /** PKCS#8 in Base64. */
  readonly privateKey: string;
}

/** `certificate` in PEM, `privateKey` as PKCS#8 in Base64. */
const authorityFile = z.object({ certificate: z.string(), privateKey: z.base64() });

/** The authority that a home keeps, or undefined where there is none. */
export async function readAuthority(file: string): Promise<Authority | undefined> {
  const text = await readIfPresent(file);
  if (text === undefined) return undefined;
  const { certificate, privateKey } = authorityFile.parse(JSON.parse(text));
  return {
    certificate: new x509.X509Certificate(certificate),
    privateKey: await webcrypto.subtle.importKey('pkcs8', Buffer.from(privateKey, 'base64'), algorithm, true, ['sign']),
  };
}

/** Makes an authority and keeps it in `file`, which only its owner can read. */
export async function createAuthority(file: string, validity: Validity): Promise<Authority> {
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=Local authority,O=Alphintra',
    keys,
    signingAlgorithm: algorithm,
    ...validity,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const kept = { certificate: certificate.toString('pem'), privateKey: await exportKey(keys.privateKey) };
  await writePrivate(file, JSON.stringify(kept satisfies z.output<typeof authorityFile>));
  return { certificate, privateKey: keys.privateKey };
}

/** Issues a certificate with a key of its own. */
export async function issue(
  authority: Authority,
  { subject, dnsNames, addresses }: Identity,
  validity: Validity,
): Promise<Issued> {
  const keys = await newKeys();
  const names: x509.JsonGeneralName[] = [
    ...dnsNames.map((value) => ({ type: 'dns' as const, value })),
    ...addresses.map((value) => ({ type: 'ip' as const, value })),
  ];
  const { serverAuth, clientAuth } = x509.ExtendedKeyUsage;
  const certificate = await x509.X509CertificateGenerator.create({
    subject,
    issuer: authority.certificate.subject,
    signingKey: authority.privateKey,
    publicKey: keys.publicKey,
    signingAlgorithm: algorithm,
    ...validity,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      // Nodes are servers to their clients and clients to their peers; who has no name serves nobody.
      new x509.ExtendedKeyUsageExtension(names.length > 0 ? [serverAuth, clientAuth] : [clientAuth]),
      // Tells which authority it is for a client that trusts a former one of the same name as well.
      await x509.AuthorityKeyIdentifierExtension.create(authority.certificate.publicKey),
      ...(names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names)] : []),
    ],
  });
  return { certificate, privateKey: await exportKey(keys.privateKey) };
}

async function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

async function exportKey(key: webcrypto.CryptoKey): Promise<string> {
  return Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key)).toString('base64');
}
