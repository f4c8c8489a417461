import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { directoryStorage } from '../../../functions/object-storage/directory-storage.ts';
import { runBackup, type BackupDependencies } from '../../../functions/metadata-backup/run-backup.ts';
import { sha256Of } from '../../../functions/metadata-backup/manifest.ts';
import type { ObjectStorage } from '../../../functions/object-storage/object-storage.ts';
import { observedCluster } from './observed-cluster.ts';

const retention = { dailyForDays: 2, weeklyForWeeks: 1, monthlyForMonths: 1, yearlyForYears: 1, timeZone: 'UTC' };
const files = ['acls.json', 'manifest.json', 'placement.json', 'topics.json'];

let directory: string;
let storage: ObjectStorage;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'run-backup-'));
  storage = directoryStorage(directory);
});
afterEach(() => rm(directory, { recursive: true }));

function at(time: string, changes: Partial<BackupDependencies> = {}): BackupDependencies {
  return {
    observe: () => Promise.resolve(observedCluster()),
    storage,
    now: () => new Date(time),
    retention,
    log: { info: () => undefined, warn: () => undefined },
    ...changes,
  };
}
const json = async (name: string) => JSON.parse(String(await storage.read(name))) as unknown;
const names = async () => (await storage.list('backups/')).map(({ name }) => name);

test('a backup says all there is to say of topics, placement and access, and a manifest vouches for it', async () => {
  const result = await runBackup(at('2026-11-24T02:00:00Z'), false);
  const folder = 'backups/2026-11-24T02:00:00.000Z';
  expect(result).toMatchObject({ backup: folder, counts: { topics: 2, partitions: 3, internalTopics: 1, acls: 1 } });
  expect(await names()).toEqual(files.map((file) => `${folder}/${file}`));

  await expect(json(`${folder}/topics.json`)).resolves.toEqual({
    topics: [
      { name: 'audit', partitions: 2, replicationFactor: 3, configs: { 'retention.ms': '604800000' } },
      { name: 'orders', partitions: 1, replicationFactor: 3, configs: {} },
    ],
    internalTopics: [{ name: '__consumer_offsets', partitions: 1, replicationFactor: 3, configs: {} }],
  });
  await expect(json(`${folder}/placement.json`)).resolves.toMatchObject({
    topics: {
      audit: [
        [1, 2, 3],
        [2, 3, 1],
      ],
      orders: [[3, 1, 2]],
    },
  });
  await expect(json(`${folder}/acls.json`)).resolves.toEqual({ acls: observedCluster().acls });

  const manifest = (await json(`${folder}/manifest.json`)) as {
    files: { name: string; sha256: string; bytes: number }[];
  };
  expect(manifest).toMatchObject({
    takenAt: '2026-11-24T02:00:00.000Z',
    clusterId: 'test-cluster',
    counts: result.counts,
  });
  for (const { name, sha256, bytes } of manifest.files) {
    const content = await storage.read(`${folder}/${name}`);
    expect({ sha256: sha256Of(content!), bytes: content?.length }).toEqual({ sha256, bytes });
  }
});

test('what changes by itself changes no byte: leaders and replicas in sync', async () => {
  const one = await runBackup(at('2026-11-24T02:00:00Z'), false);
  const cluster = observedCluster();
  const moved = observedCluster({
    topics: cluster.topics.map((topic) => ({
      ...topic,
      partitions: topic.partitions.map((partition) => ({ ...partition, leader: 3, inSync: [3] })),
    })),
  });
  const two = await runBackup(at('2026-11-25T02:00:00Z', { observe: () => Promise.resolve(moved) }), false);
  expect(two.files).toEqual(one.files);
});

test('backups whose time is over go, whole', async () => {
  for (const day of ['16', '17', '23', '24']) await runBackup(at(`2026-11-${day}T02:00:00Z`), false);
  const { kept, removed } = await runBackup(at('2026-11-25T02:00:00Z'), false);
  expect(kept.map(({ backup }) => backup)).toEqual([
    'backups/2026-11-24T02:00:00.000Z',
    'backups/2026-11-25T02:00:00.000Z',
  ]);
  expect(removed).toEqual(['backups/2026-11-23T02:00:00.000Z']);
  expect(new Set((await names()).map((name) => name.split('/')[1]))).toEqual(
    new Set(['2026-11-24T02:00:00.000Z', '2026-11-25T02:00:00.000Z']),
  );
});

test('a dry run tells the same and touches nothing', async () => {
  for (const day of ['23', '24']) await runBackup(at(`2026-11-${day}T02:00:00Z`), false);
  const before = await names();
  const dry = await runBackup(at('2026-11-25T02:00:00Z'), true);
  expect(await names()).toEqual(before);
  const real = await runBackup(at('2026-11-25T02:00:00Z'), false);
  expect({ ...dry, dryRun: false }).toEqual(real);
});

test('a half-made backup counts for nothing, and goes after a day', async () => {
  await storage.create('backups/2026-11-24T01:00:00.000Z/topics.json', Buffer.from('{}'));
  const soon = await runBackup(at('2026-11-24T02:00:00Z'), false);
  expect(soon).toMatchObject({ halfMade: ['backups/2026-11-24T01:00:00.000Z'], removed: [] });
  const later = await runBackup(at('2026-11-25T02:00:00Z'), false);
  expect(later).toMatchObject({ halfMade: [], removed: ['backups/2026-11-24T01:00:00.000Z'] });
});

