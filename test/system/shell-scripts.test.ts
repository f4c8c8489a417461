import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { execa } from 'execa';
import { opsAgentRestart } from '../../render/index.ts';

const committed = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' }).split('\0').filter(Boolean);
const isShellScript = (file: string) =>
  file.endsWith('.sh') || /^#!.*\b(ba|da)?sh\b/.test(readFileSync(file, 'utf8').slice(0, 80));
const scripts = committed.filter(isShellScript);

test('the script that CI runs is among the shell scripts', () => {
  expect(scripts).toContain('.ci/run');
});

test.each(scripts)('shellcheck finds nothing in %s', async (script) => {
  const { stdout } = await execa('shellcheck', [script], { reject: false });
  expect(stdout).toBe('');
});

test.each(Object.entries(opsAgentRestart))('nor in what VM Manager runs to %s', async (_, script) => {
  const { stdout } = await execa('shellcheck', ['--shell', 'sh', '-'], { input: script, reject: false });
  expect(stdout).toBe('');
});

test('shellcheck refuses an unquoted variable', async () => {
  const { stdout, exitCode } = await execa('shellcheck', ['-'], { input: '#!/bin/sh\nrm $1\n', reject: false });
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: expect.stringContaining('SC2086') });
});
