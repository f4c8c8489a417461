import { z } from 'zod';
import { createRequest, exportPrivateKey, newKeyPair, parseCertificate } from '../../certificates/index.ts';
import { AgentError, messageOf } from '../agent-error.ts';
import { askGoogle, type Patience } from '../google-request.ts';
import type { MetadataServer } from '../metadata-server.ts';
import type { CertificateNames } from '../../platform/index.ts';

/** A key that never left the machine, with its certificate and whoever signed that. */
export interface SignedKey {
  /** PKCS#8 in Base64. */
  readonly privateKey: string;
  /** The certificate and the authority's, in PEM. */
  readonly chain: readonly [string, string];
}

const answer = z.object({ chain: z.string() });
const pemCertificates = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** Makes a key and has a certificate for it signed: only the request leaves the machine. */
export async function obtainCertificate(
  signerUrl: string,
  names: CertificateNames,
  metadata: Pick<MetadataServer, 'identityToken'>,
  patience: Patience = {},
): Promise<SignedKey> {
  const keys = await newKeyPair();
  const request = await createRequest(keys, names);
  const response = await askGoogle(
    {
      place: signerUrl,
      url: signerUrl,
      method: 'POST',
      headers: async () => {
        const token = `Bearer ${await metadata.identityToken(signerUrl)}`;
        return {
          'content-type': 'application/json',
          authorization: token,
          // Cloud Run checks this one and hands the other on; of one alone it would take the signature away.
          'x-serverless-authorization': token,
        };
      },
      body: JSON.stringify({ request: request.toString('pem') }),
      expected: 'a signed certificate',
      next: (status) =>
        status === 401 || status === 403
          ? "see the signer's log, and that this machine's account may call it (automation stack)"
          : "see the signer's log; it is asked again",
    },
    patience,
  );
  return { privateKey: await exportPrivateKey(keys), chain: await chainIn(signerUrl, await response.text(), names) };
}

/** What was answered is looked at before it is used: a wrong certificate would stop the node at its next start. */
async function chainIn(place: string, text: string, names: CertificateNames): Promise<[string, string]> {
  const [leaf, authority, ...more] = pemIn(text);
  if (leaf !== undefined && authority !== undefined && more.length === 0) {
    const [certificate, signer] = [parseCertificate(leaf), parseCertificate(authority)];
    const isSigned = await certificate.verify({ publicKey: signer.publicKey });
    if (isSigned && certificate.subject.replaceAll(', ', ',') === names.subject.replaceAll(', ', ',')) {
      return [leaf, authority];
    }
  }
  throw new AgentError(
    {
      place,
      found: 'another chain',
      expected: `a certificate of ${names.subject} and its authority's`,
      next: 'look at what answers there',
    },
    { retryable: true },
  );
}

function pemIn(text: string): readonly string[] {
  try {
    return answer.parse(JSON.parse(text)).chain.match(pemCertificates) ?? [];
  } catch (error) {
    return [messageOf(error)]; // one thing that is no chain
  }
}
