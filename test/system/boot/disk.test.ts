import { createHash } from 'node:crypto';
import { chmodSync, createReadStream, mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { agentUnits, secretFiles, vmLayout } from '../../../render/index.ts';
import { estateUnderTest, platform, type MetadataOf } from './estate-under-test.ts';
import { Machine } from './machine.ts';
import { openSite, type Site } from './site.ts';

/** One machine, whose data disk and metadata are in another state each time. */

const node = platform.nodes.zookeeper[0]!;
const { secretsDir } = vmLayout('zookeeper');
const device = '/dev/disk/by-id/google-data';

let site: Site;
let metadataOf: MetadataOf;
let machine: Machine;

beforeAll(async () => {
  site = await openSite(platform);
  metadataOf = await estateUnderTest(site.bucketsDir, ['node']);
  machine = new Machine(site, node.name, node.address);
  await machine.make(64);
  giveSecrets();
}, 600_000);

beforeEach(() => {
  rmSync(machine.diskImage);
  writeFileSync(machine.diskImage, '');
  truncateSync(machine.diskImage, 64 * 2 ** 20);
  describeAs({});
});
afterEach(() => machine.powerOff());
afterAll(() => site.end());

/** Someone else puts keys in place here, who needs no Java for it: what is in the files is nobody's concern. */
function giveSecrets(): void {
  mkdirSync(machine.path(secretsDir), { recursive: true });
  for (const file of Object.values(secretFiles)) writeFileSync(machine.path(`${secretsDir}/${file}`), 'of a test');
}

/** Gives the machine its metadata, with some of its description changed. Nothing is installed or started by default. */
function describeAs(changes: object, attributes: Record<string, string> = metadataOf(node.name)): void {
  const description = {
    ...JSON.parse(attributes['node-description']!),
    artifacts: [],
    units: [],
    identity: undefined,
    ...changes,
  };
  const changed = { ...attributes, 'node-description': JSON.stringify(description) };
  site.tell(node.address, { name: node.name, attributes: changed });
}

async function boot(): Promise<{ exitCode: number | undefined; all: string }> {
  await machine.powerOff();
  await machine.powerOn();
  return machine.boot();
}

const sh = async (script: string) => {
  const { exitCode, all } = await machine.run('sh', ['-ec', script]);
  if (exitCode !== 0) throw new Error(`${script}: ${all}`);
  return all;
};

async function imageSha256(): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(machine.diskImage), hash);
  return hash.digest('hex');
}

test('an empty disk becomes the node’s own, and keeps its data at the next boot', async () => {
  expect(await boot()).toMatchObject({ exitCode: 0, all: expect.stringContaining('formatted') });
  const uuid = await sh('echo kept > /var/lib/zookeeper/data; blkid -s UUID -s LABEL /dev/sdb');
  expect(uuid).toContain('LABEL="zk-01"');
  const again = await boot();
  expect({ exitCode: again.exitCode, formatted: again.all.includes('formatted') }).toEqual({
    exitCode: 0,
    formatted: false,
  });
  expect(await sh('cat /var/lib/zookeeper/data; blkid -s UUID -s LABEL /dev/sdb')).toBe(`kept\n${uuid}`);
});

test('a disk that has grown is used to its end, with the data on it', async () => {
  await boot();
  await sh('echo kept > /var/lib/zookeeper/data');
  await machine.powerOff();
  truncateSync(machine.diskImage, 256 * 2 ** 20);
  expect((await boot()).all).toContain('grown to the size of the disk');
  expect(await sh('cat /var/lib/zookeeper/data')).toBe('kept');
  expect(Number(await sh('df --output=size -BM /var/lib/zookeeper | tail -1 | tr -d M'))).toBeGreaterThan(200);
});

