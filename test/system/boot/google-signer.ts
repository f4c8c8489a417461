import type { IncomingMessage, ServerResponse } from 'node:http';
import { http } from '@google-cloud/functions-framework';
import { getTestServer } from '@google-cloud/functions-framework/testing';
import {
  createAuthority,
  keyPairSigner,
  newKeyPair,
  validDays,
  validFor,
  type Authority,
} from '../../../certificates/index.ts';
import { answerWith } from '../../../functions/certificate-signer/answer.ts';
import { authorityObject, signerFunction } from '../../../render/index.ts';
import type { GoogleTokens } from '../../unit/functions/google-tokens.ts';
import type { Storage } from './google-storage.ts';

/**
 * The platform's own function, with its key in memory in place of Cloud KMS. As there, the first who needs a certificate
 * brings the authority's into the state bucket.
 *
 * @param variables of the function
 */
export async function answerSigner(
  tokens: GoogleTokens,
  variables: Readonly<Record<string, string>>,
  write: Storage['write'],
): Promise<(request: IncomingMessage, response: ServerResponse) => void> {
  const signer = await keyPairSigner(await newKeyPair());
  let kept: Promise<Authority> | undefined;
  const makeAuthority = async () => {
    const made = await createAuthority(
      'CN=Test authority,O=Alphintra',
      signer,
      validFor(validDays.authority, new Date()),
    );
    write(variables['STATE_BUCKET'] ?? '', authorityObject, `${made.certificate.toString('pem')}\n`);
    return made;
  };
  Object.assign(process.env, { LOG_LEVEL: 'silent', ...variables });
  http(
    signerFunction,
    answerWith({
      google: tokens.client,
      authority: () => (kept ??= makeAuthority()),
      now: () => new Date(),
    }),
  );
  const server = getTestServer(signerFunction);
  return (request, response) => void server.emit('request', request, response);
}
