import 'reflect-metadata';
import { createHash, webcrypto } from 'node:crypto';
import { copyFile, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as x509 from '@peculiar/x509';
import { execa } from 'execa';
import { z } from 'zod';
import { zookeeperClientName, type Platform, type PlatformNode } from '../platform/index.ts';
import { secretFiles } from '../render/index.ts';
import { readIfPresent, writePrivate, type Home } from './home.ts';

x509.cryptoProvider.set(webcrypto);

const storesProgram = fileURLToPath(new URL('java/KeyStores.java', import.meta.url));
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const dayMs = 86_400_000;
const validDays = 397;
/** A start renews what would end within this time: a platform may stay up that long. */
const renewBeforeDays = 30;
/** The node that operators' tools use to enter ZooKeeper. */
export const operatorNode = 'operator';

/** Whom a certificate names. */
export interface Identity {
  /** Distinguished name. */
  readonly subject: string;
  readonly dnsNames: readonly string[];
  readonly addresses: readonly string[];
}

/** What the certificates of a home say of themselves. */
const madeCertificates = z.object({
  notAfter: z.iso.datetime(),
  identities: z.string(),
  storePasswordSha256: z.string(),
});
type MadeCertificates = z.output<typeof madeCertificates>;

/**
 * Whether certificates must be made: there are none, they are for other names or another password, or end soon.
 *
 * @param made what was written when they were made
 */
export function needsNewCertificates(
  made: MadeCertificates | undefined,
  wanted: Omit<MadeCertificates, 'notAfter'>,
  now: Date,
): boolean {
  if (made === undefined) return true;
  if (made.identities !== wanted.identities || made.storePasswordSha256 !== wanted.storePasswordSha256) return true;
  return Date.parse(made.notAfter) - now.getTime() < renewBeforeDays * dayMs;
}

/** Who needs a certificate, by the directory name of the node. */
export function identitiesOf(platform: Platform): ReadonlyMap<string, Identity> {
  const { brokers, zookeeper } = platform.nodes;
  return new Map([
    ...brokers.map((node): [string, Identity] => [node.name, identityOf(node, [])]),
    // On one machine all connections come from 127.0.0.1, and ZooKeeper nodes check where their peers come from.
    ...zookeeper.map((node): [string, Identity] => [node.name, identityOf(node, ['127.0.0.1'])]),
  ]);
}

function identityOf({ name, hostname, address }: PlatformNode, moreAddresses: readonly string[]): Identity {
  return { subject: `CN=${name}`, dnsNames: [hostname], addresses: [address, ...moreAddresses] };
}

/**
 * Makes a local authority, a certificate for every node, one ZooKeeper client certificate for brokers and operators
 * together, and the stores that hold them, unless those of the home will do.
 *
 * The authority's key is forgotten at once: renewing makes everything new, so nothing on disk can sign.
 *
 * @returns whether new ones were made
 */
export async function ensureCertificates(
  platform: Platform,
  home: Home,
  storePassword: string,
  signal?: AbortSignal,
): Promise<boolean> {
  const identities = identitiesOf(platform);
  const wanted = {
    identities: JSON.stringify([zookeeperClientName, ...identities]),
    storePasswordSha256: createHash('sha256').update(storePassword).digest('hex'),
  };
  const text = await readIfPresent(home.files.certificates);
  const made = text === undefined ? undefined : madeCertificates.parse(JSON.parse(text));
  const names = [...identities.keys()];
  const areThere = await allExist(storeFiles(platform, home, names));
  if (areThere && !needsNewCertificates(made, wanted, new Date())) return false;

  const now = Date.now();
  const validity = { notBefore: new Date(now - 3_600_000), notAfter: new Date(now + validDays * dayMs) };
  const authority = await createAuthority(validity);
  const lines = await Promise.all(
    [...identities].map(async ([name, identity]) =>
      storeLine(
        join(home.layout(name).secretsDir, secretFiles.keystore),
        storePassword,
        authority,
        await issue(authority, identity, validity),
      ),
    ),
  );
  const client = await issue(authority, { subject: zookeeperClientName, dnsNames: [], addresses: [] }, validity);
  const clientStore = join(home.layout(operatorNode).secretsDir, secretFiles.zookeeperClientKeystore);
  lines.push(
    storeLine(clientStore, storePassword, authority, client),
    storeLine(home.files.truststore, storePassword, authority),
  );

  await Promise.all(
    [...names, operatorNode].map((name) => mkdir(home.layout(name).secretsDir, { recursive: true, mode: 0o700 })),
  );
  await execa('java', ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', storesProgram], {
    input: lines.map((line) => `${line}\n`).join(''),
    ...(signal === undefined ? {} : { cancelSignal: signal }),
  });
  await spreadStores(platform, home, storePassword, names, clientStore);
  await writePrivate(home.files.caCertificate, `${authority.certificate.toString('pem')}\n`);
  // Last, so that a start that was killed before this makes them again.
  await writePrivate(home.files.certificates, JSON.stringify({ ...wanted, notAfter: validity.notAfter.toISOString() }));
  return true;
}

