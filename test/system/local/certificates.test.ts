import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type PeerCertificate } from 'node:tls';
import { readClientProperties, withAdmin } from '../../../cluster/index.ts';
import { openHome, type Home } from '../../../local/index.ts';
import { makeAuthority } from '../../../local/authority.ts';
import { describeCertificates, ensureCertificates } from '../../../local/certificates.ts';
import { writeClientFiles } from '../../../local/client-files.ts';
import { ensureSecrets, type Secrets } from '../../../local/secrets.ts';
import { brokerUser, operatorUser } from '../../../platform/index.ts';
import { topics } from '../../../topics/index.ts';
import { kafkaPlatform } from '../../integration/start-platform.ts';
import { ownNetwork, platformOn } from '../../integration/local/own-platform.ts';

const platform = platformOn(ownNetwork);
const clientUser = 'trading-client';
/** Beside the suite's, so that the command finds the same jars. */
const homeDir = '.platform/test-certificates';
const dayMs = 86_400_000;
const daysAgo = (days: number) => new Date(Date.now() - days * dayMs);
const day = (date: Date) => date.toISOString().slice(0, 10);

let home: Home;
let secrets: Secrets;
/** What a client that was set up before has: copies of its files. */
let copies: string;

beforeEach(async () => {
  copies = await mkdtemp(join(tmpdir(), 'copies-'));
});
afterEach(() => rm(copies, { recursive: true }));

/** Makes the home's certificates with the clock of a day in the past, and the client's copies of that day. */
async function certificatesOf(date: Date): Promise<void> {
  secrets = await ensureSecrets(home, [brokerUser, operatorUser, clientUser]);
  await ensureCertificates(platform, home, secrets.storePassword, { now: date });
  await writeClientFiles(platform, home, secrets, clientUser);
  for (const file of ['admin.properties', 'ca.pem']) await cp(join(home.dir, file), join(copies, file));
}

describe('a start by the command', () => {
  beforeAll(async () => {
    await rm(homeDir, { recursive: true, force: true });
    home = await openHome(homeDir);
  });
  afterEach(() => kafkaPlatform('stop', '--home', homeDir));
  afterAll(() => rm(homeDir, { recursive: true }));

  /** @returns what was told of the certificates */
  async function start(): Promise<string | undefined> {
    await kafkaPlatform('start', '--detach', '--home', homeDir, '--network', ownNetwork, '--rate', '20');
    const log = await readFile(home.files.log, 'utf8');
    return /✔ Certificates of the local authority \([\d.]+ s\): (.*)/.exec(log)?.[1];
  }

  /** What is served on every TLS port, judged by a client that trusts `ca`. */
  async function served(ca: string): Promise<(PeerCertificate & { readonly verdict: string })[]> {
    const { brokers, zookeeper } = platform.nodes;
    const places = [
      ...brokers.flatMap(({ address, ports }) => [ports.client, ports.interBroker].map((port) => ({ address, port }))),
      ...zookeeper.map(({ address, ports }) => ({ address, port: ports.client })),
    ];
    return Promise.all(places.map(({ address, port }) => servedAt(address, port, ca)));
  }

  async function topicsSeenWith(file: string): Promise<number> {
    return withAdmin(await readClientProperties(file), {}, async (admin) => {
      const names = new Set(await admin.listTopics());
      return topics.filter(({ name }) => names.has(name)).length;
    });
  }

  test('renews what ends soon by the same authority, and a client from before goes on as it is', async () => {
    await certificatesOf(daysAgo(380));
    const end = day(new Date(Date.now() + 397 * dayMs));
    expect(await start()).toBe(`renewed until ${end} by the same authority; clients go on as they are`);
    const certificates = await served(await readFile(join(copies, 'ca.pem'), 'utf8'));
    expect(certificates).toHaveLength(9);
    for (const { verdict, valid_to } of certificates)
      expect({ verdict, end: day(new Date(valid_to)) }).toEqual({ verdict: 'trusted', end });
    expect(await topicsSeenWith(join(copies, 'admin.properties'))).toBe(30);
  }, 180_000);

  test('replaces an authority that has expired, says so, and tells clients with copies to get the new one', async () => {
    for (const file of [home.files.authority, home.files.certificates]) await rm(file);
    await certificatesOf(daysAgo(11 * 365));
    const end = day(new Date(Date.now() + 397 * dayMs));
    const formerEnd = day(daysAgo(11 * 365 - 3_650));
    expect(await start()).toBe(
      `renewed until ${end} by a new authority; the last day of the former is ${formerEnd}, ` +
        'and clients that keep a copy of ca.pem or truststore.jks need the new one',
    );
    const ofFormer = await served(await readFile(join(copies, 'ca.pem'), 'utf8'));
    for (const { verdict } of ofFormer) expect(verdict).not.toBe('trusted');
    const ofNew = await served(await readFile(home.files.caCertificate, 'utf8'));
    expect(ofNew.map(({ verdict }) => verdict)).toEqual(Array.from({ length: 9 }, () => 'trusted'));
    await expect(topicsSeenWith(join(copies, 'admin.properties'))).rejects.toThrow();
    expect(await topicsSeenWith(home.files.adminProperties)).toBe(30);
  }, 180_000);
});

/** Shakes hands as far as the server's certificate; who asks for ours ends the connection after that. */
async function servedAt(host: string, port: number, ca: string): Promise<PeerCertificate & { verdict: string }> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, ca, rejectUnauthorized: false, minVersion: 'TLSv1.3' }, () => {
      const verdict = socket.authorized ? 'trusted' : String(socket.authorizationError);
      resolve({ ...socket.getPeerCertificate(), verdict });
      socket.destroy();
    });
    socket.once('error', reject);
  });
}

describe('certificates of a home', () => {
  beforeEach(async () => {
    home = await openHome(join(copies, 'home'));
  });
  const ensured = () => ensureCertificates(platform, home, secrets.storePassword);
  const authority = () => readFile(home.files.caCertificate, 'utf8');

  test('are kept as long as they last', async () => {
    await certificatesOf(daysAgo(360));
    expect(describeCertificates(await ensured())).toBe('kept');
  });

  test('are renewed by a new authority when that of before would end before them', async () => {
    await certificatesOf(daysAgo(3_650 - 397 + 1));
    const before = await authority();
    const { kind, formerAuthorityEnds } = await ensured();
    expect({ kind, ends: day(formerAuthorityEnds!) }).toEqual({ kind: 'renewed', ends: day(daysAgo(1 - 397)) });
    expect(await authority()).not.toBe(before);
  });

  test('are told to be of a new authority also when a start was killed that had just made it', async () => {
    await certificatesOf(daysAgo(380));
    await makeAuthority(home.files.authority, { notBefore: daysAgo(1), notAfter: daysAgo(-3_650) });
    expect(describeCertificates(await ensured())).toContain('by a new authority');
    expect((await ensured()).kind).toBe('kept');
  });
});
