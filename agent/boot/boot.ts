import pRetry from 'p-retry';
import type { z } from 'zod';
import { metadataKeys, nodeDescription, nodeFiles, type NodeDescription } from '../../render/index.ts';
import { AgentError, messageOf } from '../agent-error.ts';
import { cloudStorageBucket } from '../bucket.ts';
import type { EnsureIdentity } from '../identity.ts';
import type { Log } from '../log.ts';
import type { MetadataServer } from '../metadata-server.ts';
import { installArtifact } from './artifacts.ts';
import { ensureDataDisk } from './block-device.ts';
import { ensureDirectories, writeFiles } from './files.ts';
import { setKernel } from './kernel.ts';
import { startUnits } from './units.ts';
import { ensureUsers } from './users.ts';

/** Until a machine looks again whether it can have its identity. */
const identityPauseMs = 15_000;

export interface BootDependencies {
  readonly metadata: MetadataServer;
  readonly ensureIdentity: EnsureIdentity;
  readonly log: Log;
}

/**
 * Makes the machine what its metadata describes, and starts its service. Each step leaves alone what is right already, so
 * a boot that was cut off anywhere is simply done again.
 */
export async function boot({ metadata, ensureIdentity, log }: BootDependencies): Promise<void> {
  const attributes = await metadata.attributes();
  const node = readDescription(attributes);
  const files = read(nodeFiles, attributes, metadataKeys.files);
  log(`${node.name}: booting as ${node.role}`);

  await setKernel(node.kernel, log);
  await ensureUsers(node.users, log);
  if (node.dataDisk !== undefined) await ensureDataDisk(node.dataDisk, log);
  // After the mount: some are on the data disk, and files are in them.
  await ensureDirectories(node.directories, ownerIds(node), log);
  await writeFiles(files, attributes, log);
  const bucket = cloudStorageBucket(node.artifactsBucket, metadata);
  for (const artifact of node.artifacts) await installArtifact(artifact, { bucket, log });
  // Stores are made with Java, and the service doesn't start without them. They may come later than the machine: who signs
  // is deployed after it, and a secret's value is put in by hand.
  await pRetry(() => ensureIdentity(node, { metadata, log }), {
    retries: Number.POSITIVE_INFINITY,
    factor: 1,
    minTimeout: identityPauseMs,
    shouldRetry: ({ error }) => error instanceof AgentError,
    onFailedAttempt: ({ error }) => log(`${messageOf(error)} (again in ${String(identityPauseMs / 1_000)} s)`),
  });
  await startUnits(node.units, log);
  log(`${node.name}: booted`);
}

/** @throws AgentError when the machine's metadata holds none, or another than the estate writes */
export function readDescription(attributes: Readonly<Record<string, string>>): NodeDescription {
  return read(nodeDescription, attributes, metadataKeys.description);
}

function read<T>(schema: z.ZodType<T>, attributes: Readonly<Record<string, string>>, key: string): T {
  const fail = (found: string, cause?: unknown) =>
    new AgentError(
      { place: `metadata key ${key}`, found, expected: 'what the estate writes there', next: 'apply the stack again' },
      { cause },
    );
  const text = attributes[key];
  if (text === undefined) throw fail('nothing');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw fail(messageOf(cause), cause);
  }
  const { data, error } = schema.safeParse(json);
  if (error === undefined) return data;
  throw fail(error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join(', '), error);
}

function ownerIds({ users }: NodeDescription): (owner: string) => number {
  const ids = new Map([['root', 0], ...users.map(({ name, id }) => [name, id] as const)]);
  return (owner) => {
    const id = ids.get(owner);
    if (id !== undefined) return id;
    const known = [...ids.keys()].join(', ');
    throw new AgentError({
      place: `metadata key ${metadataKeys.description}`,
      found: `a directory of ${owner}`,
      expected: `one of ${known}`,
      next: 'apply the stack again',
    });
  };
}
