import { X509Certificate, createPrivateKey, sign } from 'node:crypto';
import {
  createAuthority,
  createRequest,
  exportPrivateKey,
  fromDerSignature,
  importKeyPair,
  isDueForRenewal,
  issue,
  judgeRequest,
  keyPairSigner,
  newKeyPair,
  validFor,
  type Signer,
} from '../../../certificates/index.ts';
import type { CertificateNames } from '../../../platform/index.ts';

const now = new Date('2027-03-01T12:00:00Z');
const names: CertificateNames = {
  subject: 'CN=kafka-01',
  dnsNames: ['kafka-01.kafka.internal', 'bootstrap.kafka.internal'],
  addresses: ['10.0.0.51'],
};

async function authorityOf(signer: Signer) {
  return createAuthority('CN=Test authority,O=Alphintra', signer, validFor(3_650, now));
}

async function granted(wanted: CertificateNames) {
  const request = await createRequest(await newKeyPair(), wanted);
  const judgement = await judgeRequest(request, { name: 'kafka-01', allowed: [wanted] }, validFor(30, now));
  if (judgement.kind === 'refused') throw new Error(judgement.reason);
  return judgement.contents;
}

test('an authority vouches for itself and signs no other authority', async () => {
  const { certificate } = await authorityOf(await keyPairSigner(await newKeyPair()));
  const seen = new X509Certificate(certificate.toString('pem'));
  expect(seen.verify(seen.publicKey)).toBe(true);
  expect(seen.ca).toBe(true);
  expect(certificate.toString('text')).toMatch(/Path Length: 0|pathLenConstraint.*0/i);
});

test('a node certificate serves and calls, under exactly the names that were granted', async () => {
  const authority = await authorityOf(await keyPairSigner(await newKeyPair()));
  const seen = new X509Certificate((await issue(authority, await granted(names))).toString('pem'));
  expect(seen.verify(new X509Certificate(authority.certificate.toString('pem')).publicKey)).toBe(true);
  expect(seen.subject).toBe('CN=kafka-01');
  expect(seen.subjectAltName).toBe('DNS:kafka-01.kafka.internal, DNS:bootstrap.kafka.internal, IP Address:10.0.0.51');
  expect(seen.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
  expect(seen.ca).toBe(false);
  expect(seen.validFromDate).toEqual(new Date('2027-03-01T11:00:00Z'));
  expect(seen.validToDate).toEqual(new Date('2027-03-31T12:00:00Z'));
});

test('a certificate without names is for calling only', async () => {
  const authority = await authorityOf(await keyPairSigner(await newKeyPair()));
  const client = await granted({ subject: 'CN=client,O=Alphintra', dnsNames: [], addresses: [] });
  const seen = new X509Certificate((await issue(authority, client)).toString('pem'));
  expect(seen.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
  expect(seen.subjectAltName).toBeUndefined();
});

test('the same contents twice are two certificates', async () => {
  const authority = await authorityOf(await keyPairSigner(await newKeyPair()));
  const contents = await granted(names);
  const serials = [await issue(authority, contents), await issue(authority, contents)].map((each) => each.serialNumber);
  expect(new Set(serials).size).toBe(2);
});

test('a signer elsewhere that answers in DER signs as one with the key at hand', async () => {
  const pair = await newKeyPair();
  const { publicKey } = await keyPairSigner(pair);
  const key = createPrivateKey({
    key: Buffer.from(await exportPrivateKey(pair), 'base64'),
    format: 'der',
    type: 'pkcs8',
  });
  const elsewhere: Signer = {
    publicKey,
    sign: (data) => Promise.resolve(fromDerSignature(new Uint8Array(sign('sha256', data, key)))),
  };
  const authority = await authorityOf(elsewhere);
  const trusted = new X509Certificate(authority.certificate.toString('pem')).publicKey;
  const issued = await issue(authority, await granted(names));
  expect(new X509Certificate(issued.toString('pem')).verify(trusted)).toBe(true);
});

test('numbers in DER lack leading zeros and have one before a high bit; a signature has 32 bytes for each', () => {
  const der = new Uint8Array([0x30, 0x08, 0x02, 0x02, 0x00, 0x80, 0x02, 0x02, 0x01, 0x02]);
  const expected = new Uint8Array(64);
  expected.set([0x80], 31);
  expected.set([0x01, 0x02], 62);
  expect(fromDerSignature(der)).toEqual(expected);
});

test('a certificate whose signature is of another key is never handed out', async () => {
  const { publicKey } = await keyPairSigner(await newKeyPair());
  const { sign: signByAnother } = await keyPairSigner(await newKeyPair());
  await expect(authorityOf({ publicKey, sign: signByAnother })).rejects.toThrow(
    /certificate of CN=Test authority.*found a signature that its authority's public key doesn't verify/,
  );
});

test('a key pair that was written down is the same key pair', async () => {
  const pair = await newKeyPair();
  const read = await importKeyPair(await exportPrivateKey(pair));
  expect((await keyPairSigner(read)).publicKey).toEqual((await keyPairSigner(pair)).publicKey);
});

test.each([
  ['19 days after it was made', '2027-03-20T12:00:00Z', false],
  ['20 days after it was made', '2027-03-21T12:00:00Z', true],
  ['when it has ended', '2027-04-01T12:00:00Z', true],
])('of 30 days: %s', (_, then, due) => {
  expect(isDueForRenewal(validFor(30, now), new Date(then))).toBe(due);
});
