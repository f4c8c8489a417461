import { z } from 'zod';
import {
  createAuthority,
  createRequest,
  exportPrivateKey,
  importKeyPair,
  issue,
  judgeRequest,
  keyPairSigner,
  newKeyPair,
  parseCertificate,
  type Authority,
  type Validity,
} from '../certificates/index.ts';
import { readIfPresent, writePrivate } from './home.ts';
import { LocalError } from './local-error.ts';
import type { CertificateNames } from '../platform/index.ts';

/** A certificate with its key. */
export interface Issued {
  readonly certificate: Authority['certificate'];
  /** PKCS#8 in Base64. */
  readonly privateKey: string;
}

/** `certificate` in PEM, `privateKey` as PKCS#8 in Base64. */
const authorityFile = z.object({ certificate: z.string(), privateKey: z.base64() });

/** The authority that a home keeps, or undefined where there is none. */
export async function readAuthority(file: string): Promise<Authority | undefined> {
  const text = await readIfPresent(file);
  if (text === undefined) return undefined;
  const { certificate, privateKey } = authorityFile.parse(JSON.parse(text));
  return {
    certificate: parseCertificate(certificate),
    signer: await keyPairSigner(await importKeyPair(privateKey)),
  };
}

/** Makes an authority and keeps it with its key in `file`, which only its owner can read. */
export async function makeAuthority(file: string, validity: Validity): Promise<Authority> {
  const keys = await newKeyPair();
  const authority = await createAuthority('CN=Local authority,O=Alphintra', await keyPairSigner(keys), validity);
  const kept = { certificate: authority.certificate.toString('pem'), privateKey: await exportPrivateKey(keys) };
  await writePrivate(file, JSON.stringify(kept satisfies z.output<typeof authorityFile>));
  return authority;
}

/**
 * Issues a certificate with a key of its own, by a signing request that is judged as on the estate.
 *
 * @throws LocalError `REFUSED` when the authority's policy doesn't grant the names
 */
export async function issueWithKey(authority: Authority, names: CertificateNames, validity: Validity): Promise<Issued> {
  const keys = await newKeyPair();
  const asker = { name: names.subject, allowed: [names] };
  const judgement = await judgeRequest(await createRequest(keys, names), asker, validity);
  if (judgement.kind === 'refused') throw new LocalError('REFUSED', judgement.reason);
  return { certificate: await issue(authority, judgement.contents), privateKey: await exportPrivateKey(keys) };
}
