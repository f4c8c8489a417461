import { execa } from 'execa';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AvroField, AvroRecord } from '../../../schemas/index.ts';
import { kafkaPlatform, stackTrace } from './run-cli.ts';

const tick = 'com.alphintra.events.marketdata.MarketDataTick';
const order = 'com.alphintra.events.trading.TradingOrderPlaced';

let repository: string;
beforeEach(async () => {
  repository = await mkdtemp(join(tmpdir(), 'schemas-'));
  await git('init', '--quiet', '--initial-branch', 'main');
  await cp('schemas/avro', join(repository, 'schemas/avro'), { recursive: true });
});
afterEach(() => rm(repository, { recursive: true }));

async function git(...words: string[]): Promise<string> {
  const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgSign=false'];
  return (await execa('git', ['-C', repository, ...identity, ...words])).stdout;
}

/** Commits what lies there. @returns the commit's short hash */
async function commit(): Promise<string> {
  await git('add', '.');
  await git('commit', '--quiet', '--message', 'Publish');
  return (await git('rev-parse', 'HEAD')).slice(0, 10);
}

const fileOf = (record: string): string => join(repository, 'schemas/avro', `${record}.avsc`);

/** Publishes an earlier form of an event: its payload's fields, changed; the rest is today's. */
async function publish(
  record: string,
  change: (fields: readonly AvroField[]) => readonly AvroField[],
): Promise<string> {
  const schema = JSON.parse(await readFile(fileOf(record), 'utf8')) as AvroRecord;
  const fields = schema.fields.map((field) => {
    if (field.name !== 'payload') return field;
    const payload = field.type as AvroRecord;
    return { ...field, type: { ...payload, fields: change(payload.fields) } };
  });
  await writeFile(fileOf(record), JSON.stringify({ ...schema, fields }));
  return commit();
}

const without =
  (name: string) =>
  (fields: readonly AvroField[]): readonly AvroField[] =>
    fields.filter((field) => field.name !== name);
const and =
  (name: string) =>
  (fields: readonly AvroField[]): readonly AvroField[] => [...fields, { name, type: 'long' }];
const bid = { name: 'bid', type: { type: 'bytes', logicalType: 'decimal', precision: 38, scale: 18 } } as const;

const check = (...words: string[]) =>
  kafkaPlatform('schemas', 'check', '--repository', repository, '--against', ...words);

test('schemas that are published as they are exit 0', async () => {
  await commit();
  expect(await check('HEAD')).toEqual({ exitCode: 0, stdout: '102 schemas, none changed since HEAD', stderr: '' });
});

test('a change that every reader stands exits 0 and is told', async () => {
  await publish(tick, and('sequence'));
  const { exitCode, stdout } = await check('main');
  expect(stdout).toMatch(new RegExp(`^${tick} +BACKWARD_TRANSITIVE +compatible`, 'm'));
  expect(stdout).toContain('102 schemas, 1 changed since main, 0 break readers');
  expect(exitCode).toBe(0);
});

test('a change under the version that is published exits 1, since it is told nowhere', async () => {
  await cp('schemas/versions.json', join(repository, 'schemas/versions.json'));
  await publish(tick, and('sequence'));
  const { exitCode, stdout } = await check('main');
  expect(stdout).toContain(
    `${tick}\n  found version 1.0, which main has with another schema, expected the next one with what changed; add it to ` +
      'the event in schemas/events/, then: npm run write:schemas',
  );
  expect(exitCode).toBe(1);

  await writeFile(join(repository, 'schemas/versions.json'), JSON.stringify({ [tick]: '0.9' }));
  await commit();
  expect(await check('main')).toMatchObject({ exitCode: 0 });
  await writeFile(join(repository, 'schemas/versions.json'), '[]');
  await commit();
  expect(await check('main')).toMatchObject({
    exitCode: 64,
    stderr: expect.stringContaining('schemas/versions.json of') as string,
  });
});

test('a field that new readers miss exits 1, with the field, the commit and what to do', async () => {
  const published = await publish(tick, without('bid'));
  const { exitCode, stdout } = await check('HEAD');
  expect(stdout).toContain(
    `payload.bid: the new version can't read what commit ${published} wrote: found no such field, expected ` +
      'decimal(38,18); give bid a default (optional(...) in schemas/events/)',
  );
  expect(exitCode).toBe(1);
});

