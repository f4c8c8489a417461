import { createHash } from 'node:crypto';
import { readFile, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import kafkajs, { type Admin } from 'kafkajs';
import { createAcls, readClientProperties, withAdmin, type Acl } from '../../../cluster/index.ts';
import { readLastSuccess, runFunction, type BackupResult, type FunctionRun } from '../../../functions/index.ts';
import { platformOf } from '../../../platform/index.ts';
import { topics as catalogue } from '../../../topics/index.ts';
import { allAclsOf } from '../cluster/acl-filter.ts';
import { ownHome } from '../cluster/running-platform.ts';

const { AclResourceTypes } = kafkajs;
const group = 'integration.metadata-backup';

/** So that there is at least one rule of each kind of pattern, whatever else the platform has. */
const rules: readonly Acl[] = (['LITERAL', 'PREFIXED'] as const).map((patternType) => ({
  resourceType: 'GROUP',
  resourceName: group,
  patternType,
  principal: 'User:nobody',
  host: '*',
  operation: 'READ',
  permission: 'ALLOW',
}));

let home: string;
let run: FunctionRun;
let result: BackupResult;
let aclCount: number;
const log: string[] = [];

async function asOperator<T>(use: (admin: Admin) => Promise<T>): Promise<T> {
  return withAdmin(await readClientProperties(join(home, 'admin.properties')), {}, use);
}
const runBackup = (data = '{}') =>
  runFunction({
    name: 'metadata-backup',
    platform: platformOf('production'),
    home,
    data,
    onLog: ({ severity, message }) => log.push(`${severity} ${message}`),
  });
const readJson = async (file: string) =>
  JSON.parse(await readFile(join(home, result.backup, file), 'utf8')) as Record<string, any>;

beforeAll(async () => {
  home = await ownHome();
  aclCount = await asOperator(async (admin) => {
    await createAcls(admin, rules);
    // Counted by the bare client, so that what our own reading loses would be missed here.
    const { resources } = await admin.describeAcls(allAclsOf(AclResourceTypes.ANY));
    return resources.reduce((total, { acls }) => total + acls.length, 0);
  });
  run = await runBackup();
  result = run.result as BackupResult;
}, 120_000);
afterAll(async () => {
  await asOperator((admin) =>
    admin.deleteAcls({
      filters: [allAclsOf(AclResourceTypes.GROUP, group)],
    }),
  );
  await rm(home, { recursive: true });
});

test('the backup names all topics with their partitions and settings', async () => {
  const { topics } = await readJson('topics.json');
  const byName = new Map<string, any>((topics as { name: string }[]).map((topic) => [topic.name, topic]));
  expect(catalogue.length).toBeGreaterThanOrEqual(30);
  let partitions = 0;
  for (const declared of catalogue) {
    expect(byName.get(declared.name)).toMatchObject({ partitions: declared.partitions, replicationFactor: 3 });
    partitions += declared.partitions;
  }
  expect(partitions).toBeGreaterThanOrEqual(1_000);
  expect(result.counts.partitions).toBeGreaterThanOrEqual(partitions);
});

test('it says where each partition lies', async () => {
  const { topics, brokers } = await readJson('placement.json');
  expect(brokers).toHaveLength(3);
  for (const { name, partitions } of catalogue) {
    expect(topics[name]).toHaveLength(partitions);
    expect(topics[name].flat()).toHaveLength(partitions * 3);
  }
});

test('it names every access rule', async () => {
  const { acls } = await readJson('acls.json');
  expect(acls).toHaveLength(aclCount);
  expect(acls).toEqual(expect.arrayContaining(rules.map((rule) => expect.objectContaining(rule) as object)));
  expect(result.counts.acls).toBe(aclCount);
});

test('its checksums are those of its files, which only the owner may read', async () => {
  const { files } = await readJson('manifest.json');
  expect(files.map(({ name }: { name: string }) => name)).toEqual(['topics.json', 'placement.json', 'acls.json']);
  for (const { name, sha256 } of files) {
    const file = join(home, result.backup, name);
    expect(
      createHash('sha256')
        .update(await readFile(file))
        .digest('hex'),
    ).toBe(sha256);
    expect((await stat(file)).mode & 0o077).toBe(0);
  }
});

test('it logs what it did, and the password nowhere', async () => {
  expect(log).toEqual(expect.arrayContaining(['INFO backup written and verified', 'INFO backup done']));
  const { password } = await readClientProperties(join(home, 'admin.properties'));
  expect(log.join('\n')).not.toContain(password);
  for (const file of await readdir(join(home, result.backup))) {
    expect(await readFile(join(home, result.backup, file), 'utf8')).not.toContain(password);
  }
});

test('its success is noted for functions list', async () => {
  const noted = await readLastSuccess(home, 'metadata-backup');
  expect(Date.parse(String(noted))).toBeGreaterThanOrEqual(Date.parse(result.backup.slice('backups/'.length)));
});

test('a dry run writes nothing; a second run on the same day takes the place of the first', async () => {
  await runBackup('{"dryRun": true}');
  expect(await readdir(join(home, 'backups'))).toHaveLength(1);
  const second = (await runBackup()).result as BackupResult;
  expect(await readdir(join(home, 'backups'))).toEqual([second.backup.slice('backups/'.length)]);
  expect(second.removed).toEqual([result.backup]);
  expect(second.files).toEqual(result.files);
});
