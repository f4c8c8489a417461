import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile, mkdir } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { http } from '@google-cloud/functions-framework';
import { getTestServer } from '@google-cloud/functions-framework/testing';
import { createAuthority, createRequest, keyPairSigner, newKeyPair, validFor } from '../../../certificates/index.ts';
import { answerWith } from '../../../functions/certificate-signer/answer.ts';
import { readConfig } from '../../../functions/certificate-signer/config.ts';
import { keptAuthority } from '../../../functions/certificate-signer/kept-authority.ts';
import { kmsSigner } from '../../../functions/certificate-signer/kms-signer.ts';
import { functionNamed } from '../../../functions/index.ts';
import { directoryStorage } from '../../../functions/object-storage/directory-storage.ts';
import { namesAllowed, platformOf, type CertificateNames } from '../../../platform/index.ts';
import { identityPlaces, machineOf } from '../../../render/index.ts';
import { forgedToken, startGoogleTokens, type GoogleTokens, type Machine } from './google-tokens.ts';
import { startKms, type KmsStandIn } from '../stand-ins/signing-kms.ts';

/** The signer over HTTP, with its key in a Cloud KMS and its callers' tokens from a Google of the test's own. */
const platform = platformOf('production');
const { keyVersion, signerUrl } = identityPlaces(platform);
const nodeNamed = (name: string) => {
  const { brokers, zookeeper } = platform.nodes;
  return [...brokers, ...zookeeper].find((node) => node.name === name)!;
};
const machine = (name: string): Machine => ({
  ...machineOf(platform, nodeNamed(name)),
  audience: signerUrl,
  projectId: platform.projectId,
});
const namesOf = (name: string) => namesAllowed(platform, name)[0]!;

const variables = process.env;
let directory: string;
let kms: KmsStandIn;
let google: GoogleTokens;
let server: Server;
let url: string;

