// The library injects dependencies by decorators: before it, whoever imports it.
import 'reflect-metadata';
import { cryptoProvider } from '@peculiar/x509';

export * as x509 from '@peculiar/x509';

cryptoProvider.set(globalThis.crypto);

/** What every key of the platform is made for: Cloud KMS calls it `EC_SIGN_P256_SHA256`. */
export const keyAlgorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
