import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureDirectories, writeFiles } from '../../../agent/boot/files.ts';
import { says, setKernel } from '../../../agent/boot/kernel.ts';
import { planUser } from '../../../agent/boot/users.ts';

const directory = mkdtempSync(join(tmpdir(), 'machine-'));
afterAll(() => rmSync(directory, { recursive: true }));

const lines: string[] = [];
const log = (line: string) => void lines.push(line);
beforeEach(() => void lines.splice(0));
const modeOf = (path: string) => (statSync(path).mode & 0o7777).toString(8);

describe('files', () => {
  const path = join(directory, 'etc/server.properties');
  const index = { [path]: { key: 'file-server', mode: '0640' } };

  test('a file is written with its mode, and again only when its text or mode differs', async () => {
    await writeFiles(index, { 'file-server': 'broker.id=1\n' }, log);
    expect({ mode: modeOf(path), lines: lines.splice(0) }).toEqual({ mode: '640', lines: [`${path}: written`] });
    const { ino } = statSync(path);
    await writeFiles(index, { 'file-server': 'broker.id=1\n' }, log);
    expect({ ino: statSync(path).ino, lines: lines.splice(0) }).toEqual({ ino, lines: [] });
    await writeFiles(index, { 'file-server': 'broker.id=2\n' }, log);
    await writeFiles({ [path]: { key: 'file-server', mode: '0600' } }, { 'file-server': 'broker.id=2\n' }, log);
    expect({ mode: modeOf(path), lines }).toEqual({ mode: '600', lines: [`${path}: written`, `${path}: written`] });
  });

  test('nothing is written when the metadata lacks one of the files', async () => {
    const first = join(directory, 'first');
    const files = { [first]: { key: 'here', mode: '0644' }, [path]: { key: 'absent', mode: '0644' } };
    await expect(writeFiles(files, { here: 'text' }, log)).rejects.toThrow(
      `metadata key absent: found nothing, expected the text of ${path}; apply the kafka stack again`,
    );
    expect(statSync(first, { throwIfNoEntry: false })).toBeUndefined();
  });

  test('a directory gets its owner and mode once', async () => {
    const inner = join(directory, 'var/log/kafka');
    const wanted = [{ path: inner, owner: 'kafka', mode: '0750' }];
    const idOf = () => process.getuid!();
    await ensureDirectories(wanted, idOf, log);
    expect({ mode: modeOf(inner), lines: lines.splice(0) }).toEqual({
      mode: '750',
      lines: [`${inner}: owned by kafka, mode 0750`],
    });
    await ensureDirectories(wanted, idOf, log);
    expect(lines).toEqual([]);
  });
});

describe('users', () => {
  const kafka = { name: 'kafka', id: 800 };

  test.each([
    ['made where there is none', 'root:x:0:0::/root:/bin/bash\n', 'make'],
    ['kept where it is there', 'kafka:x:800:800::/nonexistent:/usr/sbin/nologin\n', 'keep'],
  ])('a user is %s', (_, passwd, plan) => {
    expect(planUser(kafka, passwd)).toBe(plan);
  });

  test.each([
    ['a user of the name with another number', 'kafka:x:999:999::/:/bin/sh\n', /found number 999, expected number 800/],
    ['another user with the number', 'ntp:x:800:800::/:/bin/sh\n', /found number 800 with ntp/],
  ])('refuses %s: the data disk would belong to someone else', (_, passwd, message) => {
    expect(() => planUser(kafka, passwd)).toThrow(message);
  });
});

describe('the kernel', () => {
  test.each([
    ['1\n', '1', true],
    ['60\n', '1', false],
    ['always [madvise] never\n', 'madvise', true],
    ['[always] madvise never\n', 'madvise', false],
  ])('a file with %j says %s: %s', (text, value, expected) => {
    expect(says(text, value)).toBe(expected);
  });

  test('is told once', async () => {
    const file = join(directory, 'swappiness');
    writeFileSync(file, '60\n');
    await setKernel([{ file, value: '1' }], log);
    await setKernel([{ file, value: '1' }], log);
    expect(lines).toEqual([`${file}: 1`]);
  });

  test('that lacks a setting is an error with the file', async () => {
    const file = join(directory, 'none');
    await expect(setKernel([{ file, value: '1' }], log)).rejects.toThrow(new RegExp(`^${file}: found ENOENT`));
  });
});
