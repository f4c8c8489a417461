import { mkdir, open, realpath } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { z } from 'zod';
import type { DataDisk } from '../../render/index.ts';
import { AgentError, codeOf, messageOf } from '../agent-error.ts';
import type { Log } from '../log.ts';
import { blockBytes, blocksOn, markedBytes, markOf, planDisk, type DiskLook, type DiskStep } from './data-disk.ts';

/** udev makes the link some time after the disk was attached. */
const patienceMs = 30_000;

/** Finds the data disk, looks at it, and mounts it; formats it only when it is empty. See data-disk.ts. */
export async function ensureDataDisk(disk: DataDisk, log: Log): Promise<void> {
  const device = await findDevice(disk);
  for (const step of planDisk(disk, await lookAt(device))) {
    try {
      await steps[step](device, disk);
    } catch (cause) {
      if (cause instanceof AgentError) throw cause;
      const parts = {
        place: disk.device,
        found: messageOf(cause),
        expected: `the disk to be ${done[step]}`,
        next: repairs[step],
      };
      throw new AgentError(parts, { cause });
    }
    log(`${disk.device}: ${done[step]} (${disk.label}, ${disk.mountPoint})`);
  }
}

const steps: Readonly<Record<DiskStep, (device: string, disk: DataDisk) => Promise<unknown>>> = {
  mark: (device, disk) => writeMark(device, markOf(disk)),
  format: async (device, { label }) => {
    const blocks = String(blocksOn(await sizeOf(device)));
    // Nothing is kept back for root: only the service writes here.
    const options = ['-q', '-F', '-b', String(blockBytes), '-m', '0', '-L', label];
    await execa('mkfs.ext4', [...options, device, blocks]);
    await execa('blockdev', ['--flushbufs', device]);
  },
  unmark: (device) => writeMark(device, ''),
  check: (device) => checkFilesystem('-p', device),
  checkAll: (device) => checkFilesystem('-f', '-p', device),
  mount: async (device, { mountPoint }) => {
    await mkdir(mountPoint, { recursive: true });
    await execa('mount', ['-t', 'ext4', '-o', 'noatime,nodev,nosuid,noexec', device, mountPoint]);
  },
  grow: async (device) => execa('resize2fs', [device, String(blocksOn(await sizeOf(device)))]),
};

const done: Readonly<Record<DiskStep, string>> = {
  mark: 'marked, for it is empty and about to be formatted',
  format: 'formatted',
  unmark: 'complete',
  check: 'checked',
  checkAll: 'checked whole, for it is about to grow',
  mount: 'mounted',
  grow: 'grown to the size of the disk',
};

const snapshot = 'restore the disk from its last snapshot, or repair it by hand (e2fsck)';
const repairs: Readonly<Record<DiskStep, string>> = {
  mark: 'attach another disk',
  format: 'boot the machine again; if it happens again, attach another disk',
  unmark: 'boot the machine again',
  check: snapshot,
  checkAll: snapshot,
  mount: snapshot,
  grow: 'free what holds the filesystem, or boot the machine again',
};

async function checkFilesystem(...words: readonly string[]): Promise<void> {
  const { exitCode, all } = await execa('e2fsck', words, { reject: false, all: true });
  // 1 says that something was repaired, which is what -p is for. https://man7.org/linux/man-pages/man8/e2fsck.8.html
  if (exitCode !== 0 && exitCode !== 1) throw new Error(all);
}

async function findDevice({ device }: DataDisk): Promise<string> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    try {
      return await realpath(device);
    } catch (cause) {
      if (codeOf(cause) !== 'ENOENT') throw cause;
      if (performance.now() < deadline) {
        await sleep(500);
        continue;
      }
      throw new AgentError(
        { place: device, found: 'no disk', expected: 'the data disk', next: 'attach it under that device name' },
        { cause },
      );
    }
  }
}

const wipefsAnswer = z.object({
  signatures: z.array(z.object({ type: z.string(), label: z.string().nullish() })),
});

async function lookAt(device: string): Promise<DiskLook> {
  const sizeBytes = await sizeOf(device);
  const [signatures, edges, filesystem, mountedAt] = await Promise.all([
    signaturesOn(device),
    readEdges(device, sizeBytes),
    superblockOf(device),
    mountPointOf(device),
  ]);
  return { sizeBytes, signatures, ...edges, ...filesystem, ...mountedAt };
}

async function signaturesOn(device: string): Promise<DiskLook['signatures']> {
  const { stdout } = await execa('wipefs', ['--no-act', '--json', '--output', 'TYPE,LABEL', device]);
  // Where there is no signature, it prints nothing at all.
  if (stdout.trim() === '') return [];
  return wipefsAnswer
    .parse(JSON.parse(stdout))
    .signatures.map(({ type, label }) => ({ type, ...(typeof label === 'string' ? { label } : {}) }));
}

async function readEdges(device: string, sizeBytes: number): Promise<Pick<DiskLook, 'hasBlankEdges' | 'mark'>> {
  const handle = await open(device, 'r');
  try {
    const read = async (position: number) => {
      const { buffer } = await handle.read(Buffer.alloc(markedBytes), 0, markedBytes, position);
      return buffer;
    };
    const [first, last] = [await read(0), await read(sizeBytes - markedBytes)];
    const isBlank = (buffer: Buffer) => buffer.every((byte) => byte === 0);
    const text = last.toString('latin1', 0, last.indexOf(0));
    return {
      hasBlankEdges: isBlank(first) && isBlank(last),
      ...(text.startsWith('kafka-platform: ') ? { mark: text } : {}),
    };
  } finally {
    await handle.close();
  }
}

async function superblockOf(device: string): Promise<Pick<DiskLook, 'filesystem'>> {
  const { failed, stdout } = await execa('dumpe2fs', ['-h', device], { reject: false, env: { LC_ALL: 'C' } });
  if (failed) return {}; // none, or none that can be read: the signatures tell which
  const field = (name: string) => new RegExp(`^${name}: +(.*)$`, 'm').exec(stdout)?.[1];
  return { filesystem: { blocks: Number(field('Block count')), wasMounted: field('Last mount time') !== 'n/a' } };
}

async function mountPointOf(device: string): Promise<Pick<DiskLook, 'mountedAt'>> {
  const { stdout } = await execa(
    'findmnt',
    ['--noheadings', '--first-only', '--output', 'TARGET', '--source', device],
    {
      reject: false, // it fails where it finds nothing
    },
  );
  return stdout.trim() === '' ? {} : { mountedAt: stdout.trim() };
}

async function sizeOf(device: string): Promise<number> {
  const { stdout } = await execa('blockdev', ['--getsize64', device]);
  return Number(stdout);
}

/** The first block of the last MiB, since a device is written in whole blocks. */
async function writeMark(device: string, text: string): Promise<void> {
  const block = Buffer.alloc(blockBytes);
  block.write(text, 'latin1');
  const handle = await open(device, 'r+');
  try {
    await handle.write(block, 0, block.length, (await sizeOf(device)) - markedBytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
