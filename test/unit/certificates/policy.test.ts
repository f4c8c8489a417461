import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { createRequest, judgeRequest, newKeyPair, parseRequest, validFor } from '../../../certificates/index.ts';
import { namesAllowed, platformOf, zookeeperClientNames, type CertificateNames } from '../../../platform/index.ts';

const platform = platformOf('production');
const validity = validFor(30, new Date('2027-03-01T12:00:00Z'));
const broker = { name: 'kafka-01', allowed: namesAllowed(platform, 'kafka-01') };
const zookeeper = { name: 'zk-01', allowed: namesAllowed(platform, 'zk-01') };
const [own] = broker.allowed as [CertificateNames];

async function judge(wanted: CertificateNames, asker = broker) {
  return judgeRequest(await createRequest(await newKeyPair(), wanted), asker, validity);
}

test('a broker may have its own name, host name and address, and the bootstrap name', () => {
  const node = platform.nodes.brokers.find(({ name }) => name === 'kafka-01');
  expect(own).toEqual({
    subject: 'CN=kafka-01',
    dnsNames: [node?.hostname, ...platform.bootstrap.hostnames],
    addresses: [node?.address],
  });
});

test.each(
  [broker, zookeeper].flatMap((asker) => asker.allowed.map((names) => ({ asker, names, subject: names.subject }))),
)('$asker.name is granted $subject', async ({ asker, names }) => {
  await expect(judge(names, asker)).resolves.toMatchObject({ kind: 'granted', contents: { ...names, ...validity } });
});

test.each<[string, CertificateNames, typeof broker]>([
  ["another node's names", namesAllowed(platform, 'kafka-02')[0] as CertificateNames, broker],
  ["another node's name beside its own", { ...own, dnsNames: [...own.dnsNames, 'kafka-02.example'] }, broker],
  ['fewer names than it has', { ...own, dnsNames: [] }, broker],
  [
    'an address as if it were a host name',
    { ...own, dnsNames: [...own.dnsNames, ...own.addresses], addresses: [] },
    broker,
  ],
  ['its names under another subject', { ...own, subject: 'CN=kafka-02' }, broker],
  ['its name twice', { ...own, subject: 'CN=kafka-01,CN=kafka-01' }, broker],
  ["ZooKeeper's client name with host names", { ...own, subject: zookeeperClientNames.subject }, broker],
  ["ZooKeeper's client name, without being a broker", zookeeperClientNames, zookeeper],
])('a node is refused %s', async (_, wanted, asker) => {
  await expect(judge(wanted, asker)).resolves.toEqual({
    kind: 'refused',
    reason: expect.stringMatching(
      new RegExp(`^signing request of ${asker.name}: found the names .*, expected `),
    ) as string,
  });
});

test('who is no node of the platform is granted nothing', async () => {
  const stranger = { name: 'kafka-77', allowed: namesAllowed(platform, 'kafka-77') };
  await expect(judge(own, stranger)).resolves.toMatchObject({
    reason: expect.stringContaining('has no certificate') as string,
  });
});

const rsa = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2_048,
  publicExponent: new Uint8Array([1, 0, 1]),
};

test.each([
  ['RSA', rsa, /found a key of RSASSA-PKCS1-v1_5, expected ECDSA P-256$/],
  [
    'P-384',
    { name: 'ECDSA', namedCurve: 'P-384', hash: 'SHA-384' },
    /found a key of ECDSA P-384, expected ECDSA P-256$/,
  ],
])('a %s key is refused', async (_, algorithm, reason) => {
  const keys = (await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as CryptoKeyPair;
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: own.subject,
    keys,
    signingAlgorithm: algorithm,
  });
  await expect(judgeRequest(request, broker, validity)).resolves.toEqual({
    kind: 'refused',
    reason: expect.stringMatching(reason) as string,
  });
});

type CryptoKeyPair = Awaited<ReturnType<typeof newKeyPair>>;

test.each([
  ['to be an authority', new x509.BasicConstraintsExtension(true, 3, true), '2.5.29.19'],
  ['a usage', new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true), '2.5.29.15'],
  ['an extended usage', new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.codeSigning]), '2.5.29.37'],
])('a request %s is refused', async (_, extension, oid) => {
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: own.subject,
    keys: await newKeyPair(),
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' } as EcdsaParams,
    extensions: [extension],
  });
  await expect(judgeRequest(request, broker, validity)).resolves.toMatchObject({
    reason: expect.stringContaining(`asking for extension ${oid}`) as string,
  });
});

interface EcdsaParams {
  readonly name: string;
  readonly hash: string;
}

test('a request that its own key did not sign is refused', async () => {
  const bytes = new Uint8Array((await createRequest(await newKeyPair(), own)).rawData);
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  await expect(judgeRequest(new x509.Pkcs10CertificateRequest(bytes), broker, validity)).resolves.toMatchObject({
    reason: expect.stringContaining("the request's own public key doesn't verify") as string,
  });
});

test('a request for names of an unknown kind is refused', async () => {
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: own.subject,
    keys: await newKeyPair(),
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' } as EcdsaParams,
    extensions: [
      new x509.SubjectAlternativeNameExtension([
        ...own.dnsNames.map((value) => ({ type: 'dns' as const, value })),
        ...own.addresses.map((value) => ({ type: 'ip' as const, value })),
        { type: 'url', value: 'spiffe://elsewhere/admin' },
      ]),
    ],
  });
  await expect(judgeRequest(request, broker, validity)).resolves.toMatchObject({ kind: 'refused' });
});

test.each(['', 'hello', '-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----'])(
  '%j is no request',
  (text) => {
    expect(parseRequest(text)).toBeUndefined();
  },
);
