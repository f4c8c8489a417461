import { cp, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { areJarsPresent, ensureJars, type Jars } from '../../../local/jars.ts';
import { sharedJars } from './own-platform.ts';

let jarsDir: string;
let jars: Jars;

beforeAll(async () => {
  jarsDir = await mkdtemp(join(tmpdir(), 'jars-'));
  // A copy: others run from the shared ones.
  const { key } = await ensureJars(sharedJars, { say: () => undefined });
  await cp(join(sharedJars, key), join(jarsDir, key), { recursive: true, preserveTimestamps: true });
  jars = await ensureJars(jarsDir, { say: () => undefined });
}, 120_000);
afterAll(() => rm(jarsDir, { recursive: true }));

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

test('names a corrupted jar with both checksums and fetches it anew', async () => {
  const victim = jars.classPath.find((file) => basename(file).startsWith('slf4j-api'))!;
  await writeFile(victim, 'not a jar');
  const said: string[] = [];
  await ensureJars(jarsDir, { say: (message) => said.push(message) });
  expect(said).toHaveLength(1);
  expect(said[0]).toMatch(/fetching anew:\nslf4j-api-\S+\.jar: found sha256 [0-9a-f]{64}, expected [0-9a-f]{64}$/);

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
