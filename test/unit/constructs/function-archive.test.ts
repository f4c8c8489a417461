import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { archiveOf } from '../../../constructs/function-archive.ts';

const directory = mkdtempSync(join(tmpdir(), 'function-archive-'));
afterAll(() => rmSync(directory, { recursive: true }));

const files = { 'package.json': '{}\n', 'index.js': 'exports.a = 1;\n', 'lib/b.js': 'exports.b = 2;\n' };

function bundle(name: string, entries = Object.entries(files)): string {
  const root = join(directory, name);
  mkdirSync(join(root, 'lib'), { recursive: true });
  for (const [path, text] of entries) writeFileSync(join(root, path), text);
  return root;
}

test('holds every file, by its path within the directory', () => {
  const entries = unzipSync(new Uint8Array(readFileSync(archiveOf(bundle('whole'), 'a'.repeat(64)))));
  const texts = Object.entries(entries).map(([path, bytes]) => [path, Buffer.from(bytes).toString()]);
  expect(Object.fromEntries(texts)).toEqual(files);
});

test('has the same bytes whenever, wherever and in whatever order the files were written', () => {
  const early = bundle('early');
  const late = bundle('late/and/elsewhere', Object.entries(files).reverse());
  for (const path of Object.keys(files)) utimesSync(join(early, path), 0, 0);
  const hash = 'b'.repeat(64);
  expect(readFileSync(archiveOf(early, hash)).equals(readFileSync(archiveOf(late, hash)))).toBe(true);
});

test('is made anew for another hash and leaves nothing else behind', () => {
  const root = bundle('changed/here');
  const before = archiveOf(root, 'c'.repeat(64));
  writeFileSync(join(root, 'index.js'), 'exports.a = 3;\n');
  const after = archiveOf(root, 'd'.repeat(64));
  expect(readFileSync(after).equals(readFileSync(before))).toBe(false);
  expect(readdirSync(join(directory, 'changed')).sort()).toEqual([
    'here',
    `here.${'c'.repeat(12)}.zip`,
    `here.${'d'.repeat(12)}.zip`,
  ]);
});
