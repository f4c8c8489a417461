import { z } from 'zod';
import { nodeIdentity, nodeTrust } from './node-identity.ts';

/**
 * What a machine must know to boot, as JSON in its metadata. The estate writes it, the node agent reads it: both by these
 * shapes. It holds no secret, since whoever may see the machine's description can read it.
 */

/** Keys of the instance's metadata. */
export const metadataKeys = {
  /** `nodeDescription` */
  description: 'node-description',
  /** `nodeFiles` */
  files: 'node-files',
  /** What Google's guest agent runs as root at each boot. */
  startupScript: 'startup-script',
} as const;

export const machineRoles = ['kafka', 'zookeeper', 'haproxy', 'mirror-maker'] as const;

export type MachineRole = (typeof machineRoles)[number];

const absolutePath = z.string().regex(/^(\/[\w.@:+-]+)+$/, 'expected an absolute path without spaces');
const fileMode = z.string().regex(/^0[0-7]{3}$/, 'expected an octal mode such as "0644"');
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'expected a SHA-256 in hex');
/** It becomes part of a path and of a command line. */
const plainName = z.string().regex(/^[a-z0-9][a-z0-9.-]*$/, 'expected a-z, 0-9, "." and "-"');

/** An archive (tar, gzip) to unpack to `/opt/<name>-<version>-<checksum>`; `/opt/<name>` leads there. */
const artifact = z.strictObject({
  name: plainName,
  version: plainName,
  /** Name of the object in the artifacts bucket. */
  object: z.string().min(1),
  sha256,
});

export const nodeDescription = z.strictObject({
  name: plainName,
  role: z.enum(machineRoles),
  /** Absent, with the address, on a machine that is one of many alike. */
  hostname: z.string().min(1).optional(),
  address: z.ipv4().optional(),
  artifactsBucket: z.string().min(3),
  artifacts: z.array(artifact),
  /** Groups have the same name and number. The number is fixed: files on a data disk outlive the machine's own list. */
  users: z.array(z.strictObject({ name: plainName, id: z.int().min(100).max(999) })),
  /** In order: a parent before what is in it. */
  directories: z.array(z.strictObject({ path: absolutePath, owner: plainName, mode: fileMode })),
  dataDisk: z
    .strictObject({
      device: absolutePath,
      /** Of the filesystem, by which a disk is known to be this node's own. ext4 keeps 16 bytes. */
      label: plainName.max(16),
      mountPoint: absolutePath,
    })
    .optional(),
  kernel: z.array(z.strictObject({ file: absolutePath, value: z.string() })),
  /** Absent where someone else puts keys and secrets in place. */
  identity: nodeIdentity.optional(),
  /** Of a machine without certificates of its own. */
  trust: nodeTrust.optional(),
  /** systemd's units, in the order in which they are started. */
  units: z.array(z.string().regex(/^[a-z0-9-]+\.(service|timer)$/)),
});

/** From the path of each file that the machine writes for itself to the metadata key with its text. */
export const nodeFiles = z.record(absolutePath, z.strictObject({ key: z.string().min(1), mode: fileMode }));

export type NodeDescription = z.output<typeof nodeDescription>;
export type NodeArtifact = z.output<typeof artifact>;
export type DataDisk = NonNullable<NodeDescription['dataDisk']>;
export type NodeFiles = z.output<typeof nodeFiles>;

/** Where an archive is unpacked to, below /opt: another content has another place. */
export function directoryOf({ name, version, sha256 }: NodeArtifact): string {
  return `${name}-${version}-${sha256.slice(0, 8)}`;
}
