import { keyAlgorithm, x509 } from './x509.ts';

/** Whoever holds an authority's private key: a file here, Cloud KMS on the estate. */
export interface Signer {
  /** SubjectPublicKeyInfo in DER. */
  readonly publicKey: Uint8Array<ArrayBuffer>;
  /** Signs with ECDSA on P-256 over SHA-256. @returns r and s, 32 bytes each, as WebCrypto gives them */
  readonly sign: (data: Uint8Array<ArrayBuffer>) => Promise<Uint8Array<ArrayBuffer>>;
}

type Key = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

export interface KeyPair {
  readonly publicKey: Key;
  readonly privateKey: Key;
}

/** A new key pair that can be written down. */
export async function newKeyPair(): Promise<KeyPair> {
  return crypto.subtle.generateKey(keyAlgorithm, true, ['sign', 'verify']);
}

/** The private key as PKCS#8 in Base64. */
export async function exportPrivateKey({ privateKey }: KeyPair): Promise<string> {
  return Buffer.from(await crypto.subtle.exportKey('pkcs8', privateKey)).toString('base64');
}

/**
 * The pair of a private key that was written down: PKCS#8 names the public key too.
 *
 * @param pkcs8 in Base64
 */
export async function importKeyPair(pkcs8: string): Promise<KeyPair> {
  const encoded = Buffer.from(pkcs8, 'base64');
  const privateKey = await crypto.subtle.importKey('pkcs8', encoded, keyAlgorithm, true, ['sign']);
  const jwk = await crypto.subtle.exportKey('jwk', privateKey);
  delete jwk.d; // without the private scalar it is the public key
  delete jwk.key_ops;
  const publicKey = await crypto.subtle.importKey('jwk', jwk, keyAlgorithm, true, ['verify']);
  return { privateKey, publicKey };
}

/** Signs with a key that this process holds. */
export async function keyPairSigner({ privateKey, publicKey }: KeyPair): Promise<Signer> {
  return {
    publicKey: new Uint8Array(await crypto.subtle.exportKey('spki', publicKey)),
    sign: async (data) => new Uint8Array(await crypto.subtle.sign(keyAlgorithm, privateKey, data)),
  };
}

/**
 * A signature as most of the world writes it, ASN.1's `Ecdsa-Sig-Value`, in the form that a signer returns.
 *
 * @throws Error when it is no such signature
 */
export function fromDerSignature(der: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const signature = new x509.AsnEcSignatureFormatter().toWebSignature(keyAlgorithm, der);
  if (signature === null) throw new Error('signature: found no ECDSA signature in DER, expected one');
  return new Uint8Array(signature);
}