test.each([
  ['another node’s filesystem', 'mkfs.ext4 -q -L kafka-01 /dev/sdb', 'ext4 labelled kafka-01'],
  ['a swap area', 'mkswap /dev/sdb', 'swap'],
  ['data that nothing is known of', 'head -c 1M /dev/urandom > /dev/sdb', 'data without a known signature'],
  [
    'data at its very end only',
    'head -c 4k /dev/urandom | dd of=/dev/sdb bs=4k seek=16383 status=none',
    'data without a known signature',
  ],
])('a disk with %s is refused and left as it is', async (_, prepare, found) => {
  await machine.powerOn();
  await sh(`${prepare}; sync`);
  await machine.powerOff();
  const before = await imageSha256();
  const { exitCode, all } = await boot();
  expect({ exitCode, line: all.split('\n').at(-1) }).toEqual({
    exitCode: 1,
    line: expect.stringContaining(`node agent: ${device}: found ${found}`),
  });
  await machine.powerOff();
  expect(await imageSha256()).toBe(before);
});

test('the node’s own filesystem, broken beyond what may be repaired unasked, is refused with the way back', async () => {
  await boot();
  await sh('for i in $(seq 50); do echo kept > /var/lib/zookeeper/data$i; done; umount /var/lib/zookeeper');
  // The root directory's blocks and inode are gone, the superblock is whole.
  await sh('debugfs -w -R "clri <2>" /dev/sdb 2>/dev/null; tune2fs -E force_fsck /dev/sdb >/dev/null');
  const { exitCode, all } = await boot();
  expect({ exitCode, line: all.split('\n').at(-1) }).toEqual({
    exitCode: 1,
    line: expect.stringMatching(
      /google-data: found .*expected the disk to be checked; restore the disk from its last snapshot/,
    ),
  });
});

test('formatting that a power cut ended is done again', async () => {
  const mkfs = machine.path('usr/sbin/mkfs.ext4');
  mkdirSync(dirname(mkfs), { recursive: true });
  // As mkfs leaves a disk in the middle: parts of a filesystem, no superblock; then the lights go out.
  writeFileSync(mkfs, '#!/bin/sh\nhead -c 3M /dev/urandom > /dev/sdb\nsync\nkill -9 $PPID\n');
  chmodSync(mkfs, 0o755);
  const cutOff = await boot();
  expect(cutOff.exitCode).not.toBe(0);
  await machine.powerOff();
  rmSync(mkfs);
  expect(await boot()).toMatchObject({ exitCode: 0, all: expect.stringContaining('mounted') });
});

test('a secret that is absent is named, nothing is started, and it is waited for', async () => {
  describeAs({ units: [agentUnits.timer] });
  await machine.powerOff();
  const keystore = `${secretsDir}/${secretFiles.keystore}`;
  rmSync(machine.path(keystore));
  const booted = boot();
  const said = async () => (await machine.console()).split('\n');
  while (!(await said()).some((line) => line.startsWith(`${keystore}: found ENOENT`))) await sleep(200);
  await expect(sh('cat /run/units/calls')).rejects.toThrow('No such file');
  // From inside: what a mounted root has once not found, it doesn't look for anew in the layer below.
  await sh(`echo of a test > ${keystore}`);
  expect(await booted).toMatchObject({ exitCode: 0 });
  expect(await sh('cat /run/units/calls')).toContain(`start ${agentUnits.timer}`);
});

test('an artifact that is not in the bucket is named, with how it comes there', async () => {
  const sha256 = '0'.repeat(64);
  describeAs({ artifacts: [{ name: 'kafka', version: '3.9.9', object: 'kafka-3.9.9.tar.gz', sha256 }] });
  const { exitCode, all } = await boot();
  expect({ exitCode, line: all.split('\n').at(-1) }).toEqual({
    exitCode: 1,
    line: 'node agent: gs://alphintra-dev-artifacts-us-central1/kafka-3.9.9.tar.gz: found status 404, expected the object; upload the artifacts (kafka-platform artifacts upload)',
  });
});

test('a description that the agent doesn’t understand is refused before anything is touched', async () => {
  describeAs({ role: 'toaster', users: [{ name: 'kafka', id: 1 }] });
  const { exitCode, all } = await boot();
  expect({ exitCode, all }).toEqual({
    exitCode: 1,
    all: expect.stringMatching(
      /^node agent: metadata key node-description: found role: .*users\.0\.id: .*; apply the stack again$/,
    ),
  });
});

test('shellcheck finds nothing in the startup script', async () => {
  const input = metadataOf(node.name)['startup-script']!;
  const { stdout, exitCode } = await execa('shellcheck', ['-'], { input, reject: false });
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
});
