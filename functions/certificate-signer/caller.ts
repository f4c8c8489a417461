import type { OAuth2Client } from 'google-auth-library';
import { z } from 'zod';
import type { SignerConfig, SignerNode } from './config.ts';
import { SignerError } from './signer-error.ts';

/**
 * What Google says of a machine in a token that was asked for with `format=full`.
 * https://cloud.google.com/compute/docs/instances/verifying-instance-identity#payload
 */
const claims = z.object({
  email: z.string(),
  email_verified: z.literal(true),
  google: z.object({
    compute_engine: z.object({ project_id: z.string(), zone: z.string(), instance_name: z.string() }),
  }),
});

/**
 * Checks a token's signature by Google, its time and for whom it was made.
 *
 * @param authorization the request's header
 * @returns the token's claims
 * @throws SignerError `UNAUTHENTICATED`; never with the token, which would let in whoever reads the log
 */
export async function verifyToken(
  client: Pick<OAuth2Client, 'verifyIdToken'>,
  authorization: string | undefined,
  audience: string,
): Promise<unknown> {
  const idToken = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
  if (idToken === undefined) throw unauthenticated('no token', audience);
  try {
    return (await client.verifyIdToken({ idToken, audience })).getPayload();
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    if (message.startsWith('Failed to retrieve verification certificates')) {
      throw new SignerError('SIGNING_FAILED', "authorization: Google's certificates didn't come; ask again", { cause });
    }
    // The library's messages hold the whole token or its claims: only their beginning is looked at.
    if (message.startsWith('Token used too')) throw unauthenticated('a token of another time', audience);
    if (message.startsWith('Wrong recipient')) throw unauthenticated('a token for another audience', audience);
    throw unauthenticated('a token that Google has not signed', audience);
  }
}

function unauthenticated(found: string, audience: string): SignerError {
  return new SignerError(
    'UNAUTHENTICATED',
    `authorization: found ${found}, expected "Bearer" and an identity token for ${audience}; ` +
      'get a new one from the metadata server',
  );
}

/**
 * Which node of the platform a token speaks of. Name, zone and account must all be the node's: a machine that was made
 * under a node's name by someone else doesn't have the node's account.
 *
 * @throws SignerError `REFUSED` when it is none
 */
export function nodeOfClaims(payload: unknown, { projectId, nodes }: SignerConfig): SignerNode {
  const parsed = claims.safeParse(payload);
  if (!parsed.success) {
    throw new SignerError(
      'REFUSED',
      'token: found no machine in it, expected one of the platform; ask the metadata server with format=full',
    );
  }
  const { email, google } = parsed.data;
  const { project_id: project, zone, instance_name: instance } = google.compute_engine;
  const found = nodes.find((node) => node.instance === instance && node.zone === zone && node.account === email);
  if (project === projectId && found !== undefined) return found;
  throw new SignerError(
    'REFUSED',
    `token: found machine ${instance} in ${zone} of project ${project} as ${email}, expected a node of the platform ` +
      `in project ${projectId} with its own account; see SIGNER_NODES in functions/catalogue.ts`,
  );
}
