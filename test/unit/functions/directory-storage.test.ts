import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { directoryStorage } from '../../../functions/object-storage/directory-storage.ts';
import { storageContract } from './storage-contract.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'directory-storage-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

test.each(storageContract)('a directory $promise', async ({ expectKept }) => {
  await expectKept(directoryStorage(directory));
});

test('files are for their owner only', async () => {
  await directoryStorage(directory).create('backups/a/x', Buffer.from('secret'));
  expect((await stat(join(directory, 'backups/a/x'))).mode & 0o777).toBe(0o600);
  expect((await stat(join(directory, 'backups/a'))).mode & 0o777).toBe(0o700);
});

test('the folder of a backup goes with its last file', async () => {
  const storage = directoryStorage(directory);
  await storage.create('backups/a/x', Buffer.from('1'));
  await storage.remove('backups/a/x');
  await expect(stat(join(directory, 'backups/a'))).rejects.toMatchObject({ code: 'ENOENT' });
});

test.each(['../outside', '/etc/outside', 'backups/../../outside'])(
  'a name may not lead out of it: %s',
  async (name) => {
    await expect(directoryStorage(directory).create(name, Buffer.from('x'))).rejects.toThrow(/expected a name within/);
  },
);

test('what the machine refuses is an error with place and reason', async () => {
  const file = join(directory, 'file');
  await writeFile(file, '');
  await chmod(file, 0o600);
  const error = await directoryStorage(file)
    .create('backups/a/x', Buffer.from('x'))
    .catch((caught: unknown) => caught);
  expect(error).toMatchObject({ name: 'StorageError', code: 'STORAGE_FAILED', retryable: true });
  expect((error as Error).message).toMatch(/backups\/a\/x: found ENOTDIR, expected a directory/);
});
