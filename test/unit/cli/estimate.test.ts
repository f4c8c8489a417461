import { execa } from 'execa';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { kafkaPlatform, stackTrace } from './run-cli.ts';

/** What the command of a commit does instead of synthesizing. */
const failing = `console.error('kafka-platform: found no package "left-pad", expected it');
process.exitCode = 1;
`;
const hanging = `import { writeFileSync } from 'node:fs';
writeFileSync(process.env.TMPDIR + '/running', String(process.pid));
setInterval(() => undefined, 1_000);
`;

let scratch: string;
let repository: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'estimate-test-'));
  repository = join(scratch, 'repository');
  await git('init', '--quiet', '--initial-branch', 'main', repository);
  await mkdir(join(repository, 'cli'));
  await writeFile(join(repository, 'package.json'), '{ "type": "module" }');
  await commit('broken', failing);
  await commit('hanging', hanging);
});
afterAll(() => rm(scratch, { recursive: true }));

async function git(...words: string[]): Promise<string> {
  const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgSign=false'];
  return (await execa('git', [...identity, ...words])).stdout;
}

async function commit(tag: string, program: string): Promise<void> {
  await writeFile(join(repository, 'cli/kafka-platform.js'), program);
  await git('-C', repository, 'add', '--all');
  await git('-C', repository, 'commit', '--quiet', '--message', tag);
  await git('-C', repository, 'tag', tag);
}

const estimate = (...words: readonly string[]) => kafkaPlatform('estimate', '--env', 'dev', ...words);

test('helps', async () => {
  const { exitCode, stdout, stderr } = await kafkaPlatform('estimate', '--help');
  for (const option of ['--env', '--against <ref>', '--against-dir <dir>', '--internet-gb <n>', '--json']) {
    expect(stdout).toContain(option);
  }
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
});

test.each([
  ['another environment', ['--env', 'prod'], 'expected one of dev, staging, production'],
  ['traffic that is no number', ['--internet-gb', '-1'], 'expected a number of GB, 0 or more'],
  ['a commit that is not there', ['--against', 'v9.9'], '--against: found "v9.9", expected a branch, tag or commit'],
  ['an option for a commit', ['--against=--output=x'], '--against: found "--output=x", expected a branch, tag'],
  ['no repository', ['--repository', tmpdir(), '--against', 'HEAD'], 'found no git repository that can be read'],
  ['a directory without stacks', ['--against-dir', 'docs'], '--against-dir: found no stack of dev in docs'],
  ['two things to compare with', ['--against', 'HEAD', '--against-dir', 'docs'], 'cannot be used with'],
])('%s exits 64 and says what was expected', async (_, words, message) => {
  const { exitCode, stdout, stderr } = await estimate('--repository', repository, ...words);
  expect(stderr).toContain(message);
  expect(stderr).not.toMatch(stackTrace);
  expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: '' });
});

describe('leaves nothing behind', () => {
  const temporary = () => join(scratch, 'temporary');
  beforeEach(() => mkdir(temporary()));
  afterEach(() => rm(temporary(), { recursive: true }));
  const run = (ref: string) => {
    const words = ['estimate', '--env', 'dev', '--repository', repository, '--against', ref];
    const env = { TMPDIR: temporary() };
    return execa('node', ['cli/kafka-platform.js', ...words], { reject: false, stdin: 'ignore', env });
  };

  test('when the commit does not synthesize, which exits 1 and says the way round', async () => {
    const status = await git('-C', repository, 'status', '--porcelain');
    const { exitCode, stderr } = await run('broken');
    expect(stderr).toContain(
      'can\'t be synthesized with the packages of this checkout: found "kafka-platform: found no',
    );
    expect(stderr).toContain('--against-dir DIR');
    expect(exitCode).toBe(1);
    expect(await readdir(temporary())).toEqual([]);
    expect(await git('-C', repository, 'worktree', 'list')).not.toContain('\n');
    expect(await git('-C', repository, 'status', '--porcelain')).toBe(status);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('at %s, with the process that it has started', async (signal) => {
    const running = run('hanging');
    const started = await eventually(() => readFile(join(temporary(), 'running'), 'utf8'));
    expect(await readdir(temporary())).toHaveLength(2);
    running.kill(signal);
    const { exitCode, stderr } = await running;
    expect(stderr).toContain('interrupted (exit 130): nothing was estimated');
    expect(exitCode).toBe(130);
    expect(await readdir(temporary())).toEqual(['running']);
    expect(() => process.kill(Number(started), 0)).toThrow('ESRCH');
  });
});

/** What is read, once it can be; a file that is there may not have been written yet. */
async function eventually(read: () => Promise<string>): Promise<string> {
  for (;;) {
    const text = await read().catch(() => '');
    if (text !== '') return text;
    await sleep(20);
  }
}
