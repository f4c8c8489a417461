import { z } from 'zod';
import { AgentError } from './agent-error.ts';
import { askGoogle, type Patience } from './google-request.ts';
import type { MetadataServer } from './metadata-server.ts';

/** An object as it was when it was read. */
export interface StateObject {
  readonly text: string;
  /** Another for each content that was ever written under the name. */
  readonly generation: string;
}

/** Small objects that several machines and functions share. All failures are AgentErrors. */
export interface StateObjects {
  /** For messages: `gs://bucket`. */
  readonly place: string;
  /** @returns undefined when there is no such object */
  read(name: string): Promise<StateObject | undefined>;
  /**
   * Writes an object if it is still what it was.
   *
   * @param generation as it was read; "0" where there was none, undefined to write whatever is there
   * @returns false when another has written meanwhile, or when this very write was done twice
   */
  write(name: string, text: string, generation?: string): Promise<boolean>;
}

const preconditionFailed = 412;
const notFound = 404;
const generationHeader = z.string().regex(/^\d+$/);

/**
 * Objects of a Cloud Storage bucket. https://cloud.google.com/storage/docs/json_api/v1/objects
 *
 * @param endpoint a test's
 */
export function bucketObjects(
  bucket: string,
  metadata: Pick<MetadataServer, 'accessToken'>,
  patience: Patience = {},
  endpoint = 'https://storage.googleapis.com',
): StateObjects {
  const headers = async () => ({ authorization: `Bearer ${await metadata.accessToken()}` });
  const objects = `b/${encodeURIComponent(bucket)}/o`;
  const next = (status: number) =>
    status === notFound
      ? 'apply the foundation stack, which makes the bucket'
      : "see the bucket's permissions for this machine's account (constructs/node-access.ts)";
  return {
    place: `gs://${bucket}`,

    async read(name) {
      const place = `gs://${bucket}/${name}`;
      const url = `${endpoint}/storage/v1/${objects}/${encodeURIComponent(name)}?alt=media`;
      const response = await askGoogle(
        { place, url, headers, accepted: [notFound], expected: 'the object or none', next },
        patience,
      );
      if (response.status === notFound) return undefined;
      const generation = generationHeader.safeParse(response.headers.get('x-goog-generation'));
      if (generation.success) return { text: await response.text(), generation: generation.data };
      throw new AgentError({
        place,
        found: 'an answer without x-goog-generation',
        expected: 'one of Cloud Storage',
        next: 'look at what answers instead of it',
      });
    },

    async write(name, text, generation) {
      const condition = generation === undefined ? '' : `&ifGenerationMatch=${generation}`;
      const response = await askGoogle(
        {
          place: `gs://${bucket}/${name}`,
          url: `${endpoint}/upload/storage/v1/${objects}?uploadType=media&name=${encodeURIComponent(name)}${condition}`,
          method: 'POST',
          headers: async () => ({ ...(await headers()), 'content-type': 'application/json' }),
          body: text,
          accepted: [preconditionFailed],
          expected: 'the object written',
          next,
        },
        patience,
      );
      return response.status !== preconditionFailed;
    },
  };
}
