import { z } from 'zod';
import { AgentError } from '../agent-error.ts';
import { askGoogle, type Patience } from '../google-request.ts';
import type { MetadataServer } from '../metadata-server.ts';

/** The newest version of a secret. */
export type ReadSecret = (secretId: string) => Promise<string>;

const answer = z.object({ payload: z.object({ data: z.base64() }) });
const notFound = 404;
/** Java reads them out of files in which these would mean something. */
const withoutQuotes = /^[^"\\\s]{16,}$/;

/**
 * Secrets as the machine's account reads them.
 * https://cloud.google.com/secret-manager/docs/reference/rest/v1/projects.secrets.versions/access
 *
 * @param endpoint a test's
 */
export function secretManager(
  projectId: string,
  metadata: Pick<MetadataServer, 'accessToken'>,
  patience: Patience = {},
  endpoint = 'https://secretmanager.googleapis.com',
): ReadSecret {
  return async (secretId) => {
    const place = `secret ${secretId} of project ${projectId}`;
    const add = `gcloud secrets versions add ${secretId} --project=${projectId} --data-file=-`;
    const response = await askGoogle(
      {
        place,
        url: `${endpoint}/v1/projects/${projectId}/secrets/${secretId}/versions/latest:access`,
        headers: async () => ({ authorization: `Bearer ${await metadata.accessToken()}` }),
        expected: 'a version with the value',
        next: (status) =>
          status === notFound ? `add it: ${add}` : "grant roles/secretmanager.secretAccessor to this machine's account",
      },
      patience,
    );
    const value = Buffer.from(answer.parse(await response.json()).payload.data, 'base64')
      .toString('utf8')
      .trimEnd();
    if (withoutQuotes.test(value)) return value;
    throw new AgentError({
      place,
      found: 'a value that is too short or has spaces, quotation marks or backslashes (it is not shown)',
      expected: 'at least 16 other characters',
      next: `add another version: head -c 24 /dev/urandom | base64 | ${add}`,
    });
  };
}
