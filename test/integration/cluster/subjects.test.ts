import { join } from 'node:path';
import { execa } from 'execa';
import { registryUrlOf } from '../../../local/index.ts';
import { avroSchemaFor, subjectFor } from '../../../schemas/index.ts';
import { platformUnderTest } from '../access/platform-under-test.ts';

// Events that the flow of the suite doesn't send, so that no test depends on what is deleted here.
const deleted = subjectFor('performance-verification', 'performance.verification.failed');
const relevelled = subjectFor('revenue-sharing', 'revenue.distribution.failed');

let home: string;
let registry: string;
beforeAll(async () => {
  const { home: opened, platform } = await platformUnderTest();
  home = opened.dir;
  registry = registryUrlOf(platform);
});

function kafkaPlatform(...words: string[]) {
  return execa('node', ['cli/kafka-platform.js', ...words, '--home', home], { reject: false, stdin: 'ignore' });
}

/** Changes the registry behind the platform's back. */
async function byHand(method: string, path: string, body?: unknown): Promise<void> {
  const answer = await fetch(`${registry}${path}`, {
    method,
    headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  expect({ path, status: answer.status, text: await answer.text() }).toMatchObject({ path, status: 200 });
}

async function get(path: string): Promise<unknown> {
  return (await fetch(`${registry}${path}`)).json();
}

/** How the same cluster is named as one elsewhere. */
const elsewhere = (...words: string[]) => [
  ...['--cluster', 'production', '--command-config', join(home, 'admin.properties')],
  ...words,
];

async function drift(...words: string[]): Promise<{ resource: string; summary: string }[]> {
  const { stdout } = await kafkaPlatform('drift', '--json', ...words);
  return (JSON.parse(stdout) as { drift: { kind: string; resource: string; summary: string }[] }).drift
    .filter(({ kind }) => kind === 'subject')
    .map(({ resource, summary }) => ({ resource, summary }))
    .sort((left, right) => left.resource.localeCompare(right.resource));
}

test('every subject of a platform that has just started is registered and held to its level', async () => {
  expect(await drift()).toEqual([]);
  const order = subjectFor('trading-orders', 'trading.order.placed');
  expect(await get(`/config/${order}`)).toEqual({ compatibilityLevel: 'FULL_TRANSITIVE' });
  expect(await get(`/config/${relevelled}`)).toEqual({ compatibilityLevel: 'BACKWARD_TRANSITIVE' });
});

test('a deleted subject and a changed level are found, planned and brought back', async () => {
  await byHand('DELETE', `/subjects/${deleted}`);
  await byHand('PUT', `/config/${relevelled}`, { compatibility: 'FORWARD' });
  const found = [
    { resource: deleted, summary: 'register its schema, and hold later versions to BACKWARD_TRANSITIVE' },
    { resource: relevelled, summary: 'compatibility FORWARD -> BACKWARD_TRANSITIVE' },
  ];
  expect(await drift()).toEqual(found);
  expect(await drift(...elsewhere('--registry', registry))).toEqual(found);

  const applied = await kafkaPlatform('apply', '--yes');
  expect(applied).toMatchObject({ exitCode: 0, stdout: '2 done, 0 failed' });
  expect(await drift()).toEqual([]);
  expect(await get(`/config/${relevelled}`)).toEqual({ compatibilityLevel: 'BACKWARD_TRANSITIVE' });
  expect(await get(`/subjects/${deleted}/versions`)).toHaveLength(1);
});

test("another cluster's registry is that of its model, and named when it can't be reached", async () => {
  const answer = await kafkaPlatform('plan', ...elsewhere());
  expect(answer).toMatchObject({ exitCode: 1, stdout: '' });
  expect(answer.stderr).toMatch(
    /schema registry https:\/\/schema-registry-01\.[\w.-]+:8081\/.*: no usable answer \(.+\); check that it is running/,
  );
});

test('a schema that breaks a version registered by hand is refused with the reason, and nothing is written', async () => {
  const schema = avroSchemaFor('performance.verification.failed');
  const other = { ...schema, fields: schema.fields.filter(({ name }) => name !== 'source') };
  await byHand('DELETE', `/subjects/${deleted}`);
  await byHand('POST', `/subjects/${deleted}/versions`, { schema: JSON.stringify(other) });
  const versions = await get(`/subjects/${deleted}/versions`);

  const refused = await kafkaPlatform('apply', '--yes');
  expect(refused).toMatchObject({ exitCode: 3, stdout: '' });
  expect(refused.stderr).toMatch(
    /source: the new version can't read what version \d+ wrote: found no such field, expected string; give source a default/,
  );
  expect(await get(`/subjects/${deleted}/versions`)).toEqual(versions);

  await byHand('DELETE', `/subjects/${deleted}`);
  expect(await kafkaPlatform('apply', '--yes')).toMatchObject({ exitCode: 0 });
  expect(await drift()).toEqual([]);
});