test.each<[string, (folder: string) => Promise<void>]>([
  ['misses a file', (folder) => storage.remove(`${folder}/acls.json`)],
  [
    'has a file cut short',
    async (folder) => {
      const content = await storage.read(`${folder}/topics.json`);
      await storage.remove(`${folder}/topics.json`);
      await storage.create(`${folder}/topics.json`, content!.subarray(0, 10));
    },
  ],
  [
    'has a manifest that is none',
    async (folder) => {
      await storage.remove(`${folder}/manifest.json`);
      await storage.create(`${folder}/manifest.json`, Buffer.from('{"format":'));
    },
  ],
])('a backup that %s is reported and kept for a person, and displaces no good one', async (_, damage) => {
  await runBackup(at('2026-11-23T02:00:00Z'), false);
  const warnings: string[] = [];
  await runBackup(at('2026-11-24T02:00:00Z'), false);
  const folder = 'backups/2026-11-24T02:00:00.000Z';
  await damage(folder);
  const log = { info: () => undefined, warn: (_fields: object, message: string) => warnings.push(message) };
  const result = await runBackup(at('2026-11-24T03:00:00Z', { log }), false);
  expect(result.damaged).toEqual([folder]);
  expect(result.removed).toEqual([]);
  expect(warnings).toEqual([expect.stringContaining('damaged')]);
  expect((await names()).some((name) => name.startsWith(folder))).toBe(true);
});

test('what belongs to others is left alone', async () => {
  await storage.create('backups/README.md', Buffer.from('mine'));
  await storage.create('backups/2026-13-45T02:00:00.000Z/x', Buffer.from('no date'));
  const { removed } = await runBackup(at('2026-11-25T02:00:00Z'), false);
  expect(removed).toEqual([]);
  expect(await names()).toContain('backups/README.md');
});

test('nothing is removed when the new backup reads back differently', async () => {
  for (const day of ['22', '23']) await runBackup(at(`2026-11-${day}T02:00:00Z`), false);
  const before = await names();
  const rotten: ObjectStorage = {
    ...storage,
    read: async (name) => (name.endsWith('T02:00:00.000Z/acls.json') ? Buffer.from('?') : storage.read(name)),
  };
  await expect(runBackup(at('2026-11-25T02:00:00Z', { storage: rotten }), false)).rejects.toMatchObject({
    code: 'NOT_VERIFIED',
    message: expect.stringContaining('nothing was removed') as string,
  });
  expect(await names()).toEqual(expect.arrayContaining(before));
});

/** A storage whose process dies before, or after, its n-th write. */
function dyingAt(step: number, moment: 'before' | 'after'): ObjectStorage {
  let left = step;
  const write = async (work: () => Promise<void>) => {
    left -= 1;
    if (left === 0 && moment === 'before') throw new Error('killed');
    await work();
    if (left === 0) throw new Error('killed');
  };
  return {
    ...storage,
    create: (name, content) => write(() => storage.create(name, content)),
    remove: (name) => write(() => storage.remove(name)),
  };
}

// A run that removes one backup writes four files and removes four.
const steps = [1, 2, 3, 4, 5, 6, 7, 8].flatMap((step) => [[step, 'before'] as const, [step, 'after'] as const]);

test.each(steps)(
  'killed at write %i (%s it), the next runs leave what one that lived would have',
  async (step, moment) => {
    for (const day of ['16', '17']) await runBackup(at(`2026-11-${day}T02:00:00Z`), false);
    await runBackup(at('2026-11-23T02:00:00Z'), true);
    const dying = at('2026-11-18T02:00:00Z', { storage: dyingAt(step, moment) });
    await expect(runBackup(dying, false)).rejects.toThrow('killed');

    // At no moment is a good backup of the last days missing.
    const peek = await runBackup(at('2026-11-18T02:30:00Z'), true);
    expect(peek.damaged).toEqual([]);
    expect(peek.kept.length).toBeGreaterThanOrEqual(2);

    await runBackup(at('2026-11-18T03:00:00Z'), false);
    const { kept, halfMade, damaged } = await runBackup(at('2026-11-19T04:00:00Z'), false);
    expect({ halfMade, damaged }).toEqual({ halfMade: [], damaged: [] });
    expect(kept.map(({ backup }) => backup)).toEqual([
      'backups/2026-11-18T03:00:00.000Z',
      'backups/2026-11-19T04:00:00.000Z',
    ]);
    expect(await names()).toEqual(kept.flatMap(({ backup }) => files.map((file) => `${backup}/${file}`)));
  },
);

test('two runs at once do no harm', async () => {
  for (const day of ['16', '17', '18']) await runBackup(at(`2026-11-${day}T02:00:00Z`), false);
  await Promise.all([
    runBackup(at('2026-11-19T02:00:00.000Z'), false),
    runBackup(at('2026-11-19T02:00:00.001Z'), false),
    runBackup(at('2026-11-19T02:00:00.001Z'), false),
  ]);
  const { kept, damaged, halfMade } = await runBackup(at('2026-11-19T03:00:00Z'), true);
  expect({ damaged, halfMade }).toEqual({ damaged: [], halfMade: [] });
  expect(kept.map(({ backup }) => backup.slice(8, 18))).toEqual(['2026-11-18', '2026-11-19']);
});
