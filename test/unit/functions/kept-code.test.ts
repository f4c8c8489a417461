import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keptOrBundled } from '../../../functions/kept-code.ts';

let checkout: string;
let directory: string;
let bundled: number;

beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'kept-code-'));
  directory = join(checkout, 'kept');
  bundled = 0;
  write('main.ts', 'one');
  write('package.json', '{}');
});
afterEach(() => rmSync(checkout, { recursive: true }));

/** As if it had been written a while ago. */
function write(name: string, content: string): void {
  writeFileSync(join(checkout, name), content);
  utimesSync(join(checkout, name), 1_700_000_000, 1_700_000_000);
}

/** "Bundles" by putting both files together. */
function code(question = 'main.ts as cjs', meanwhile: () => void = () => undefined): Promise<string> {
  const inputs = ['main.ts', 'package.json'];
  return keptOrBundled({ checkout, directory, question }, () => {
    bundled += 1;
    const text = inputs.map((name) => readFileSync(join(checkout, name), 'utf8')).join('');
    meanwhile();
    return Promise.resolve({ code: text, inputs });
  });
}

const keptFile = () => join(directory, readdirSync(directory)[0]!);

test('what is unchanged is bundled once', async () => {
  expect([await code(), await code(), await code()]).toEqual(['one{}', 'one{}', 'one{}']);
  expect(bundled).toBe(1);
});

test('a file of the same size and time with another content is bundled anew', async () => {
  await code();
  write('main.ts', 'two');
  expect(await code()).toBe('two{}');
  expect(bundled).toBe(2);
});

test('so are other settings, and another question', async () => {
  await code();
  write('package.json', '[]');
  expect(await code()).toBe('one[]');
  await code('main.ts as esm');
  expect(bundled).toBe(3);
});

test('a file that is gone leads to the bundler, which says so', async () => {
  await code();
  rmSync(join(checkout, 'main.ts'));
  await expect(code()).rejects.toThrow('main.ts');
});

test('a file that changes while it is bundled is bundled again', async () => {
  await code('main.ts as cjs', () => writeFileSync(join(checkout, 'main.ts'), 'two'));
  utimesSync(join(checkout, 'main.ts'), 1_700_000_000, 1_700_000_000);
  expect(await code()).toBe('two{}');
});

test.each([
  ['cut off', (text: string) => text.slice(0, -5)],
  ['of another form', () => '{}'],
  ['with other code', (text: string) => text.replace('one{}', 'evil')],
  ['with other inputs', (text: string) => text.replace('"main.ts",', '')],
])('what is kept is not taken when it is %s', async (_, changed) => {
  await code();
  const before = readFileSync(keptFile(), 'utf8');
  const after = changed(before);
  expect(after).not.toBe(before);
  writeFileSync(keptFile(), after);
  expect(await code()).toBe('one{}');
  expect(bundled).toBe(2);
});

test('where nothing can be kept, it is bundled each time', async () => {
  rmSync(directory, { recursive: true, force: true });
  writeFileSync(directory, 'a file where the directory would be');
  expect([await code(), await code()]).toEqual(['one{}', 'one{}']);
  expect(bundled).toBe(2);
});

test('nothing half-written is left', async () => {
  mkdirSync(directory);
  await Promise.all([code(), code()]);
  expect(readdirSync(directory)).toHaveLength(1);
});
