import type { DataDisk } from '../../render/index.ts';
import { AgentError } from '../agent-error.ts';

/**
 * What to do with a data disk. The rule above all: a disk that may hold anything is never formatted.
 *
 * Before an empty disk is formatted, a mark is written into its last MiB, which the filesystem leaves free; it goes when
 * the filesystem is complete, before that is mounted for the first time. So where the mark is, no data can be yet, and
 * formatting that was cut off may begin again, on whatever machine the disk is by then.
 */

const mebibyte = 2 ** 20;

/** Bytes at the end of the disk that belong to the mark. */
export const markedBytes = mebibyte;

/** ext4's usual block on anything but tiny disks. */
export const blockBytes = 4_096;

/** What a disk shows to who only reads. */
export interface DiskLook {
  readonly sizeBytes: number;
  /** What wipefs and blkid know: filesystems, partition tables, RAID members. */
  readonly signatures: readonly { readonly type: string; readonly label?: string }[];
  /** Whether the first and the last MiB are all zeros. */
  readonly hasBlankEdges: boolean;
  /** Text of the mark, if there is one. */
  readonly mark?: string;
  /** What the superblock says, where there is a readable one of ext4. */
  readonly filesystem?: { readonly blocks: number; readonly wasMounted: boolean };
  /** Where it is mounted now. */
  readonly mountedAt?: string;
}

export type DiskStep = 'mark' | 'format' | 'unmark' | 'check' | 'checkAll' | 'mount' | 'grow';

/** Blocks of the filesystem on a disk of a size. */
export function blocksOn(sizeBytes: number): number {
  return Math.floor((sizeBytes - markedBytes) / blockBytes);
}

/** What the mark of a node says. */
export function markOf({ label }: DataDisk): string {
  return `kafka-platform: being formatted for ${label}`;
}

/**
 * @throws AgentError where only a person can decide: the disk is another's, broken, or holds something unknown
 */
export function planDisk(disk: DataDisk, look: DiskLook): DiskStep[] {
  const hasGrown = (look.filesystem?.blocks ?? Infinity) < blocksOn(look.sizeBytes);
  // Only a filesystem that was checked whole can grow unmounted.
  const mount: DiskStep[] = hasGrown ? ['checkAll', 'grow', 'mount'] : ['check', 'mount'];
  if (look.mountedAt !== undefined) {
    if (look.mountedAt === disk.mountPoint) return hasGrown ? ['grow'] : [];
    throw refusal(disk, `it mounted at ${look.mountedAt}`, `${disk.mountPoint} or nowhere`, 'unmount it');
  }
  if (look.mark !== undefined) return planMarked(disk, look, mount);
  if (look.signatures.length === 0) {
    if (look.hasBlankEdges) return ['mark', 'format', 'unmark', 'check', 'mount'];
    throw refusal(
      disk,
      'data without a known signature',
      `an empty disk or ext4 labelled ${disk.label}`,
      'look at the disk on another machine; if nothing on it is needed, overwrite its first and last MiB with zeros',
    );
  }
  if (!isOwn(disk, look)) throw foreign(disk, look);
  if (look.filesystem === undefined) {
    throw refusal(
      disk,
      `ext4 labelled ${disk.label} without a readable superblock`,
      'a filesystem that can be mounted',
      'restore the disk from its last snapshot, or repair it by hand with e2fsck -b',
    );
  }
  return mount;
}

function planMarked(disk: DataDisk, look: DiskLook, mount: readonly DiskStep[]): DiskStep[] {
  if (look.mark !== markOf(disk)) {
    throw refusal(
      disk,
      `the mark "${String(look.mark)}"`,
      `the mark "${markOf(disk)}" or none`,
      'attach the disk of this node',
    );
  }
  if (look.signatures.length > 0 && !isOwn(disk, look)) throw foreign(disk, look);
  if (look.filesystem?.wasMounted === true) return ['unmark', ...mount];
  return ['format', 'unmark', 'check', 'mount'];
}

function isOwn({ label }: DataDisk, { signatures }: DiskLook): boolean {
  return signatures.every((signature) => signature.type === 'ext4' && signature.label === label);
}

function foreign(disk: DataDisk, { signatures }: DiskLook): AgentError {
  const found = signatures.map(({ type, label = '' }) => (label === '' ? type : `${type} labelled ${label}`));
  return refusal(
    disk,
    [...new Set(found)].join(', '),
    `an empty disk or ext4 labelled ${disk.label}`,
    'attach the disk of this node, or a new one; this one is left as it is',
  );
}

function refusal({ device }: DataDisk, found: string, expected: string, next: string): AgentError {
  return new AgentError({ place: device, found, expected, next });
}
