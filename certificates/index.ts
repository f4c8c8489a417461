export { createAuthority, issue, type Authority, type CertificateContents } from './authority.ts';
export { keyStoreLine } from './key-stores.ts';
export { judgeRequest, type Asker, type Judgement } from './policy.ts';
export { createRequest, parseCertificate, parseRequest } from './request.ts';
export {
  exportPrivateKey,
  fromDerSignature,
  importKeyPair,
  keyPairSigner,
  newKeyPair,
  type KeyPair,
  type Signer,
} from './signer.ts';
export { isDueForRenewal, validDays, validFor, type Validity } from './validity.ts';