/** Every node has its own copy of what it shares with others, as on its own machine. */
async function spreadStores(
  platform: Platform,
  home: Home,
  storePassword: string,
  names: readonly string[],
  clientStore: string,
): Promise<void> {
  const brokers = platform.nodes.brokers.map(({ name }) => name);
  await Promise.all([
    ...[...names, operatorNode].flatMap((name) => {
      const { secretsDir } = home.layout(name);
      return [
        copyFile(home.files.truststore, join(secretsDir, secretFiles.truststore)),
        ...[
          secretFiles.keystorePassword,
          secretFiles.truststorePassword,
          secretFiles.zookeeperClientKeystorePassword,
        ].map((file) => writePrivate(join(secretsDir, file), storePassword)),
      ];
    }),
    ...brokers.map((name) =>
      copyFile(clientStore, join(home.layout(name).secretsDir, secretFiles.zookeeperClientKeystore)),
    ),
  ]);
}

function storeFiles(platform: Platform, home: Home, names: readonly string[]): string[] {
  const within = (name: string, file: string) => join(home.layout(name).secretsDir, file);
  return [
    home.files.caCertificate,
    home.files.truststore,
    ...names.flatMap((name) => [within(name, secretFiles.keystore), within(name, secretFiles.truststore)]),
    ...[operatorNode, ...platform.nodes.brokers.map(({ name }) => name)].map((name) =>
      within(name, secretFiles.zookeeperClientKeystore),
    ),
  ];
}

async function allExist(files: readonly string[]): Promise<boolean> {
  const found = await Promise.all(
    files.map((file) =>
      stat(file).then(
        () => true,
        () => false,
      ),
    ),
  );
  return !found.includes(false);
}

interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

interface Authority {
  readonly certificate: x509.X509Certificate;
  readonly privateKey: webcrypto.CryptoKey;
}

async function createAuthority(validity: Validity): Promise<Authority> {
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
  return { certificate, privateKey: keys.privateKey };
}

interface Issued {
  readonly certificate: x509.X509Certificate;
  /** PKCS#8 in Base64. */
  readonly privateKey: string;
}

async function issue(
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
      ...(names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names)] : []),
    ],
  });
  const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return { certificate, privateKey: Buffer.from(key).toString('base64') };
}

async function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

/** A line for KeyStores.java: a key store with the chain of `issued`, or without it a trust store. */
function storeLine(path: string, password: string, authority: Authority, issued?: Issued): string {
  const certificates = [...(issued === undefined ? [] : [issued.certificate]), authority.certificate];
  const encoded = certificates.map(({ rawData }) => Buffer.from(rawData).toString('base64'));
  return [path, password, issued?.privateKey ?? '', ...encoded].join('\t');
}
