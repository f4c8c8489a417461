/** Proves the rules of .dependency-cruiser.mjs on a throw-away tree in which every rule is broken once. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { execa } from 'execa';

interface Violation {
  readonly from: string;
  readonly to: string;
  readonly rule: { readonly name: string };
}

interface Report {
  readonly summary: {
    readonly violations: readonly Violation[];
    readonly ruleSetUsed: { readonly forbidden: readonly { readonly name: string }[] };
  };
}

const root = resolve(import.meta.dirname, '../../..');
/** From the inside out; a room may lean on the rows before its own and on its neighbours, except among the edges. */
const rows = [
  ['platform'],
  ['topics', 'schemas'],
  ['render', 'monitoring', 'certificates'],
  ['clients/node', 'cluster'],
  ['constructs', 'agent', 'local', 'functions', 'keys'],
  ['cli'],
];
const edges = 4;
const rooms = rows.flatMap((row, index) => row.map((name) => ({ name, index })));
const pairs = rooms.flatMap((from) => rooms.filter((to) => to !== from).map((to) => ({ from, to })));
const fileFor = (from: string, to: string) => `${from}/uses-${to.replace('/', '-')}.ts`;
const upTo = (path: string) => '../'.repeat(path.split('/').length);

/** One file a rule, with the import that breaks it. */
const brokenBy = {
  'front-door': { 'render/behind-the-door.ts': "import { x } from '../platform/inside.ts'; export const y = x;" },
  'main-leans-inward': { 'main.ts': "import { x } from './cli/index.ts'; export const y = x;" },
  'product-ignores-tests': { 'cluster/uses-test.ts': "import { x } from '../test/x.ts'; export const y = x;" },
  'pure-rooms-do-no-io': {
    'topics/reads.ts': "import { readFileSync } from 'node:fs'; export const y = readFileSync;",
  },
  'pure-rooms-know-no-outside-system': {
    'schemas/connects.ts': "import { x } from 'kafkajs'; export const y = x;",
  },
  'cdktf-stays-in-constructs': { 'local/synthesizes.ts': "import { x } from 'cdktf'; export const y = x;" },
  'no-circular': {
    'agent/chicken.ts': "import { egg } from './egg.ts'; export const chicken = () => egg;",
    'agent/egg.ts': "import { chicken } from './chicken.ts'; export const egg = () => chicken;",
  },
  'no-orphans': { 'agent/alone.ts': 'export const x = 1;' },
  'no-dev-dependency-in-product': { 'agent/plays.ts': "import { x } from 'toy'; export const y = x;" },
  'declared-packages-only': { 'agent/borrows.ts': "import { x } from 'stray'; export const y = x;" },
  resolvable: { 'agent/lost.ts': "import { x } from './nowhere.ts'; export const y = x;" },
};

/** What must pass: types of a dev dependency, a door, a function's own door, cdktf where it belongs. */
const allowed = {
  'cluster/types-only.ts': "import type { X } from 'toy'; export const y: X | undefined = undefined;",
  'cli/composes.ts': "import { x } from '../functions/backup/index.ts'; export const y = x;",
  'constructs/uses-cdktf.ts': "import { x } from 'cdktf'; export const y = x;",
  // The package, not the room of the same name.
  'constructs/uses-constructs.ts': "import { x } from 'constructs'; export const y = x;",
  'schemas/write-avro.ts': "import { writeFileSync } from 'node:fs'; export const y = writeFileSync;",
  'topics/joins.ts': "import { join } from 'node:path'; export const y = join;",
};

let tree: string;
let violations: readonly Violation[];
let ruleNames: readonly string[];

function write(path: string, content: string): void {
  const file = join(tree, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

beforeAll(async () => {
  tree = mkdtempSync(join(tmpdir(), 'dependency-rules-'));
  write(
    'package.json',
    JSON.stringify({
      type: 'module',
      dependencies: { kafkajs: '1', cdktf: '1', constructs: '1' },
      devDependencies: { toy: '1' },
    }),
  );
  for (const name of ['kafkajs', 'cdktf', 'constructs', 'toy', 'stray']) {
    write(
      `node_modules/${name}/package.json`,
      JSON.stringify({ name, version: '1.0.0', type: 'module', exports: './index.js' }),
    );
    write(`node_modules/${name}/index.js`, 'export const x = 1;');
  }
  for (const { name } of rooms) write(`${name}/index.ts`, 'export const x = 1;');
  write('platform/inside.ts', 'export const x = 1;');
  write('functions/backup/index.ts', 'export const x = 1;');
  write('test/x.ts', 'export const x = 1;');
  for (const { from, to } of pairs) {
    write(
      fileFor(from.name, to.name),
      `import { x } from '${upTo(from.name)}${to.name}/index.ts'; export const y = x;`,
    );
  }
  for (const files of [...Object.values(brokenBy), allowed]) {
    for (const [path, content] of Object.entries(files)) write(path, content);
  }
  const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const config = join(root, '.dependency-cruiser.mjs');
  const { stdout } = await execa('node', [cruiser, '--config', config, '--output-type', 'json', '.'], {
    cwd: tree,
    reject: false,
  });
  const { summary } = JSON.parse(stdout) as Report;
  violations = summary.violations;
  ruleNames = summary.ruleSetUsed.forbidden.map(({ name }) => name);
}, 60_000);

afterAll(() => rmSync(tree, { recursive: true, force: true }));

const rulesBrokenBy = (path: string) => violations.filter(({ from }) => from === path).map(({ rule }) => rule.name);

test.each(rooms)('$name may not lean on rooms further out, nor one edge on another', ({ name, index }) => {
  const refused = pairs
    .filter(({ from, to }) => from.name === name && rulesBrokenBy(fileFor(name, to.name)).length > 0)
    .map(({ to }) => to.name);
  const further = rooms.filter((to) => to.index > index || (to.index === edges && index === edges && to.name !== name));
  expect(refused).toEqual(further.map((to) => to.name));
});

test('every rule is broken by an example', () => {
  const broken = new Set(violations.map(({ rule }) => rule.name));
  expect(ruleNames.filter((name) => !broken.has(name))).toEqual([]);
});

test.each(Object.entries(brokenBy).map(([rule, files]) => ({ rule, path: Object.keys(files)[0] ?? '' })))(
  'the rule "$rule" refuses $path',
  ({ rule, path }) => {
    expect(rulesBrokenBy(path)).toContain(rule);
  },
);

test.each(Object.keys(allowed))('%s breaks no rule', (path) => {
  expect(rulesBrokenBy(path)).toEqual([]);
});
