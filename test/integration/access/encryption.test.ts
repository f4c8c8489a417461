import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Authority } from '../../../certificates/index.ts';
import { issueWithKey, makeAuthority, readAuthority } from '../../../local/authority.ts';
import { zookeeperClientName } from '../../../platform/index.ts';
import { apacheTools } from './apache-tool.ts';
import { listenersOf, placeOf, type Listener } from './listeners.ts';
import { platformUnderTest, type PlatformUnderTest } from './platform-under-test.ts';
import { askInPlaintext, askOverTls, isKafkaResponse, kafkaRequest, type ClientCertificate } from './wire.ts';

const apiVersions = kafkaRequest(18);
/** All topics, as a client of old asks for them. */
const metadata = kafkaRequest(3, Buffer.alloc(4));
/** The one four-letter word that ZooKeeper answers, to holders of a certificate; long enough to be no TLS record. */
const zookeeperWord = Buffer.from('srvr\n\n\n\n');
/** OpenSSL's words for a server's "you showed no certificate": Java calls the certificate bad. */
const certificateAlert = /ALERT_(BAD_CERTIFICATE|CERTIFICATE_REQUIRED)|ECONNRESET/;

/** Java's for "I don't know who signed this". */
const unknownAuthorityAlert = /ALERT_(CERTIFICATE_UNKNOWN|UNKNOWN_CA)|ECONNRESET/;

let running: PlatformUnderTest;
let certificateAuthority: string;
let clientPorts: Listener[];
let brokerPorts: Listener[];
let zookeeperPorts: Listener[];
let registryPorts: Listener[];

beforeAll(async () => {
  running = await platformUnderTest();
  certificateAuthority = await readFile(running.home.files.caCertificate, 'utf8');
  const { brokers, zookeeper, schemaRegistry } = running.platform.nodes;
  clientPorts = brokers.map(({ address, ports }) => ({ address, port: ports.client }));
  brokerPorts = brokers.map(({ address, ports }) => ({ address, port: ports.interBroker }));
  zookeeperPorts = zookeeper.map(({ address, ports }) => ({ address, port: ports.client }));
  registryPorts = schemaRegistry.map(({ address, port }) => ({ address, port }));
});

/** Asks port after port the same. */
async function each<T>(ports: readonly Listener[], ask: (port: Listener) => Promise<T>): Promise<T[]> {
  const answers: T[] = [];
  for (const port of ports) answers.push(await ask(port));
  return answers;
}
const overTls = (question: Buffer) => (port: Listener) => askOverTls(port, certificateAuthority, 'TLSv1.3', question);

test('clients and brokers, ZooKeeper’s clients and its quorum speak TLS 1.3 and nothing older', async () => {
  const ports = [...clientPorts, ...brokerPorts, ...zookeeperPorts];
  const older = await each(ports, (port) => askOverTls(port, certificateAuthority, 'TLSv1.2', apiVersions));
  for (const answer of older)
    expect(answer).toEqual({
      protocol: undefined,
      answer: Buffer.alloc(0),
      error: expect.stringContaining('ALERT_PROTOCOL_VERSION') as string,
    });
  const current = await each(ports, overTls(apiVersions));
  expect(current.map(({ protocol }) => protocol)).toEqual(ports.map(() => 'TLSv1.3'));
});

test('who has not logged in learns which versions a broker speaks, and nothing of topics', async () => {
  for (const { answer } of await each(clientPorts, overTls(apiVersions))) expect(isKafkaResponse(answer)).toBe(true);
  for (const { answer, protocol } of await each(clientPorts, overTls(metadata)))
    expect({ protocol, answer }).toEqual({ protocol: 'TLSv1.3', answer: Buffer.alloc(0) });
});

test('the brokers’ own port and ZooKeeper’s answer nobody without a certificate', async () => {
  const answers = [
    ...(await each(brokerPorts, overTls(apiVersions))),
    ...(await each(zookeeperPorts, overTls(zookeeperWord))),
  ];
  expect(answers).toHaveLength(6);
  for (const { answer, error } of answers) {
    expect(answer).toEqual(Buffer.alloc(0));
    expect(error).toMatch(certificateAlert);
  }
});

