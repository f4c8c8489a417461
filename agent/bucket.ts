import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AgentError, messageOf } from './agent-error.ts';
import { isPassing } from './google-request.ts';
import type { MetadataServer } from './metadata-server.ts';

/** Where the machine's software comes from. */
export interface Bucket {
  readonly name: string;
  /**
   * Writes an object to a file.
   *
   * @returns its SHA-256 in hex
   */
  download(object: string, file: string): Promise<string>;
}

/**
 * A bucket of Cloud Storage, read as the machine's service account.
 * https://cloud.google.com/storage/docs/json_api/v1/objects/get
 */
export function cloudStorageBucket(
  name: string,
  metadata: Pick<MetadataServer, 'accessToken'>,
  endpoint = 'https://storage.googleapis.com',
): Bucket {
  return {
    name,
    async download(object, file) {
      const place = `gs://${name}/${object}`;
      const url = `${endpoint}/storage/v1/b/${encodeURIComponent(name)}/o/${encodeURIComponent(object)}?alt=media`;
      const authorization = `Bearer ${await metadata.accessToken()}`;
      try {
        const response = await fetch(url, { headers: { authorization }, signal: AbortSignal.timeout(300_000) });
        if (!response.ok || response.body === null) throw refusal(place, response.status);
        const hash = createHash('sha256');
        const hashing = new Transform({
          transform(chunk: Buffer, _encoding, done) {
            hash.update(chunk);
            done(null, chunk);
          },
        });
        await pipeline(Readable.fromWeb(response.body), hashing, createWriteStream(file));
        return hash.digest('hex');
      } catch (cause) {
        if (cause instanceof AgentError) throw cause;
        const parts = { place, found: messageOf(cause), expected: 'the object', next: 'look at private Google access' };
        throw new AgentError(parts, { cause, retryable: true });
      }
    },
  };
}

function refusal(place: string, status: number): AgentError {
  const nextSteps: Readonly<Record<number, string>> = {
    404: 'upload the artifacts (kafka-platform artifacts upload)',
    403: 'grant roles/storage.objectViewer on the bucket to the machine’s service account',
  };
  const next = nextSteps[status] ?? 'boot the machine again';
  return new AgentError(
    { place, found: `status ${String(status)}`, expected: 'the object', next },
    { retryable: isPassing(status) },
  );
}
