import { createHash, createPublicKey } from 'node:crypto';
import type { KeyManagementServiceClient } from '@google-cloud/kms';
import { CRC32C } from '@google-cloud/storage';
import pRetry from 'p-retry';
import { fromDerSignature, type Signer } from '../../certificates/index.ts';
import { SignerError } from './signer-error.ts';

const algorithm = 'EC_SIGN_P256_SHA256';
/** Google asks for "a limited number of retries" when an answer was damaged on its way. */
const retries = 2;

type Client = Pick<KeyManagementServiceClient, 'asymmetricSign' | 'getPublicKey'>;

/**
 * Signs with the version of a key that never leaves Cloud KMS. What goes there and what comes back carries a CRC32C, as
 * https://cloud.google.com/kms/docs/data-integrity-guidelines asks.
 *
 * @param name `projects/*\/locations/*\/keyRings/*\/cryptoKeys/*\/cryptoKeyVersions/*`
 * @throws SignerError `INVALID_CONFIGURATION` for a key of another kind, `SIGNING_FAILED` when Cloud KMS fails
 */
export async function kmsSigner(client: Client, name: string): Promise<Signer> {
  return {
    publicKey: await patiently(name, () => readPublicKey(client, name)),
    sign: (data) => patiently(name, () => sign(client, name, data)),
  };
}

async function readPublicKey(client: Client, name: string): Promise<Uint8Array<ArrayBuffer>> {
  const [key] = await client.getPublicKey({ name });
  if (key.algorithm !== algorithm) {
    throw new SignerError(
      'INVALID_CONFIGURATION',
      `${name}: found a key for ${String(key.algorithm)}, expected ${algorithm}; correct SIGNER_KEY_VERSION`,
    );
  }
  const pem = key.pem ?? '';
  expectWhole(name, 'public key', key.name === name && matches(pem, key.pemCrc32c?.value));
  return new Uint8Array(createPublicKey(pem).export({ type: 'spki', format: 'der' }));
}

async function sign(client: Client, name: string, data: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const sha256 = createHash('sha256').update(data).digest();
  const [answer] = await client.asymmetricSign({
    name,
    digest: { sha256 },
    digestCrc32c: { value: String(crc32cOf(sha256)) },
  });
  const signature = Buffer.from(answer.signature ?? '');
  expectWhole(name, 'digest', answer.name === name && answer.verifiedDigestCrc32c === true);
  expectWhole(name, 'signature', matches(signature, answer.signatureCrc32c?.value));
  return fromDerSignature(new Uint8Array(signature));
}

function matches(content: string | Buffer, crc32c: unknown): boolean {
  return String(crc32c) === String(crc32cOf(Buffer.from(content)));
}

/** As the number that Cloud KMS takes. */
function crc32cOf(content: Buffer): number {
  const crc32c = new CRC32C();
  crc32c.update(content);
  return Buffer.from(crc32c.toString(), 'base64').readUInt32BE();
}

function expectWhole(name: string, what: string, isWhole: boolean): void {
  if (isWhole) return;
  throw new SignerError(
    'SIGNING_FAILED',
    `${name}: found another ${what} than was sent, expected the same name and CRC32C; ask again`,
  );
}

function patiently<T>(name: string, work: () => Promise<T>): Promise<T> {
  return pRetry(
    async () => {
      try {
        return await work();
      } catch (cause) {
        if (cause instanceof SignerError) throw cause;
        const found = cause instanceof Error ? cause.message : String(cause);
        throw new SignerError(
          'SIGNING_FAILED',
          `${name}: Cloud KMS answered "${found}"; see that the function's account may use the key, then ask again`,
          { cause },
        );
      }
    },
    // The client itself retries what the network failed at: here it is only damage.
    {
      retries,
      minTimeout: 50,
      shouldRetry: ({ error }) =>
        error instanceof SignerError && error.code === 'SIGNING_FAILED' && error.cause === undefined,
    },
  );
}
