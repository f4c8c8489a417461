import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../../..');

interface Row {
  readonly section: string;
  readonly says: string;
  readonly state: string;
  /** Every path that the row names as home, test or decision. */
  readonly paths: readonly string[];
  readonly test: string;
}

/** Cells of a Markdown table row; no cell of the map holds an escaped bar. */
const cellsOf = (line: string) =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

const rows: readonly Row[] = readFileSync(join(root, 'docs/seed-map.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| \d/.test(line))
  .map((line) => {
    const [section = '', says = '', state = '', home = '', test = '', remark = ''] = cellsOf(line);
    const named = [home, test, remark].flatMap((cell) =>
      [...cell.matchAll(/`([^`]+)`/g)].map(([, path]) => path ?? ''),
    );
    return { section, says, state, test, paths: named.filter((path) => path.includes('/') || path.endsWith('.ts')) };
  });
const built = rows.filter(({ state }) => state === 'here' || state === 'partly');

/** Of the seed: sections with numbered parts, or alone. Phases of section 5 count as its parts. */
const partsOfSection = { 2: 4, 3: 2, 4: 6, 5: 8, 6: 3, 7: 3, 8: 3, 9: 2, 10: 3, 11: 2, 12: 3 };
const sections = [
  '1',
  ...Object.entries(partsOfSection).flatMap(([section, parts]) =>
    Array.from({ length: parts }, (_, index) => `${section}.${index + 1}`),
  ),
];

test('every section of the seed is in the map, in its order', () => {
  expect([...new Set(rows.map(({ section }) => section))]).toEqual(sections);
});

test('every row has a state that the map explains', () => {
  expect(rows.filter(({ state }) => !['here', 'partly', 'later', 'context'].includes(state))).toEqual([]);
});

test('every path in a row that is not for later exists', () => {
  const missing = rows
    .filter(({ state }) => state !== 'later')
    .flatMap(({ section, says, paths }) =>
      paths.filter((path) => !existsSync(join(root, path))).map((path) => `§${section} ${says}: ${path}`),
    );
  expect(missing).toEqual([]);
});

test('everything that is built has a home and a test', () => {
  expect(built.filter(({ paths, test: proof }) => paths.length < 2 || !proof.startsWith('`test/'))).toEqual([]);
});
