import { join } from 'node:path';
import { z } from 'zod';
import { isDueForRenewal, parseCertificate } from '../../certificates/index.ts';
import { readIfPresent, writePrivate } from './private-files.ts';
import type { SignedKey } from './signer.ts';
import type { CertificateNames } from '../../platform/index.ts';

/** What a machine has made for itself: all stores and password files are written from it, and can be again. */
const keptIdentity = z.strictObject({
  /** Of all stores; it never leaves the machine. */
  storePassword: z.string().min(16),
  certificates: z.array(
    z.strictObject({
      names: z.strictObject({ subject: z.string(), dnsNames: z.array(z.string()), addresses: z.array(z.string()) }),
      privateKey: z.base64(),
      chain: z.tuple([z.string(), z.string()]),
    }),
  ),
});
export type KeptIdentity = z.output<typeof keptIdentity>;
export type KeptCertificate = KeptIdentity['certificates'][number];

const fileIn = (secretsDir: string) => join(secretsDir, 'identity.json');

/** @returns undefined where there is none, or none that can be read: then another is made */
export async function readKeptIdentity(secretsDir: string): Promise<KeptIdentity | undefined> {
  const text = await readIfPresent(fileIn(secretsDir));
  if (text === undefined) return undefined;
  try {
    return keptIdentity.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Readable by the agent alone: services get their stores. */
export function writeKeptIdentity(secretsDir: string, identity: KeptIdentity): Promise<void> {
  return writePrivate(fileIn(secretsDir), JSON.stringify(identity), undefined);
}

/** The kept certificate with exactly these names, unless it should be replaced. */
export function goodCertificate(
  kept: KeptIdentity | undefined,
  names: CertificateNames,
  now: Date,
): KeptCertificate | undefined {
  const wanted = JSON.stringify(names);
  return kept?.certificates.find(
    (each) => JSON.stringify(each.names) === wanted && !isDueForRenewal(parseCertificate(each.chain[0]), now),
  );
}

export function keepCertificate(names: CertificateNames, { privateKey, chain }: SignedKey): KeptCertificate {
  const { subject, dnsNames, addresses } = names;
  return { names: { subject, dnsNames: [...dnsNames], addresses: [...addresses] }, privateKey, chain: [...chain] };
}
