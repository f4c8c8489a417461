import pRetry from 'p-retry';
import { z } from 'zod';
import { AgentError, messageOf } from './agent-error.ts';

/** What a machine is told about itself. */
export interface MetadataServer {
  /** The attributes that were set on the instance. */
  attributes(): Promise<Readonly<Record<string, string>>>;
  /** An access token of the machine's service account. Not to be logged. */
  accessToken(): Promise<string>;
  /** A token in which Google says which machine this is, for `audience` alone. Not to be logged. */
  identityToken(audience: string): Promise<string>;
}

export interface MetadataServerOptions {
  /** @default the address that Compute Engine gives it, which needs no DNS */
  readonly url?: string;
  /** How long one answer may take. @default 20 000 */
  readonly timeoutMs?: number;
  /** @default 20 */
  readonly retries?: number;
  /** Longest pause between two attempts. @default 15 000 */
  readonly longestPauseMs?: number;
}

const attributes = z.record(z.string(), z.string());
const token = z.object({ access_token: z.string().min(1) });

/** https://cloud.google.com/compute/docs/metadata/querying-metadata */
export function metadataServer({
  url = 'http://169.254.169.254',
  timeoutMs = 20_000,
  retries = 20,
  longestPauseMs = 15_000,
}: MetadataServerOptions = {}): MetadataServer {
  const read = async (path: string): Promise<string> => {
    const place = `${url}/computeMetadata/v1/${path}`;
    try {
      const response = await fetch(place, {
        headers: { 'Metadata-Flavor': 'Google' },
        signal: AbortSignal.timeout(timeoutMs),
      });
      // Without the header it is not the metadata server that answers.
      if (response.ok && response.headers.get('metadata-flavor') === 'Google') return await response.text();
      throw new Error(`status ${String(response.status)}`);
    } catch (cause) {
      throw new AgentError(
        {
          place,
          found: messageOf(cause),
          expected: 'an answer of the metadata server',
          next: 'boot the machine again',
        },
        { cause },
      );
    }
  };
  const patiently = (path: string) =>
    pRetry(() => read(path), { retries, minTimeout: Math.min(500, longestPauseMs), maxTimeout: longestPauseMs });
  return {
    attributes: async () =>
      attributes.parse(JSON.parse(await patiently('instance/attributes/?recursive=true&alt=json'))),
    accessToken: async () =>
      token.parse(JSON.parse(await patiently('instance/service-accounts/default/token'))).access_token,
    // With `format=full` the token names the machine, not only its account.
    identityToken: async (audience) =>
      (
        await patiently(
          `instance/service-accounts/default/identity?audience=${encodeURIComponent(audience)}&format=full`,
        )
      ).trim(),
  };
}
