import { cp, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { execa } from 'execa';
import { startSteps } from '../../../local/index.ts';
import { areJarsPresent, ensureJars, type Jars } from '../../../local/jars.ts';
import { ownNetwork, sharedJars } from './own-platform.ts';

let root: string;
/** Where a start with the home `root/home` looks for them. */
let jarsDir: string;
let jars: Jars;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'jars-'));
  jarsDir = join(root, 'jars');
  // A copy: others run from the shared ones.
  const { key } = await ensureJars(sharedJars, { say: () => undefined });
  await cp(join(sharedJars, key), join(jarsDir, key), { recursive: true, preserveTimestamps: true });
  jars = await ensureJars(jarsDir, { say: () => undefined });
}, 120_000);
afterAll(() => rm(root, { recursive: true }));

test('needs neither Maven nor a network once the jars are there', async () => {
  const path = process.env['PATH'];
  process.env['PATH'] = '';
  try {
    expect(await areJarsPresent(jarsDir)).toBe(true);
    const said: string[] = [];
    expect(await ensureJars(jarsDir, { say: (message) => said.push(message) })).toEqual(jars);
    expect(said).toEqual([]);
  } finally {
    process.env['PATH'] = path;
  }
});

test('the policies of brokers are compiled once, for which javac is needed', async () => {
  const policies = jars.classPath.at(-1)!;
  expect(basename(policies)).toMatch(/^policies-[0-9a-f]{12}\.jar$/);
  const { ino } = await stat(policies);
  await ensureJars(jarsDir, { say: () => undefined });
  expect(await stat(policies)).toMatchObject({ ino });

  await rm(policies);
  const path = process.env['PATH'];
  process.env['PATH'] = '';
  try {
    await expect(ensureJars(jarsDir, { say: () => undefined })).rejects.toThrow(
      /^policies\/: not compiled by javac .*\n.*ENOENT/,
    );
  } finally {
    process.env['PATH'] = path;
  }
  expect(await ensureJars(jarsDir, { say: () => undefined })).toEqual(jars);
  expect((await stat(policies)).size).toBeGreaterThan(1_000);
});

test('a start names a corrupted jar with both checksums, fetches it anew and goes on', async () => {
  const victim = jars.classPath.find((file) => basename(file).startsWith('slf4j-api'))!;
  await writeFile(victim, 'not a jar');
  const command = execa(
    'node',
    ['cli/kafka-platform.js', 'start', '--home', join(root, 'home'), '--network', ownNetwork],
    { all: true, reject: false, stdin: 'ignore' },
  );
  let said = '';
  command.all.on('data', (part: Buffer) => {
    const goesOn = `✔ ${startSteps.jars}`;
    const went = said.includes(goesOn);
    said += part.toString();
    if (!went && said.includes(goesOn)) command.kill('SIGINT');
  });
  const { exitCode } = await command;
  expect(said).toMatch(/fetching anew:\nslf4j-api-\S+\.jar: found sha256 [0-9a-f]{64}, expected [0-9a-f]{64}\n/);
  expect(exitCode).toBe(130);

  const saidAfter: string[] = [];
  await ensureJars(jarsDir, { say: (message) => saidAfter.push(message) });
  expect(saidAfter).toEqual([]);
}, 120_000);

test('unpacks the registry anew when a file of it was changed', async () => {
  await writeFile(jars.registryJar, 'not a jar');
  await ensureJars(jarsDir, { say: () => undefined });
  const { size } = await stat(jars.registryJar);
  expect(size).toBeGreaterThan(1_000_000);
}, 60_000);
