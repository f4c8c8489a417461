/** .ci/run with an `npm` that only says and returns what the test tells it to. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { execa } from 'execa';

const script = resolve(import.meta.dirname, '../../../.ci/run');
let bin: string;

beforeEach(() => {
  bin = mkdtempSync(join(tmpdir(), 'ci-run-'));
});
afterEach(() => rmSync(bin, { recursive: true, force: true }));

/** Runs the script; each argument is the shell line that stands for one call of npm. */
async function run({ install = 'true', test, system }: { install?: string; test: string; system: string }) {
  const npm = `#!/bin/sh\ncase "$*" in\n  ci) ${install} ;;\n  test) ${test} ;;\n  'run test:system') ${system} ;;\n  *) exit 99 ;;\nesac\n`;
  writeFileSync(join(bin, 'npm'), npm, { mode: 0o755 });
  const { exitCode, stdout } = await execa('bash', [script], {
    env: { PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}` },
    reject: false,
  });
  return { exitCode, closing: stdout.trimEnd().split('\n').at(-1) };
}

test('the closing line is the sum of both tiers', async () => {
  const result = await run({ test: 'echo 10 passed, 0 failed', system: 'echo 3 passed, 0 failed' });
  expect(result).toEqual({ exitCode: 0, closing: '13 passed, 0 failed' });
});

test('the system tier still runs when the tests fail', async () => {
  const result = await run({ test: 'echo 9 passed, 1 failed; exit 1', system: 'echo 3 passed, 0 failed' });
  expect(result).toEqual({ exitCode: 1, closing: '12 passed, 1 failed' });
});

test('a failed installation fails the run and counts for the tests that could not start', async () => {
  const result = await run({ install: 'exit 1', test: 'echo 9 passed, 0 failed', system: 'echo 3 passed, 0 failed' });
  expect(result).toEqual({ exitCode: 1, closing: '3 passed, 1 failed' });
});

test('a tier that dies before its closing line counts as one failure', async () => {
  const result = await run({ test: 'echo 9 passed, 0 failed', system: 'exit 137' });
  expect(result).toEqual({ exitCode: 1, closing: '9 passed, 1 failed' });
});
