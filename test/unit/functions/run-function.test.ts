import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readLastSuccess, runFunction } from '../../../functions/index.ts';
import { platformOf } from '../../../platform/index.ts';

/** Where no platform runs. Where one does: test/integration/functions. */
const platform = platformOf('production');
const { TMPDIR } = process.env;
let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(TMPDIR ?? '/tmp', 'run-function-'));
  process.env['TMPDIR'] = home; // sockets go there: others serve functions at the same time
});
afterEach(async () => {
  if (TMPDIR === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = TMPDIR;
  await rm(home, { recursive: true });
});

test('a home without a platform is what the machine lacks, with the line that starts one', async () => {
  await expect(runFunction({ name: 'metadata-backup', platform, home })).rejects.toMatchObject({
    code: 'MACHINE_LACKS',
    message: expect.stringMatching(/admin\.properties: found no such file; .*npm start/) as string,
  });
});

test('an unknown function and data that is no JSON are wrong usage', async () => {
  await expect(runFunction({ name: 'nonsense', platform, home })).rejects.toMatchObject({ code: 'WRONG_USAGE' });
  await expect(runFunction({ name: 'metadata-backup', platform, home, data: '{' })).rejects.toMatchObject({
    code: 'WRONG_USAGE',
    message: expect.stringMatching(/^data: found .*; expected one JSON document/) as string,
  });
});

test('what the function answers reaches the caller, with its log, and no success is noted', async () => {
  await writeFile(join(home, 'admin.properties'), 'bootstrap.servers=127.0.0.1:9\n');
  const log: string[] = [];
  const run = runFunction({
    name: 'metadata-backup',
    platform,
    home,
    onLog: ({ severity, message }) => log.push(`${severity} ${message}`),
  });
  await expect(run).rejects.toMatchObject({
    code: 'FUNCTION_FAILED',
    message: expect.stringMatching(/^function metadata-backup: answered 500: .*security\.protocol/) as string,
  });
  expect(log).toEqual([expect.stringMatching(/^ERROR .*security\.protocol: expected "SASL_SSL"/)]);
  await expect(readLastSuccess(home, 'metadata-backup')).resolves.toBeUndefined();
});

test('an abort ends the function’s process', async () => {
  await writeFile(join(home, 'admin.properties'), 'bootstrap.servers=127.0.0.1:9\n');
  const run = runFunction({ name: 'metadata-backup', platform, home, signal: AbortSignal.timeout(100) });
  await expect(run).rejects.toMatchObject({ name: 'TimeoutError' });
  expect(await socketFolders()).toEqual([]);
});

const socketFolders = async () => (await readdir(home)).filter((name) => name.startsWith('kafka-platform-function-'));