describe('the brokers’ own port and ZooKeeper’s', () => {
  /** For whoever a certificate names, these ports go by who signed it. */
  const certificateBy = async (authority: Authority, subject: string): Promise<ClientCertificate> => {
    const { certificate, privateKey } = await issueWithKey(
      authority,
      { subject, dnsNames: [], addresses: [] },
      validity,
    );
    const key = `-----BEGIN PRIVATE KEY-----\n${privateKey}\n-----END PRIVATE KEY-----\n`;
    return { cert: certificate.toString('pem'), key };
  };
  const askShowing = (question: Buffer, certificate: ClientCertificate) => (port: Listener) =>
    askOverTls(port, certificateAuthority, 'TLSv1.3', question, certificate);
  const validity = { notBefore: new Date(Date.now() - 60_000), notAfter: new Date(Date.now() + 3_600_000) };
  let scratch: string;
  let ofPlatform: Authority;
  let stranger: Authority;

  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'stranger-'));
    ofPlatform = (await readAuthority(running.home.files.authority))!;
    stranger = await makeAuthority(join(scratch, 'authority.json'), validity);
  });
  afterAll(() => rm(scratch, { recursive: true }));

  test('refuse a broker’s certificate and the operators’ that another authority of the same name has signed', async () => {
    expect(stranger.certificate.subject).toBe(ofPlatform.certificate.subject);
    const answers = [
      ...(await each(brokerPorts, askShowing(apiVersions, await certificateBy(stranger, 'CN=kafka-01')))),
      ...(await each(zookeeperPorts, askShowing(zookeeperWord, await certificateBy(stranger, zookeeperClientName)))),
    ];
    expect(answers).toHaveLength(6);
    for (const { answer, error } of answers) {
      expect(answer).toEqual(Buffer.alloc(0));
      expect(error).toMatch(unknownAuthorityAlert);
    }
  });

  test('answer those that the platform’s own authority has signed', async () => {
    const ofBrokers = await each(brokerPorts, askShowing(apiVersions, await certificateBy(ofPlatform, 'CN=kafka-01')));
    expect(ofBrokers.map(({ answer }) => isKafkaResponse(answer))).toEqual([true, true, true]);
    const operator = await certificateBy(ofPlatform, zookeeperClientName);
    const ofZookeeper = await each(zookeeperPorts, askShowing(zookeeperWord, operator));
    for (const { answer } of ofZookeeper) expect(answer.toString()).toMatch(/^Zookeeper version: 3\.8/);
  });
});

test('ZooKeeper answers the holder of the operator’s certificate', async () => {
  const apache = await apacheTools(running);
  const file = `${running.home.layout('operator').configDir}/zookeeper-client.properties`;
  const [node] = zookeeperPorts;
  const { stdout } = await apache(
    'zookeeper-shell',
    ...['-client-configuration', file, '-server', placeOf(node!), 'ls', '/brokers/ids'],
  );
  // Its own tale of the connection comes in between.
  expect(stdout).toMatch(/\b1, 2, 3\]$/m);
});

test('plaintext gets no answer on any port', async () => {
  const ofKafka = await each([...clientPorts, ...brokerPorts], (port) => askInPlaintext(port, apiVersions));
  for (const { answer } of ofKafka) {
    expect(isKafkaResponse(answer)).toBe(false);
    // A TLS alert (15) of seven bytes, or nothing.
    expect([undefined, 0x15]).toContain(answer[0]);
    expect(answer.length).toBeLessThanOrEqual(7);
  }
  const ofZookeeper = await each(zookeeperPorts, (port) => askInPlaintext(port, zookeeperWord));
  for (const { answer } of ofZookeeper) expect(answer.toString()).not.toContain('Zookeeper version');
});

describe('what the platform’s processes listen on', () => {
  let listeners: Listener[];
  beforeAll(async () => {
    listeners = await listenersOf(running.home);
  });

  test('is what the model says, each on its node’s own loopback address', () => {
    const { nodes } = running.platform;
    const electionPorts = nodes.zookeeper.map(({ address, ports }) => ({ address, port: ports.election }));
    const always = [...clientPorts, ...brokerPorts, ...zookeeperPorts, ...electionPorts, ...registryPorts].map(placeOf);
    // Only the ensemble's leader has its quorum port open.
    const quorumPorts = nodes.zookeeper.map(({ address, ports }) => placeOf({ address, port: ports.quorum }));
    const found = listeners.map(placeOf);
    expect(found.filter((place) => !quorumPorts.includes(place))).toEqual(always.sort());
    expect(found.filter((place) => quorumPorts.includes(place))).toHaveLength(1);
  });

  /**
   * The schema registry speaks HTTP: here it holds the event schemas, which lie in this repository, and neither events
   * nor credentials; and it listens on loopback, which no packet leaves.
   */
  test('is TLS 1.3, the schema registry excepted', async () => {
    const registries = registryPorts.map(placeOf);
    const others = listeners.filter((listener) => !registries.includes(placeOf(listener)));
    const answers = await each(others, overTls(apiVersions));
    expect(answers.map(({ protocol }) => protocol)).toEqual(others.map(() => 'TLSv1.3'));
    expect(others).toHaveLength(13);
  });
});
