import { createPublicKey, verify } from 'node:crypto';
import { kmsSigner } from '../../../functions/certificate-signer/kms-signer.ts';
import { startKms, type KmsStandIn, type KmsStandInOptions } from '../stand-ins/signing-kms.ts';

const keyVersion = 'projects/p/locations/l/keyRings/r/cryptoKeys/k/cryptoKeyVersions/1';
const data = new TextEncoder().encode('what is to be signed');
let kms: KmsStandIn | undefined;
afterEach(() => kms?.close());

async function start(options: Partial<KmsStandInOptions> = {}) {
  kms = await startKms({ keyVersion, ...options });
  return kms;
}

async function isSignedBy(standIn: KmsStandIn): Promise<boolean> {
  const signer = await kmsSigner(standIn.client, keyVersion);
  const key = createPublicKey({ key: Buffer.from(signer.publicKey), format: 'der', type: 'spki' });
  return verify('sha256', data, { key, dsaEncoding: 'ieee-p1363' }, await signer.sign(data));
}

test('signs with the key that Cloud KMS holds', async () => {
  expect(await isSignedBy(await start())).toBe(true);
});

test.each([
  ['a signature was damaged on its way', { damagedSignatures: 1 }],
  ['a checksum was lost on its way', { lostChecksums: 2 }],
])('asks again when %s', async (_, options) => {
  const standIn = await start(options);
  expect(await isSignedBy(standIn)).toBe(true);
  expect(standIn.signings()).toBeGreaterThan(1);
});

test('gives up when every signature is damaged', async () => {
  const standIn = await start({ damagedSignatures: 10 });
  await expect(isSignedBy(standIn)).rejects.toMatchObject({
    code: 'SIGNING_FAILED',
    message: expect.stringContaining(`${keyVersion}: found another signature than was sent`) as string,
  });
  expect(standIn.signings()).toBe(3);
});

test('a key for something else is refused', async () => {
  const standIn = await start({ namedCurve: 'P-384', algorithm: 'EC_SIGN_P384_SHA384' });
  await expect(isSignedBy(standIn)).rejects.toMatchObject({
    code: 'INVALID_CONFIGURATION',
    message: expect.stringContaining('found a key for EC_SIGN_P384_SHA384, expected EC_SIGN_P256_SHA256') as string,
  });
});

test('a key that is not there is named', async () => {
  const standIn = await start();
  await expect(kmsSigner(standIn.client, `${keyVersion}1`)).rejects.toThrow(
    `${keyVersion}1: Cloud KMS answered "5 NOT_FOUND: ${keyVersion}1 not found"; see that`,
  );
});
