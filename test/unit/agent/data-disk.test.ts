import fc from 'fast-check';
import { blocksOn, markOf, planDisk, type DiskLook } from '../../../agent/boot/data-disk.ts';

const disk = { device: '/dev/disk/by-id/google-data', label: 'kafka-01', mountPoint: '/var/lib/kafka' };
const sizeBytes = 10 * 2 ** 30;
const empty: DiskLook = { sizeBytes, signatures: [], hasBlankEdges: true };
const own: DiskLook = {
  sizeBytes,
  signatures: [{ type: 'ext4', label: 'kafka-01' }],
  hasBlankEdges: false,
  filesystem: { blocks: blocksOn(sizeBytes), wasMounted: true },
};
const mark = markOf(disk);

test.each<[string, DiskLook, string[]]>([
  ['an empty disk is marked, formatted and mounted', empty, ['mark', 'format', 'unmark', 'check', 'mount']],
  ['the node’s own disk is checked and mounted', own, ['check', 'mount']],
  ['a disk that has grown is used to its new end', { ...own, sizeBytes: 2 * sizeBytes }, ['checkAll', 'grow', 'mount']],
  ['a disk that is mounted already is left alone', { ...own, mountedAt: disk.mountPoint }, []],
  [
    'a disk that has grown while mounted is used to its new end',
    { ...own, mountedAt: disk.mountPoint, sizeBytes: 2 * sizeBytes },
    ['grow'],
  ],
  [
    'formatting that was cut off before a superblock begins again',
    { ...empty, hasBlankEdges: false, mark },
    ['format', 'unmark', 'check', 'mount'],
  ],
  [
    'formatting that was cut off after a superblock begins again',
    { ...own, mark, filesystem: { blocks: 100, wasMounted: false } },
    ['format', 'unmark', 'check', 'mount'],
  ],
  ['a marked filesystem that someone mounted is kept', { ...own, mark }, ['unmark', 'check', 'mount']],
])('%s', (_, look, steps) => {
  expect(planDisk(disk, look)).toEqual(steps);
});

test.each<[string, DiskLook, RegExp]>([
  ['another filesystem', { ...own, signatures: [{ type: 'xfs' }] }, /found xfs, expected an empty disk or ext4/],
  [
    'another node’s disk',
    { ...own, signatures: [{ type: 'ext4', label: 'kafka-02' }] },
    /found ext4 labelled kafka-02, expected an empty disk or ext4 labelled kafka-01; attach/,
  ],
  ['a partition table beside its own', { ...own, signatures: [...own.signatures, { type: 'gpt' }] }, /found ext4.*gpt/],
  ['data without a signature', { ...empty, hasBlankEdges: false }, /found data without a known signature/],
  [
    'its own filesystem without a readable superblock',
    { sizeBytes, signatures: own.signatures, hasBlankEdges: false },
    /without a readable superblock.*last snapshot/,
  ],
  ['another node’s mark', { ...empty, mark: markOf({ ...disk, label: 'kafka-02' }) }, /found the mark .*kafka-02/],
  ['a foreign filesystem under its mark', { ...own, signatures: [{ type: 'xfs' }], mark }, /found xfs/],
  ['its disk mounted elsewhere', { ...own, mountedAt: '/mnt' }, /found it mounted at \/mnt/],
])('refuses %s, naming the disk and what to do', (_, look, message) => {
  expect(() => planDisk(disk, look)).toThrow(message);
  expect(() => planDisk(disk, look)).toThrow(/^\/dev\/disk\/by-id\/google-data: found .*, expected .*; \w/);
});

test('a disk is formatted only when nothing shows on it, or when it is marked and was never mounted', () => {
  const text = fc.constantFrom('kafka-01', 'kafka-02', '');
  const looks = fc.record(
    {
      sizeBytes: fc.constantFrom(sizeBytes, 2 * sizeBytes),
      signatures: fc.array(
        fc.record({ type: fc.constantFrom('ext4', 'xfs', 'gpt'), label: text }, { requiredKeys: ['type'] }),
        { maxLength: 2 },
      ),
      hasBlankEdges: fc.boolean(),
      mark: fc.constantFrom(mark, 'kafka-platform: being formatted for kafka-02'),
      filesystem: fc.record({ blocks: fc.nat(), wasMounted: fc.boolean() }),
      mountedAt: fc.constantFrom('/var/lib/kafka', '/mnt'),
    },
    { requiredKeys: ['sizeBytes', 'signatures', 'hasBlankEdges'] },
  );
  fc.assert(
    fc.property(looks, (look) => {
      if (!planned(look).includes('format')) return;
      const isEmpty = look.signatures.length === 0 && look.hasBlankEdges;
      const isUnfinished = look.mark === mark && look.filesystem?.wasMounted !== true;
      expect(look.mountedAt).toBeUndefined();
      expect(isEmpty || isUnfinished).toBe(true);
      expect(look.signatures.filter(({ type, label }) => type !== 'ext4' || label !== 'kafka-01')).toEqual([]);
    }),
  );
});

function planned(look: DiskLook): readonly string[] {
  try {
    return planDisk(disk, look);
  } catch {
    return []; // refused: nothing is done
  }
}
