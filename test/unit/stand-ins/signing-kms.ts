import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { KeyManagementServiceClient } from '@google-cloud/kms';
import { CRC32C } from '@google-cloud/storage';
import { credentials, status } from '@grpc/grpc-js';
import { p256 } from '@noble/curves/nist.js';
import { PassThroughClient } from 'google-auth-library';
import { Refusal, serveKms } from './grpc-kms.ts';

/** A Cloud KMS with one key that signs. */
export interface KmsStandIn {
  readonly client: KeyManagementServiceClient;
  /** How often it was asked to sign. */
  readonly signings: () => number;
  readonly close: () => Promise<void>;
}

export interface KmsStandInOptions {
  readonly keyVersion: string;
  readonly namedCurve?: string;
  /** As `CryptoKeyVersionAlgorithm` names it. */
  readonly algorithm?: string;
  /** Damages the first so many signatures on their way back. */
  readonly damagedSignatures?: number;
  /** Loses the first so many checksums of digests on their way there. */
  readonly lostChecksums?: number;
}

interface SigningRequest {
  readonly name: string;
  readonly digest?: { readonly sha256?: Buffer };
  readonly digestCrc32c?: { readonly value: string };
}

function crc32cOf(bytes: Buffer): string {
  const crc32c = new CRC32C();
  crc32c.update(bytes);
  return String(Buffer.from(crc32c.toString(), 'base64').readUInt32BE());
}

export async function startKms({
  keyVersion,
  namedCurve = 'P-256',
  algorithm = 'EC_SIGN_P256_SHA256',
  damagedSignatures = 0,
  lostChecksums = 0,
}: KmsStandInOptions): Promise<KmsStandIn> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve });
  const left = { damagedSignatures, lostChecksums };
  let signings = 0;

  const expectKey = (name: string) => {
    if (name !== keyVersion) throw new Refusal(status.NOT_FOUND, `${name} not found`);
  };
  const getPublicKey = ({ name }: SigningRequest) => {
    expectKey(name);
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const pemCrc32c = { value: crc32cOf(Buffer.from(pem)) };
    return { name, pem, pemCrc32c, algorithm, protectionLevel: 'HSM' };
  };
  const asymmetricSign = ({ name, digest, digestCrc32c }: SigningRequest) => {
    signings += 1;
    expectKey(name);
    const sha256 = digest?.sha256;
    if (sha256?.length !== 32) throw new Refusal(status.INVALID_ARGUMENT, 'a digest of 32 bytes expected');
    const arrived = left.lostChecksums > 0 ? undefined : digestCrc32c?.value;
    left.lostChecksums -= 1;
    if (arrived !== undefined && arrived !== crc32cOf(sha256)) {
      throw new Refusal(status.INVALID_ARGUMENT, 'digest_crc32c does not match');
    }
    const signature = signDigest(sha256, privateKey);
    const signatureCrc32c = { value: crc32cOf(signature) };
    if (left.damagedSignatures > 0) signature[10] = (signature[10] ?? 0) ^ 1;
    left.damagedSignatures -= 1;
    return { name, signature, signatureCrc32c, verifiedDigestCrc32c: arrived !== undefined, protectionLevel: 'HSM' };
  };

  const { port, close } = await serveKms({ GetPublicKey: getPublicKey, AsymmetricSign: asymmetricSign });
  const client = new KeyManagementServiceClient({
    apiEndpoint: '127.0.0.1',
    port,
    sslCreds: credentials.createInsecure(),
    // Without it the client looks for the machine's own account, though it has none to show here.
    authClient: new PassThroughClient(),
    projectId: 'a-project',
  });
  return {
    client,
    signings: () => signings,
    close: async () => {
      await client.close();
      close();
    },
  };
}

/** Node hashes whatever it signs; Cloud KMS takes what is hashed already. */
function signDigest(digest: Buffer, key: KeyObject): Buffer {
  const { d } = key.export({ format: 'jwk' });
  if (typeof d !== 'string') throw new Error('found no private scalar in the key, expected one');
  return Buffer.from(p256.sign(digest, Buffer.from(d, 'base64url'), { prehash: false, format: 'der' }));
}
