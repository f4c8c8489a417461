import { mkdir, mkdtemp, readdir, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cleanHome, openHome, writePrivate } from '../../../local/home.ts';

const newDir = () => mkdtemp(join(tmpdir(), 'home-'));

test("makes a directory that is its owner's only", async () => {
  const home = await openHome(join(await newDir(), 'deep', 'local'));
  expect((await stat(home.dir)).mode & 0o777).toBe(0o700);
});

test('opens a platform again', async () => {
  const path = join(await newDir(), 'local');
  await openHome(path);
  await expect(openHome(path)).resolves.toMatchObject({ dir: path });
});

test('refuses a directory with other things in it, so that they are never deleted', async () => {
  const dir = await newDir();
  await writeFile(join(dir, 'thesis.txt'), 'years of work');
  await expect(openHome(dir)).rejects.toMatchObject({
    code: 'REFUSED',
    message: expect.stringContaining('thesis.txt'),
  });
});

test.each(['a:b', 'a"b', 'a%b', 'a\\b', 'a${b}'])(
  'refuses the directory name %s, which Kafka would misread',
  async (name) => {
    await expect(openHome(join(await newDir(), name))).rejects.toMatchObject({ code: 'WRONG_USAGE' });
  },
);

test('refuses a path that leads through a file', async () => {
  const dir = await newDir();
  await writeFile(join(dir, 'file'), '');
  await expect(openHome(join(dir, 'file', 'local'))).rejects.toMatchObject({
    code: 'WRONG_USAGE',
    message: expect.stringContaining('ENOTDIR'),
  });
});

test('writes private files with mode 0600, whatever was there before', async () => {
  const file = join(await newDir(), 'secrets', 'one');
  await mkdir(join(file, '..'));
  await writeFile(file, 'old', { mode: 0o644 });
  await writePrivate(file, 'new');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('cleans everything but the sign, the lock and the log of the start that cleans', async () => {
  const home = await openHome(join(await newDir(), 'local'));
  await writePrivate(home.files.lock, '{}');
  await writePrivate(home.files.log, 'starting');
  await writePrivate(home.files.secrets, '{}');
  await cleanHome(home);
  expect((await readdir(home.dir)).sort()).toEqual(['.kafka-platform', 'lock.json', 'platform.log']);
});