beforeAll(async () => {
  google = await startGoogleTokens();
  http(
    'certificate-signer-under-test',
    answerWith({
      google: google.client,
      authority: async (config) =>
        keptAuthority(
          await kmsSigner(kms.client, config.keyVersion),
          config.authorityName,
          directoryStorage(directory),
          new Date(),
        ),
      now: () => new Date(),
    }),
  );
});
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'certificate-signer-'));
  kms = await startKms({ keyVersion });
  const place = { clientPropertiesFile: '/none', storage: { directory } };
  const environment = functionNamed('certificate-signer').environment(platform, place);
  process.env = { NODE_ENV: 'test', LOG_LEVEL: 'silent', ...environment };
  server = getTestServer('certificate-signer-under-test').listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`;
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await kms.close();
  process.env = variables;
  await rm(directory, { recursive: true });
});
afterAll(() => google.close());

async function post(token: string | undefined, body: unknown, method = 'POST') {
  const headers = {
    'content-type': 'application/json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
  const response = await fetch(url, { method, headers, ...(method === 'POST' ? { body: JSON.stringify(body) } : {}) });
  const answer = (await response.json()) as { chain: string; error: { code: string; message: string } };
  return { status: response.status, ...answer };
}

async function ask(token: string | undefined, names: CertificateNames) {
  const request = await createRequest(await newKeyPair(), names);
  return post(token, { request: request.toString('pem') });
}

function chainOf(pem: string): [X509Certificate, X509Certificate] {
  const [leaf, ca] = pem.split(/(?<=-----END CERTIFICATE-----\n)/).map((each) => new X509Certificate(each));
  return [leaf!, ca!];
}

test('a broker gets a certificate for its names, signed by the key in Cloud KMS', async () => {
  const { status, chain } = await ask(google.tokenFor(machine('kafka-01')), namesOf('kafka-01'));
  expect(status).toBe(200);
  const [leaf, ca] = chainOf(chain);
  expect(leaf.verify(ca.publicKey)).toBe(true);
  expect(leaf.checkIssued(ca)).toBe(true);
  expect(leaf.subject).toBe('CN=kafka-01');
  expect(leaf.checkHost(nodeNamed('kafka-01').hostname)).toBeDefined();
  expect(leaf.validToDate.getTime() - Date.now()).toBeLessThanOrEqual(30 * 86_400_000);
  expect(await readFile(join(directory, 'authority/ca.pem'), 'utf8')).toBe(ca.toString());
});

test('a broker gets the ZooKeeper client certificate too, and a ZooKeeper node does not', async () => {
  const client = namesAllowed(platform, 'kafka-01')[1]!;
  expect((await ask(google.tokenFor(machine('kafka-01')), client)).status).toBe(200);
  const refusal = await ask(google.tokenFor(machine('zk-01')), client);
  expect(refusal).toMatchObject({ status: 403, error: { code: 'REFUSED' } });
});

test('all certificates are of one authority, also when many ask at once for the first', async () => {
  const answers = await Promise.all(
    ['kafka-01', 'kafka-02', 'kafka-03', 'zk-01'].map((name) => ask(google.tokenFor(machine(name)), namesOf(name))),
  );
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  const authorities = new Set(answers.map(({ chain }) => chainOf(chain)[1].fingerprint256));
  expect(authorities.size).toBe(1);
});

const seconds = (fromNow: number) => Math.floor(Date.now() / 1_000) + fromNow;
const elsewhere = { google: { compute_engine: { project_id: 'another-project', zone: 'x', instance_name: 'y' } } };

test.each<[string, () => string | undefined, number, RegExp]>([
  ['without a token', () => undefined, 401, /found no token, expected "Bearer"/],
  ['with a token that someone else signed', () => forgedToken(machine('kafka-01')), 401, /Google has not signed/],
  ['with what is no token', () => 'x.y.z', 401, /Google has not signed/],
  [
    'with a token for another audience',
    () => google.tokenFor({ ...machine('kafka-01'), audience: 'https://example.com' }),
    401,
    /another audience, .*identity token for https:/,
  ],
  [
    'with an expired token',
    () => google.tokenFor(machine('kafka-01'), { iat: seconds(-7_200), exp: seconds(-3_600) }),
    401,
    /a token of another time/,
  ],
  ['from another project', () => google.tokenFor(machine('kafka-01'), elsewhere), 403, /project another-project/],
  [
    "from a machine of a node's name with another account",
    () => google.tokenFor({ ...machine('kafka-01'), account: 'mallory@example.iam.gserviceaccount.com' }),
    403,
    /as mallory@/,
  ],
  [
    "from a machine of a node's name in another zone",
    () => google.tokenFor({ ...machine('kafka-01'), zone: 'europe-west1-b' }),
    403,
    /in europe-west1-b/,
  ],
  [
    'from what is no machine',
    () => google.tokenFor(machine('kafka-01'), { google: undefined }),
    403,
    /found no machine in it/,
  ],
  [
    "for another node's names",
    () => google.tokenFor(machine('kafka-02')),
    403,
    /signing request of alphintra-kafka-02/,
  ],
])('a request %s is refused, and nothing is signed', async (_, token, status, message) => {
  const answer = await ask(token(), namesOf('kafka-01'));
  expect(answer.status).toBe(status);
  expect(answer.error.message).toMatch(message);
  expect(answer.error.message).not.toMatch(/eyJ/);
  expect(kms.signings()).toBeLessThanOrEqual(1); // the authority's own
});

test.each([
  ['no JSON object', ['hello']],
  ['another field', { csr: 'x' }],
  ['no signing request', { request: 'hello' }],
  ['far too much', { request: 'x'.repeat(10_000) }],
])('%s is answered 400', async (_, body) => {
  const answer = await post(google.tokenFor(machine('kafka-01')), body);
  expect(answer).toMatchObject({ status: 400 });
});

test('another method than POST is answered 400', async () => {
  expect(await post(google.tokenFor(machine('kafka-01')), undefined, 'PUT')).toMatchObject({ status: 400 });
});

test('a certificate of another key in the place of the authority is not trusted', async () => {
  const stranger = await createAuthority('CN=x', await keyPairSigner(await newKeyPair()), validFor(3_650, new Date()));
  await mkdir(join(directory, 'authority'));
  await writeFile(join(directory, 'authority/ca.pem'), stranger.certificate.toString('pem'));
  const answer = await ask(google.tokenFor(machine('kafka-01')), namesOf('kafka-01'));
  expect(answer).toMatchObject({ status: 500, error: { code: 'INVALID_CONFIGURATION' } });
  expect(answer.error.message).toContain('found the certificate of another key');
});

test('a configuration that lacks something is named, without its values', () => {
  expect(() => readConfig({ ...process.env, SIGNER_NODES: '[', STATE_BUCKET: undefined })).toThrow(
    /STATE_BUCKET: .*SIGNER_NODES: expected JSON; deploy it again/,
  );
});
