import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Catalogue } from '../../../../cluster/catalogue-files/catalogue.ts';
import { readCatalogue, writeCatalogue } from '../../../../cluster/catalogue-files/directory.ts';

const catalogue: Catalogue = {
  platform: {
    clusterId: 'abc',
    writes: 'saved-plan',
    placement: 'keep',
    durability: { replicationFactor: 1, minInSyncReplicas: 1 },
    brokers: [{ id: 1 }],
  },
  topics: [{ name: 'orders', partitions: 3, configs: {} }],
  removed: [],
  access: [],
  quotas: [],
  users: [],
  subjects: [
    { name: '../a', level: 'FULL', versions: [{ version: 1, type: 'AVRO', schema: '"long"', references: [] }] },
  ],
};

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'catalogue-'));
});
afterEach(() => rm(dir, { recursive: true }));

test('what was written is read, and a second writing gives the same bytes', async () => {
  const files = await writeCatalogue(dir, catalogue);
  expect(await readCatalogue(dir)).toEqual(catalogue);
  const texts = () => Promise.all(files.map((file) => readFile(join(dir, file), 'utf8')));
  const first = await texts();
  await writeCatalogue(dir, catalogue, { force: true });
  expect(await texts()).toEqual(first);
});

test('a directory that holds something is refused, and left as it is', async () => {
  await writeFile(join(dir, 'notes.txt'), 'mine');
  await expect(writeCatalogue(dir, catalogue)).rejects.toMatchObject({
    code: 'REFUSED',
    message: `${dir}: found notes.txt, expected an empty directory; choose another, or have the catalogue in it replaced: --force. Nothing was written`,
  });
  expect(await readdir(dir)).toEqual(['notes.txt']);
});

test('by force the earlier catalogue is replaced, and what is not of a catalogue stays', async () => {
  await writeCatalogue(dir, catalogue);
  await mkdir(join(dir, '.git'));
  await mkdir(join(dir, 'topics'));
  await writeFile(join(dir, '.git', 'config.yaml'), 'mine');
  await writeFile(join(dir, 'README.md'), 'mine');
  await mkdir(join(dir, 'subjects', 'notes'));
  await writeFile(join(dir, 'subjects', 'notes', 'why.json'), 'mine');
  await writeFile(join(dir, 'topics', 'orders.yaml'), 'topics:\n  - { name: orders, partitions: 3 }\n');
  await writeCatalogue(dir, { ...catalogue, subjects: [] }, { force: true });
  expect(await readdir(join(dir, 'topics'))).toEqual([]);
  expect(await readdir(join(dir, 'subjects'), { recursive: true })).toEqual(['%2E.%2Fa', 'notes', 'notes/why.json']);
  expect(await readFile(join(dir, '.git', 'config.yaml'), 'utf8')).toBe('mine');
  expect(await readFile(join(dir, 'README.md'), 'utf8')).toBe('mine');
});

test('a file of another program is not taken away by force, and the catalogue beside it says that it is none of its', async () => {
  await writeFile(join(dir, 'compose.yaml'), 'mine');
  await writeCatalogue(dir, catalogue, { force: true });
  expect(await readFile(join(dir, 'compose.yaml'), 'utf8')).toBe('mine');
  await expect(readCatalogue(dir)).rejects.toThrow(/compose\.yaml: found a file, expected one of platform\.yaml/);
});

test('a directory that is not there is no catalogue', async () => {
  await expect(readCatalogue(join(dir, 'absent'))).rejects.toMatchObject({
    code: 'INVALID_CATALOGUE',
    message: expect.stringMatching(
      /absent: found ENOENT.*, expected a directory of catalogue files; have them written/,
    ) as string,
  });
});
