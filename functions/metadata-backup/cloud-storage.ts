import { ApiError, Storage, type Bucket, type File } from '@google-cloud/storage';
import { BackupError, nameTaken } from './backup-error.ts';
import type { BackupStorage } from './storage.ts';

const preconditionFailed = 412;
const notFound = 404;

/**
 * Backups in a Cloud Storage bucket, through the official client: credentials and endpoint come from the
 * environment, as Google documents. Each object is created under the condition that there is none, and its CRC32C is
 * checked by the service; downloads are checked by the client.
 */
export function cloudStorage(bucketName: string): BackupStorage {
  const place = `gs://${bucketName}`;
  const bucket = new Storage().bucket(bucketName);

  return {
    place,

    list: (prefix) =>
      asStorage(place, async () => {
        const [files] = await bucket.getFiles({ prefix, fields: 'items(name,size),nextPageToken' });
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
    const [content] = await file.download({ validation: 'crc32c' });
    return content;
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
    if (error instanceof BackupError) throw error;
    const found = error instanceof Error ? error.message : String(error);
    const next =
      error instanceof ApiError && error.code === notFound
        ? 'create the bucket, or correct BACKUP_BUCKET'
        : "see the bucket's permissions for this function's service account";
    throw new BackupError('STORAGE_FAILED', `${place}: Cloud Storage answered "${found}"; ${next}`, { cause: error });
  }
}
