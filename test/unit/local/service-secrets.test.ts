import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { secretsIn } from '../../../local/index.ts';

let dir: string;
beforeEach(async () => {
  dir = join(await mkdtemp(join(tmpdir(), 'secrets-')), 'services');
});
afterEach(() => rm(join(dir, '..'), { recursive: true }));

test('a password is made once, kept in a file that only its owner can read, and different for each user', async () => {
  const secretOf = secretsIn(dir);
  const first = await secretOf('engine-a');
  expect(await secretsIn(dir)('engine-a')).toBe(first);
  expect(await secretOf('engine-b')).not.toBe(first);
  expect(await readFile(join(dir, 'engine-a'), 'utf8')).toBe(first);
  expect((await stat(join(dir, 'engine-a'))).mode & 0o777).toBe(0o600);
  expect(await readdir(dir)).toEqual(['engine-a', 'engine-b']);
});

test('all who ask for a new one at the same moment get the same', async () => {
  const made = await Promise.all(Array.from({ length: 20 }, () => secretsIn(dir)('engine-a')));
  expect(new Set(made).size).toBe(1);
});

test('a file that others can read is refused, and so is one without a password; neither is shown', async () => {
  const secretOf = secretsIn(dir);
  const secret = await secretOf('engine-a');
  await chmod(join(dir, 'engine-a'), 0o644);
  await expect(secretOf('engine-a')).rejects.toMatchObject({
    code: 'REFUSED',
    message: expect.stringMatching(/engine-a: found mode 644, expected 600/) as string,
  });
  await expect(secretOf('engine-a')).rejects.not.toThrow(secret);

  await writeFile(join(dir, 'engine-b'), 'hunter2', { mode: 0o600 });
  await expect(secretOf('engine-b')).rejects.toThrow(/engine-b: found no password of at least 16/);
  await expect(secretOf('engine-b')).rejects.not.toThrow('hunter2');
});
