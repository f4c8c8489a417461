import { access, mkdir, mkdtemp, readlink, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import pRetry from 'p-retry';
import { directoryOf, type NodeArtifact } from '../../render/index.ts';
import { AgentError, codeOf, messageOf } from '../agent-error.ts';
import type { Bucket } from '../bucket.ts';
import type { Log } from '../log.ts';

export interface InstallOptions {
  readonly bucket: Bucket;
  readonly log: Log;
  /** @default /opt */
  readonly parent?: string;
  /** How often an object is fetched anew when it is corrupted or the bucket fails. @default 3 */
  readonly retries?: number;
  /** Pause before the first retry; it doubles. @default 1 000 */
  readonly pauseMs?: number;
}

/**
 * Unpacks an archive into a directory of its own, which appears whole or not at all, and lets `<parent>/<name>` lead to
 * it. What is there is taken as it is: its checksum is part of its name, and was checked before it got that name.
 *
 * @throws AgentError when the object isn't there, may not be read, or is another than was pinned, however often fetched
 */
export async function installArtifact(artifact: NodeArtifact, options: InstallOptions): Promise<void> {
  const { parent = '/opt', log } = options;
  const directory = join(parent, directoryOf(artifact));
  if (!(await isThere(directory))) {
    await mkdir(parent, { recursive: true });
    const work = await mkdtemp(join(parent, `.${artifact.name}.`));
    try {
      const archive = join(work, 'archive');
      await fetchChecked(artifact, archive, options);
      const files = join(work, 'files');
      await mkdir(files, { mode: 0o755 });
      await unpack(artifact, archive, files, options.bucket.name);
      await rename(files, directory);
    } finally {
      await rm(work, { recursive: true, force: true });
    }
    log(`${directory}: installed`);
  }
  await pointTo(join(parent, artifact.name), directoryOf(artifact));
}

async function fetchChecked(artifact: NodeArtifact, file: string, options: InstallOptions): Promise<void> {
  const { bucket, log, retries = 3, pauseMs = 1_000 } = options;
  const place = `gs://${bucket.name}/${artifact.object}`;
  const fetchOnce = async () => {
    const sha256 = await bucket.download(artifact.object, file);
    if (sha256 === artifact.sha256) return;
    throw new AgentError(
      {
        place,
        found: `SHA-256 ${sha256}`,
        expected: artifact.sha256,
        next: 'upload the artifacts again (kafka-platform artifacts upload)',
      },
      { retryable: true },
    );
  };
  await pRetry(fetchOnce, {
    retries,
    minTimeout: pauseMs,
    shouldRetry: ({ error }) => error instanceof AgentError && error.retryable,
    onFailedAttempt: ({ error, retriesLeft }) => {
      if (retriesLeft > 0) log(`${error.message} (fetching it again)`);
    },
  });
}

/** The checksum vouches for the archive; ownership is root's, whoever packed it. */
async function unpack(artifact: NodeArtifact, archive: string, directory: string, bucket: string): Promise<void> {
  try {
    await execa('tar', ['--extract', '--gzip', '--no-same-owner', '--file', archive, '--directory', directory]);
    // A power cut after the renaming must not leave empty files under the final name.
    await execa('sync', ['--file-system', directory]);
  } catch (cause) {
    throw new AgentError(
      {
        place: `gs://${bucket}/${artifact.object}`,
        found: messageOf(cause),
        expected: 'an archive of tar and gzip that fits on the boot disk',
        next: 'make room on the boot disk, or build the artifacts again',
      },
      { cause },
    );
  }
}

/** Another link takes the old one's place in one act, so that there is always one. */
async function pointTo(link: string, target: string): Promise<void> {
  const found = await readlink(link).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (found === target) return;
  const beside = `${link}.new`;
  await rm(beside, { force: true });
  await symlink(target, beside);
  await rename(beside, link);
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
