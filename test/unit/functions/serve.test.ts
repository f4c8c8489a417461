import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bundleFunction, type FunctionBundle } from '../../../functions/index.ts';
import { serveFunction } from '../../../functions/serve.ts';

/** A temporary directory of this file's own: others serve functions at the same time. */
let sockets: string;
beforeAll(async () => {
  sockets = await mkdtemp(join(tmpdir(), 'serve-'));
});
afterAll(() => rm(sockets, { recursive: true }));

const room = join(import.meta.dirname, '../../../functions');

test('a function that is served answers over HTTP until it is stopped', async () => {
  const served = await serveFunction(await bundleFunction('metadata-backup'), {
    environment: { LOG_LEVEL: 'silent' },
    onLine: () => undefined,
  });
  await expect(served.post('[1]')).resolves.toMatchObject({ status: 400 });
  await served.stop();
  await expect(served.post('[1]')).rejects.toMatchObject({ code: 'ENOENT' });
});

test('one that does not load is an error with what it said', async () => {
  const bundle: FunctionBundle = { ...(await bundleFunction('metadata-backup')), entryPoint: 'no-such-function' };
  await expect(serveFunction(bundle, { environment: {}, onLine: () => undefined })).rejects.toMatchObject({
    code: 'FUNCTION_FAILED',
    message: expect.stringMatching(/found no server.*it said:[^]*no-such-function/) as string,
  });
});

test('a killed command leaves neither a function running nor its socket', async () => {
  const before = await socketFolders();
  const program = `
    const { bundleFunction } = await import(${JSON.stringify(join(room, 'index.ts'))});
    const { serveFunction } = await import(${JSON.stringify(join(room, 'serve.ts'))});
    await serveFunction(await bundleFunction('metadata-backup'), { environment: {}, onLine: () => undefined });
    console.log('serving');`;
  const command = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, TMPDIR: sockets },
  });
  await once(command.stdout, 'data');
  const children = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter((match) => match?.[2] === String(command.pid) && match[3]?.includes('functions-framework'));
  expect(children).toHaveLength(1);

  command.kill('SIGKILL');
  await once(command, 'exit');
  const deadline = performance.now() + 10_000;
  while (isAlive(Number(children[0]?.[1])) && performance.now() < deadline) await sleep(50);
  expect(isAlive(Number(children[0]?.[1]))).toBe(false);
  expect(await socketFolders()).toEqual(before);
});

async function socketFolders(): Promise<string[]> {
  return (await readdir(sockets)).filter((name) => name.startsWith('kafka-platform-function-'));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false; // no such process
  }
}
