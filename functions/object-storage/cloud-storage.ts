import {
  ApiError,
  IdempotencyStrategy,
  Storage,
  type Bucket,
  type File,
  type StorageOptions,
} from '@google-cloud/storage';
import type { EventEmitter } from 'node:events';
import { buffer } from 'node:stream/consumers';
import type { ObjectStorage } from './object-storage.ts';
import { StorageError, nameTaken } from './storage-error.ts';

const preconditionFailed = 412;
const notFound = 404;
/**
 * The client hands an answer through three pipelines, to its retries and to us. For one that comes in many pieces that
 * is more than the ten listeners from which on Node warns of a leak, in the function's log.
 */
const listenersOfAnAnswer = 16;

/** The official client. Credentials come from the environment, as Google documents; another endpoint from `options`. */
export function storageClient(options: StorageOptions = {}): Storage {
  // All that we do may be done twice: creation has a precondition, and removing again removes nothing.
  return new Storage({ ...options, retryOptions: { idempotencyStrategy: IdempotencyStrategy.RetryAlways } });
}

/**
 * Objects in a Cloud Storage bucket. Each object is created under the condition that there is none, and its CRC32C is
 * checked on the way there and back.
 */
export function cloudStorage(client: Storage, bucketName: string): ObjectStorage {
  const place = `gs://${bucketName}`;
  const bucket = client.bucket(bucketName);

  return {
    place,

    list: (prefix) =>
      asStorage(place, async () => {
        const [files] = await bucket.getFiles({ prefix });
        return files
          .map((file) => ({ name: file.name, bytes: Number(file.metadata.size) }))
          .sort((left, right) => (left.name < right.name ? -1 : 1));
      }),

    read: (name) => asStorage(`${place}/${name}`, () => download(bucket.file(name))),

    create: (name, content) =>
      asStorage(`${place}/${name}`, async () => {
        try {
          await bucket.file(name).save(content, {
            resumable: false,
            validation: 'crc32c',
            contentType: 'application/json',
            preconditionOpts: { ifGenerationMatch: 0 },
          });
        } catch (error) {
          if (!(error instanceof ApiError) || error.code !== preconditionFailed) throw error;
          const present = await download(bucket.file(name));
          if (present === undefined || !content.equals(present)) throw nameTaken(`${place}/${name}`);
        }
      }),

    remove: (name) =>
      asStorage(`${place}/${name}`, async () => {
        await bucket.file(name).delete({ ignoreNotFound: true });
      }),
  };
}

async function download(file: File): Promise<Buffer | undefined> {
  try {
    const stream = file.createReadStream({ validation: 'crc32c' });
    stream.on('response', (response: EventEmitter) => response.setMaxListeners(listenersOfAnAnswer));
    return await buffer(stream);
  } catch (error) {
    if (error instanceof ApiError && error.code === notFound && (await bucketIsThere(file.bucket))) return undefined;
    throw error;
  }
}

/** An absent bucket and an absent object are answered alike. */
async function bucketIsThere(bucket: Bucket): Promise<boolean> {
  const [exists] = await bucket.exists();
  return exists;
}

async function asStorage<T>(place: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StorageError) throw error;
    const found = (error instanceof Error ? error.message : String(error)).trim().replace(/\s+/g, ' ');
    throw new StorageError('STORAGE_FAILED', `${place}: Cloud Storage answered "${found}"; ${adviceFor(error)}`, {
      cause: error,
    });
  }
}

function adviceFor(error: unknown): string {
  const status = error instanceof ApiError ? error.code : undefined;
  if (status === notFound) return 'create the bucket, or correct its name in the environment';
  if (status === 401 || status === 403) return "see the bucket's permissions for this function's service account";
  return 'try again';
}
