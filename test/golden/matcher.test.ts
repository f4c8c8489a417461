import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expectGolden } from './matcher.ts';

let directory: string;
let golden: URL;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'golden-'));
  golden = pathToFileURL(join(directory, 'golden.txt'));
  writeFileSync(golden, 'one line\n');
  delete process.env['UPDATE_GOLDEN'];
});

afterEach(() => {
  rmSync(directory, { recursive: true });
});

test('accepts the golden text', () => {
  expectGolden('one line\n', golden);
});

test('refuses any other text, be it by a space, and leaves the file alone', () => {
  expect(() => {
    expectGolden('one line \n', golden);
  }).toThrow('one line ');
  expect(readFileSync(golden, 'utf8')).toBe('one line\n');
});

test('refuses a missing golden file and says how to write it', () => {
  expect(() => {
    expectGolden('', new URL('absent.txt', golden));
  }).toThrow(/absent\.txt: found no golden file.*UPDATE_GOLDEN=1/);
});

test('writes the file, and the directories to it, only when told to', () => {
  process.env['UPDATE_GOLDEN'] = '1';
  const file = new URL('production/new.txt', golden);
  expectGolden('new\n', file);
  expect(readFileSync(file, 'utf8')).toBe('new\n');
});
