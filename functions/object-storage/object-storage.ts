export interface StoredObject {
  /** Slashes separate folders: `backups/2026-11-24T02:00:00.000Z/topics.json`. */
  readonly name: string;
  readonly bytes: number;
}

/**
 * Where functions keep what outlives them: a directory here, a Cloud Storage bucket in production. Both keep the same promises
 * (test/unit/functions/storage-contract.ts); all failures are `StorageError`s.
 */
export interface ObjectStorage {
  /** For messages: a path, or `gs://bucket`. */
  readonly place: string;
  /** All objects whose name begins with `prefix`, a folder with its slash, by name. */
  list(prefix: string): Promise<readonly StoredObject[]>;
  /** The content, or `undefined` when there is no such object: another run may have removed it. */
  read(name: string): Promise<Buffer | undefined>;
  /**
   * Stores a new object: whole or not at all, and never over another. The same content under the same name again
   * is no error, since a writer can't know whether a request without an answer arrived.
   *
   * @throws StorageError `NAME_TAKEN` when the object is there with other content
   */
  create(name: string, content: Buffer): Promise<void>;
  /** Removes an object; one that isn't there is no error. */
  remove(name: string): Promise<void>;
}
