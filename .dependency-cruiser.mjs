/**
 * Who may lean on whom. Every rule has an example that breaks it in test/unit/repository/dependency-rules.test.ts.
 *
 * Rooms from the inside out. A room may import from the rows above its own and from its neighbours in the row,
 * except in the row of the edges, which know nothing of each other: `cli` composes them.
 */
const rows = [
  ['platform'],
  ['topics', 'schemas'],
  ['render', 'monitoring', 'certificates'],
  ['clients/node', 'cluster'],
  ['constructs', 'agent', 'local', 'functions', 'keys'],
  ['cli'],
];
const edges = rows[4];
const rooms = rows.flat();
const pure = ['platform', 'topics', 'schemas', 'render', 'certificates'];

const inside = (...names) => `^(${names.join('|')})/`;
/**
 * A function's folder has a door of its own, since each is deployed alone; `local/reach.ts` is one for those who only look
 * at a platform here, and `cluster/extended-client.ts` for those who begin to load a client before all else.
 */
const frontDoor = `^(${rooms.join('|')})/index\\.ts$|^functions/[^/]+/index\\.ts$|^local/reach\\.ts$|^cluster/extended-client\\.ts$`;
const testOrBench = '^(test|bench)/';
const installed = (...names) => `(^|/)node_modules/(${names.join('|')})/`;
/** `schemas/write-avro.ts` and the like: programs that write derived files, not part of the room. */
const writers = '^(schemas|topics)/write-[^/]+\\.ts$';

const directions = rows.flatMap((row, index) =>
  row.map((room) => {
    const neighbours = row === edges ? [] : row.filter((name) => name !== room);
    const outer = [...rows.slice(index + 1).flat(), ...(row === edges ? row.filter((name) => name !== room) : [])];
    const allowed = [...rows.slice(0, index).flat(), ...neighbours];
    return {
      name: `${room.replace('/', '-')}-leans-inward`,
      comment: `${room} may import from ${allowed.join(', ') || 'no other room'} only; pass the rest in, or compose it in cli.`,
      severity: 'error',
      from: { path: inside(room) },
      to: { path: outer.length > 0 ? `${inside(...outer)}|^main\\.ts$` : '^$' },
    };
  }),
);

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...directions.filter((rule) => rule.to.path !== '^$'),
    {
      name: 'main-leans-inward',
      comment: 'main.ts composes the estate; commands call it, it calls no command and starts no process.',
      severity: 'error',
      from: { path: '^main\\.ts$' },
      to: { path: inside('cli', 'local', 'agent') },
    },
    {
      name: 'front-door',
      comment: "Import another room through its index.ts: what isn't named there may change without notice.",
      severity: 'error',
      from: { path: `^(${rooms.join('|')})/|^main\\.ts$` },
      to: { path: inside(...rooms), pathNot: ['^$1/', frontDoor] },
    },
    {
      name: 'product-ignores-tests',
      comment: 'Product code may not need a test or a benchmark.',
      severity: 'error',
      from: { pathNot: `${testOrBench}|^[^/]+\\.(js|mjs)$` },
      to: { path: testOrBench },
    },
    {
      name: 'pure-rooms-do-no-io',
      comment:
        'These rooms turn values into values. Read or write at the edge (local, agent, functions, cli) and pass values in.',
      severity: 'error',
      from: { path: inside(...pure), pathNot: writers },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(assert|buffer|path|url|util)(/|$)' },
    },
    {
      name: 'pure-rooms-know-no-outside-system',
      comment: 'No client of Kafka, Google or Terraform, no process and no logger in a pure room.',
      severity: 'error',
      from: { path: inside(...pure, 'monitoring') },
      to: {
        path: installed(
          'kafkajs',
          'execa',
          'pino',
          'listr2',
          'commander',
          '@google-cloud/[^/]+',
          'cdktf',
          '@cdktf/[^/]+',
        ),
      },
    },
    {
      name: 'cdktf-stays-in-constructs',
      comment:
        'Only constructs and main.ts (and examples, which are such) know cdktf, so that leaving it (docs/adr/0004) touches one room.',
      severity: 'error',
      from: { pathNot: `^constructs/|^main\\.ts$|^examples/|${testOrBench}` },
      to: { path: installed('cdktf', '@cdktf/[^/]+') },
    },
    {
      name: 'no-circular',
      comment: 'Move what both sides need into a file of its own.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment: 'Nothing imports this module and it is no entry point: delete it or use it.',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: ['\\.d\\.ts$', '^[^/]+\\.(js|mjs)$', testOrBench, '(^|/)index\\.ts$'],
      },
      to: {},
    },
    {
      name: 'no-dev-dependency-in-product',
      comment: 'A dev dependency is absent where the product runs: move it to dependencies.',
      severity: 'error',
      from: { pathNot: `${testOrBench}|^[^/]+\\.(js|mjs)$` },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'declared-packages-only',
      comment: 'Declare the package in package.json instead of using one that happens to be installed.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'resolvable',
      comment: 'The import leads nowhere: relative imports end in .ts, deep package imports in /index.js.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(cdktf\\.out|\\.platform|build)/' },
    // A type is a dependency too: a room that needs another's types can't be understood without it.
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
