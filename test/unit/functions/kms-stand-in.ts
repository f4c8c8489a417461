import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createRequire } from 'node:module';
import { KeyManagementServiceClient } from '@google-cloud/kms';
import { CRC32C } from '@google-cloud/storage';
import { credentials, Server, ServerCredentials, status, type ServiceDefinition } from '@grpc/grpc-js';
import { fromJSON } from '@grpc/proto-loader';
import { p256 } from '@noble/curves/nist.js';
import { PassThroughClient } from 'google-auth-library';

/** A Cloud KMS with one key, on the wire, by the protos that Google publishes with its client. */
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

interface Call {
  readonly request: {
    readonly name: string;
    readonly digest?: { readonly sha256?: Buffer };
    readonly digestCrc32c?: { readonly value: string };
  };
}
type Callback = (error: { code: status; details: string } | null, answer?: object) => void;

const protos = createRequire(import.meta.url)('@google-cloud/kms/build/protos/protos.json') as Parameters<
  typeof fromJSON
>[0];

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

  const getPublicKey = ({ request }: Call, callback: Callback) => {
    if (request.name !== keyVersion) return callback({ code: status.NOT_FOUND, details: `${request.name} not found` });
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    return callback(null, {
      name: keyVersion,
      pem,
      pemCrc32c: { value: crc32cOf(Buffer.from(pem)) },
      algorithm,
      protectionLevel: 'HSM',
    });
  };
  const asymmetricSign = ({ request }: Call, callback: Callback) => {
    signings += 1;
    const digest = request.digest?.sha256;
    if (request.name !== keyVersion) return callback({ code: status.NOT_FOUND, details: `${request.name} not found` });
    if (digest?.length !== 32)
      return callback({ code: status.INVALID_ARGUMENT, details: 'digest of 32 bytes expected' });
    const arrived = left.lostChecksums > 0 ? undefined : request.digestCrc32c?.value;
    left.lostChecksums -= 1;
    if (arrived !== undefined && arrived !== crc32cOf(digest)) {
      return callback({ code: status.INVALID_ARGUMENT, details: 'digest_crc32c does not match' });
    }
    const signature = signDigest(digest, privateKey);
    const signatureCrc32c = { value: crc32cOf(signature) };
    if (left.damagedSignatures > 0) signature[10] = (signature[10] ?? 0) ^ 1;
    left.damagedSignatures -= 1;
    return callback(null, {
      name: keyVersion,
      signature,
      signatureCrc32c,
      verifiedDigestCrc32c: arrived !== undefined,
      protectionLevel: 'HSM',
    });
  };

  const service = fromJSON(protos, { longs: String, enums: String, defaults: false })[
    'google.cloud.kms.v1.KeyManagementService'
  ] as ServiceDefinition;
  const wanted = Object.fromEntries(
    Object.entries(service).filter(([name]) => ['GetPublicKey', 'AsymmetricSign'].includes(name)),
  );
  const server = new Server();
  server.addService(wanted, { GetPublicKey: getPublicKey, AsymmetricSign: asymmetricSign });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
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
      server.forceShutdown();
    },
  };
}

/** Node hashes whatever it signs; Cloud KMS takes what is hashed already. */
function signDigest(digest: Buffer, key: KeyObject): Buffer {
  const { d } = key.export({ format: 'jwk' });
  if (typeof d !== 'string') throw new Error('found no private scalar in the key, expected one');
  return Buffer.from(p256.sign(digest, Buffer.from(d, 'base64url'), { prehash: false, format: 'der' }));
}
