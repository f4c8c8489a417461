import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import pRetry from 'p-retry';
import { createEventRegistry, createRegistryApi } from '../../../clients/node/index.ts';
import { openHome, registryUrlOf } from '../../../local/index.ts';
import { ensureJars } from '../../../local/jars.ts';
import { quickStartOptions, registryProgram } from '../../../local/node-programs.ts';
import { definePlatform, environments, onOneMachine } from '../../../platform/index.ts';
import { avroSchemaFor, codecFor, exampleOf, subjectFor, type EventOf } from '../../../schemas/index.ts';
import { platformUnderTest } from '../access/platform-under-test.ts';

/** Nothing of the suite is there. */
const other = definePlatform(onOneMachine(environments.production, '127.21.200.0/24'));
const second = registryUrlOf(other);
const stranger = 'integration-registry-import';

let dir: string;
let home: string;
let first: string;
let running: PromiseLike<unknown> & { kill(): boolean };

beforeAll(async () => {
  const under = await platformUnderTest();
  home = under.home.dir;
  first = registryUrlOf(under.platform);
  dir = await mkdtemp(join(tmpdir(), 'registry-'));
  const jars = await ensureJars(under.home.jarsDir, { say: (message) => console.error(message) });
  const program = await registryProgram(other, await openHome(join(dir, 'home'), under.home.jarsDir), jars);
  const words = [...quickStartOptions, ...program.options, ...program.main];
  running = execa('java', words, {
    env: program.env,
    stdin: 'ignore',
    stdout: 'ignore',
    stderr: 'ignore',
    reject: false,
  });
  await pRetry(() => createRegistryApi(second).contents(), {
    retries: 60,
    minTimeout: 500,
    maxTimeout: 500,
    factor: 1,
  });
});
afterAll(async () => {
  running.kill();
  await running;
  await rm(dir, { recursive: true });
});

function schemas(...words: string[]) {
  return execa('node', ['cli/kafka-platform.js', 'schemas', ...words], { reject: false, stdin: 'ignore' });
}

test('an export holds all subjects, and is the same when it is made again', async () => {
  const files = [join(dir, 'a.json'), join(dir, 'b.json')] as const;
  for (const file of files) expect(await schemas('export', file, '--home', home)).toMatchObject({ exitCode: 0 });
  const [text, again] = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  expect(again).toBe(text);
  const { subjects } = JSON.parse(text ?? '') as { subjects: { name: string; level: string }[] };
  expect(subjects).toContainEqual(
    expect.objectContaining({
      name: subjectFor('trading-orders', 'trading.order.placed'),
      level: 'FULL_TRANSITIVE',
    }),
  );
});

test('imported into an empty registry it gives the same ids, and events written with the first are read', async () => {
  const file = join(dir, 'a.json');
  const imported = await schemas('import', file, '--registry', second);
  expect(imported).toMatchObject({ exitCode: 0, stderr: '' });
  expect(imported.stdout).toMatch(new RegExp(`^\\d+ subjects, \\d+ versions, \\d+ schemas imported into ${second}$`));
  const back = join(dir, 'back.json');
  await schemas('export', back, '--registry', second);
  expect(await readFile(back, 'utf8')).toBe(await readFile(file, 'utf8'));

  const id = await createEventRegistry({ url: first }).idOf('trading-orders', 'trading.order.placed');
  const written = exampleOf('trading.order.placed') as EventOf<'trading.order.placed'>;
  const decoder = await createEventRegistry({ url: second }).decoderOf(id);
  expect(decoder.decode(codecFor('trading.order.placed').encode(written))).toEqual(written);
});

test('a schema that was imported is found to be registered, and new ones get ids of their own', async () => {
  const api = createRegistryApi(second);
  const text = JSON.stringify(avroSchemaFor('trading.order.placed'));
  const subject = subjectFor('trading-orders', 'trading.order.placed');
  expect(await api.register(subject, text)).toBe(await createRegistryApi(first).lookUp(subject, text));
  const { schemas: known } = await api.contents();
  const id = await api.register(stranger, '{"type":"record","name":"Stranger","fields":[]}');
  expect(known.map((schema) => schema.id)).not.toContain(id);
});

test('a registry that holds something else is refused, with place, found and expected', async () => {
  const refused = await schemas('import', join(dir, 'a.json'), '--registry', second);
  expect(refused).toMatchObject({ exitCode: 3, stdout: '' });
  expect(refused.stderr).toMatch(
    new RegExp(
      `schema registry ${second}: schema \\d+: found Stranger, expected none, ${stranger}, version 1: found schema \\d+, ` +
        'expected no such version; import into an empty registry; nothing was changed',
    ),
  );
  const text = await readFile(join(dir, 'a.json'), 'utf8');
  expect(await schemas('import', join(dir, 'a.json'), '--home', home)).toMatchObject({
    exitCode: 0,
    stdout: `Nothing to import: ${first} holds it already.`,
  });
  await writeFile(join(dir, 'cut.json'), text.slice(0, -20));
  expect(await schemas('import', join(dir, 'cut.json'), '--home', home)).toMatchObject({
    exitCode: 64,
    stderr: expect.stringContaining('expected the contents of a schema registry') as string,
  });
});
