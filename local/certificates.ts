import { createHash, X509Certificate } from 'node:crypto';
import { copyFile, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { z } from 'zod';
import { keyStoreLine, validDays, validFor, type Authority, type Validity } from '../certificates/index.ts';
import { namesAllowed, zookeeperClientNames, type CertificateNames, type Platform } from '../platform/index.ts';
import { secretFiles } from '../render/index.ts';
import { issueWithKey, makeAuthority, readAuthority, type Issued } from './authority.ts';
import { readIfPresent, writePrivate, type Home } from './home.ts';

const storesProgram = fileURLToPath(new URL('../certificates/KeyStores.java', import.meta.url));
const dayMs = 86_400_000;
/** A start renews what would end within this time: a platform may stay up that long. */
const renewBeforeDays = 30;
/** The node that operators' tools use to enter ZooKeeper. */
export const operatorNode = 'operator';

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

/** Who needs a certificate to serve with, by the directory name of the node. */
export function identitiesOf(platform: Platform): ReadonlyMap<string, CertificateNames> {
  const { brokers, zookeeper } = platform.nodes;
  return new Map([
    ...brokers.map(({ name }): [string, CertificateNames] => [name, servedBy(platform, name, [])]),
    // On one machine all connections come from 127.0.0.1, and ZooKeeper nodes check where their peers come from.
    ...zookeeper.map(({ name }): [string, CertificateNames] => [name, servedBy(platform, name, ['127.0.0.1'])]),
  ]);
}

function servedBy(platform: Platform, node: string, moreAddresses: readonly string[]): CertificateNames {
  const [names] = namesAllowed(platform, node);
  if (names === undefined) throw new Error(`node ${node}: found no names for its certificate, expected them`);
  return { ...names, addresses: [...names.addresses, ...moreAddresses] };
}

/** What was done about the certificates of a home. */
export interface CertificatesReport {
  /** `made` where there were none, `renewed` for those that end soon or are for others. */
  readonly kind: 'kept' | 'made' | 'renewed';
  readonly notAfter: Date;
  /** When the authority that clients trusted until now ends or ended, if it was replaced. */
  readonly formerAuthorityEnds?: Date;
}

/** What people are told about the certificates. */
export function describeCertificates({ kind, notAfter, formerAuthorityEnds }: CertificatesReport): string {
  if (kind !== 'renewed') return kind;
  const until = `renewed until ${dateOf(notAfter)}`;
  return formerAuthorityEnds === undefined
    ? `${until} by the same authority; clients go on as they are`
    : `${until} by a new authority; the last day of the former is ${dateOf(formerAuthorityEnds)}, ` +
        'and clients that keep a copy of ca.pem or truststore.jks need the new one';
}

function dateOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/**
 * Makes a certificate for every node, one ZooKeeper client certificate for brokers and operators together, and the
 * stores that hold them, unless those of the home will do. All are signed by the home's own authority, which stays the
 * same as long as it outlives what it signs.
 *
 * @param options.now a test's, to make what is old today
 */
export async function ensureCertificates(
  platform: Platform,
  home: Home,
  storePassword: string,
  options: { readonly signal?: AbortSignal; readonly now?: Date } = {},
): Promise<CertificatesReport> {
  const { signal, now = new Date() } = options;
  const identities = identitiesOf(platform);
  const wanted = {
    identities: JSON.stringify([zookeeperClientNames.subject, ...identities]),
    storePasswordSha256: createHash('sha256').update(storePassword).digest('hex'),
  };
  const text = await readIfPresent(home.files.certificates);
  const made = text === undefined ? undefined : madeCertificates.parse(JSON.parse(text));
  const names = [...identities.keys()];
  const areThere = await allExist(storeFiles(platform, home, names));
  if (areThere && made !== undefined && !needsNewCertificates(made, wanted, now)) {
    return { kind: 'kept', notAfter: new Date(made.notAfter) };
  }

  const validity = validFor(validDays.homeNode, now);
  const { authority, former } = await authorityFor(home, validity, now);
  const line = (path: string, { certificate, privateKey }: Issued) =>
    keyStoreLine(path, storePassword, [certificate, authority.certificate], privateKey);
  const lines = await Promise.all(
    [...identities].map(async ([name, identity]) =>
      line(join(home.layout(name).secretsDir, secretFiles.keystore), await issueWithKey(authority, identity, validity)),
    ),
  );
  const clientStore = join(home.layout(operatorNode).secretsDir, secretFiles.zookeeperClientKeystore);
  lines.push(
    line(clientStore, await issueWithKey(authority, zookeeperClientNames, validity)),
    keyStoreLine(home.files.truststore, storePassword, [authority.certificate]),
  );

  await Promise.all(
    [...names, operatorNode].map((name) => mkdir(home.layout(name).secretsDir, { recursive: true, mode: 0o700 })),
  );
  await execa('java', ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', storesProgram], {
    input: lines.join(''),
    ...(signal === undefined ? {} : { cancelSignal: signal }),
  });
  await spreadStores(platform, home, storePassword, names, clientStore);
  await writePrivate(home.files.caCertificate, `${authority.certificate.toString('pem')}\n`);
  // Last, so that a start that was killed before this makes them again.
  await writePrivate(home.files.certificates, JSON.stringify({ ...wanted, notAfter: validity.notAfter.toISOString() }));
  return {
    kind: former === undefined ? 'made' : 'renewed',
    notAfter: validity.notAfter,
    ...(former === undefined || former.isStill ? {} : { formerAuthorityEnds: former.notAfter }),
  };
}

/**
 * The home's authority, or a new one where there is none or it would end before what it is about to sign.
 *
 * @returns beside it the authority that clients were told to trust, unless there was none
 */
async function authorityFor(
  home: Home,
  { notAfter }: Validity,
  now: Date,
): Promise<{ authority: Authority; former?: { readonly notAfter: Date; readonly isStill: boolean } }> {
  const kept = await readAuthority(home.files.authority);
  const authority =
    kept !== undefined && kept.certificate.notAfter >= notAfter
      ? kept
      : await makeAuthority(home.files.authority, validFor(validDays.authority, now));
  // Judged by what clients have: a start may have been killed between making an authority and telling of it.
  const trusted = await readIfPresent(home.files.caCertificate);
  if (trusted === undefined) return { authority };
  const former = new X509Certificate(trusted);
  const isStill = former.fingerprint256 === new X509Certificate(authority.certificate.toString('pem')).fingerprint256;
  return { authority, former: { notAfter: former.validToDate, isStill } };
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
