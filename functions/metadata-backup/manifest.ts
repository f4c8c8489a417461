import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { BackupCounts, BackupFile } from './content.ts';

export const manifestName = 'manifest.json';

const count = z.int().nonnegative();

/** What a backup holds, and how to tell that it is whole. It is written last: a backup without it is half made. */
const manifest = z.strictObject({
  format: z.literal('kafka-metadata-backup/1'),
  takenAt: z.iso.datetime(),
  clusterId: z.string(),
  counts: z.strictObject({ topics: count, partitions: count, internalTopics: count, acls: count }),
  files: z.array(z.strictObject({ name: z.string(), bytes: count, sha256: z.string().regex(/^[0-9a-f]{64}$/) })).min(1),
});

export type Manifest = z.output<typeof manifest>;

/** The manifest of a backup: the same content at the same time gives the same bytes. */
export function manifestOf(
  takenAt: Date,
  clusterId: string,
  counts: BackupCounts,
  files: readonly BackupFile[],
): Manifest {
  return {
    format: 'kafka-metadata-backup/1',
    takenAt: takenAt.toISOString(),
    clusterId,
    counts,
    files: files.map(({ name, bytes }) => ({ name, bytes: bytes.length, sha256: sha256Of(bytes) })),
  };
}

export function manifestFile(content: Manifest): BackupFile {
  return { name: manifestName, bytes: Buffer.from(`${JSON.stringify(content, null, 2)}\n`) };
}

/** The manifest in `bytes`, or `undefined` when they hold none: then the backup is damaged. */
export function parseManifest(bytes: Uint8Array): Manifest | undefined {
  try {
    return manifest.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch {
    return undefined; // not JSON, or not a manifest: that is the answer, not a failure
  }
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