test('in trading, a field that old readers miss exits 1 as well', async () => {
  const published = await publish(order, and('sequence'));
  const { exitCode, stdout } = await check('HEAD');
  expect(stdout).toContain(
    `payload.sequence: readers of commit ${published} can't read what the new version writes: found no such field, ` +
      'expected long; keep sequence',
  );
  expect(exitCode).toBe(1);
});

test('one that suits the last version but not the first exits 1 and names the first', async () => {
  const first = await publish(tick, without('bid'));
  await publish(tick, (fields) => [...fields, bid]);
  const { exitCode, stdout } = await check('HEAD', '--json');
  const { schemas } = JSON.parse(stdout) as { schemas: { status: string }[] };
  expect(schemas.filter(({ status }) => status !== 'unchanged')).toEqual([
    {
      record: tick,
      level: 'BACKWARD_TRANSITIVE',
      status: 'incompatible',
      unreadable: [],
      breaks: [
        expect.objectContaining({
          version: `commit ${first}`,
          reader: 'new',
          kind: 'missing-field',
          path: 'payload.bid',
        }),
      ],
    },
  ]);
  expect(exitCode).toBe(1);
});

test('a version that only a merged branch has had counts too', async () => {
  await commit();
  await git('switch', '--quiet', '--create', 'feature');
  const published = await publish(tick, without('bid'));
  await git('checkout', '--quiet', 'main', '--', '.');
  await commit();
  await git('switch', '--quiet', 'main');
  await git('merge', '--quiet', '--no-ff', '--message', 'Merge', 'feature');
  await publish(tick, (fields) => [...fields].reverse());
  expect((await check('HEAD')).stdout).toContain(`can't read what commit ${published} wrote`);
});

test('events that are new or gone are told and break nobody', async () => {
  await rm(fileOf(order));
  await writeFile(fileOf('com.alphintra.events.trading.Gone'), await readFile(fileOf(tick), 'utf8'));
  await commit();
  const { exitCode, stdout } = await check('HEAD');
  expect(stdout).toMatch(new RegExp(`^${order} +FULL_TRANSITIVE +new`, 'm'));
  expect(stdout).toMatch(/^com\.alphintra\.events\.trading\.Gone +removed/m);
  expect(exitCode).toBe(0);
});

test('a published file that is no Avro exits 64 and is named; once mended it only is told', async () => {
  await writeFile(fileOf(tick), '{"type":"record"');
  const broken = await commit();
  const refused = await check('HEAD');
  expect(refused.stderr).toMatch(
    new RegExp(`^kafka-platform: ${tick}, commit ${broken}: found .*, expected an Avro schema`),
  );
  expect(refused.stderr).not.toMatch(stackTrace);
  expect(refused).toMatchObject({ exitCode: 64, stdout: '' });

  await cp(`schemas/avro/${tick}.avsc`, fileOf(tick));
  await publish(tick, and('sequence'));
  const mended = await check('HEAD');
  expect(mended.stderr).toBe(`${tick}, commit ${broken}: not Avro, so it counts for nothing`);
  expect(mended.exitCode).toBe(0);
});

test.each([
  ['a commit that is not there', ['v9.9'], /--against: found "v9\.9", expected a branch, tag or commit/],
  ['an option for a commit', ['--output=x'], /--against: found "--output=x", expected a branch, tag or commit/],
  ['no repository', ['HEAD', '--repository', tmpdir()], /found no git repository that can be read/],
])('%s exits 64 and says what was expected', async (_, words, message) => {
  await commit();
  const { exitCode, stdout, stderr } = await check(...words);
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(stackTrace);
  expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: '' });
});

test('a shallow clone exits 64: versions would be missing', async () => {
  await publish(tick, and('sequence'));
  await publish(tick, without('sequence'));
  const clone = join(repository, 'shallow');
  await git('clone', '--quiet', '--depth', '1', `file://${repository}`, clone);
  const { exitCode, stderr } = await kafkaPlatform('schemas', 'check', '--repository', clone, '--against', 'HEAD');
  expect(stderr).toContain('found a shallow clone, expected the whole history');
  expect(exitCode).toBe(64);
});
