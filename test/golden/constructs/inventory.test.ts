import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesize } from '../../../main.ts';
import { functionCatalogue } from '../../../functions/index.ts';
import { platformOf } from '../../../platform/index.ts';
import { identityPlaces, keyRingsOf } from '../../../render/index.ts';
import { bundleIn } from '../../unit/constructs/a-function.ts';
import { ofType, readStack, resourcesOf } from '../../unit/constructs/stack-json.ts';
import { expectGolden } from '../matcher.ts';

const directory = mkdtempSync(join(tmpdir(), 'inventory-'));
afterAll(() => rmSync(directory, { recursive: true }));

const outdir = join(directory, 'out');
const { stacks } = await synthesize({
  environments: ['production'],
  outdir,
  // What is deployed is not recorded here, only that it is.
  bundles: functionCatalogue.map(({ name }) => bundleIn(directory, name)),
});

test.each(stacks)('the resources of $name are those recorded', ({ name }) => {
  const addresses = resourcesOf(readStack(outdir, name)).map(({ address }) => `${address}\n`);
  expectGolden(addresses.join(''), new URL(`${name}.txt`, import.meta.url));
});

test('counts what it writes', () => {
  for (const { name, resources, byType } of stacks) {
    const written = resourcesOf(readStack(outdir, name));
    expect(resources).toBe(written.length);
    expect(byType).toEqual(
      Object.fromEntries(
        Object.keys(byType).map((type) => [type, written.filter((resource) => resource.type === type).length]),
      ),
    );
  }
});

test('the rings that kafka-platform keys looks into are all those that are made', () => {
  const platform = platformOf('production');
  const made = stacks.flatMap(({ name }) => ofType(readStack(outdir, name), 'google_kms_key_ring'));
  const ring = ({ name, location }: { name: string; location: string }) => `${location}/${name}`;
  expect(made.map(ring).sort()).toEqual(keyRingsOf(platform).map(ring).sort());
  const { keyVersion } = identityPlaces(platform);
  expect(keyRingsOf(platform).some(({ resource }) => keyVersion.startsWith(`${resource}/`))).toBe(true);
});

test('a broker is described as recorded', () => {
  const mine = resourcesOf(readStack(outdir, 'production-kafka')).filter(({ address }) =>
    address.includes('kafka-01_'),
  );
  const withoutFiles = mine.map(({ address, attributes: { metadata, ...attributes } }) => [
    address,
    // The files have golden files of their own.
    metadata === undefined ? attributes : { ...attributes, metadata: Object.keys(metadata) },
  ]);
  const text = `${JSON.stringify(Object.fromEntries(withoutFiles), null, 2)}\n`;
  expectGolden(text, new URL('kafka-01.json', import.meta.url));
});

test('production backs up the metadata daily, into the bucket for it', () => {
  const { resource } = readStack(outdir, 'production-automation');
  expect(resource['google_cloud_scheduler_job']!['metadata-backup_schedule']).toMatchObject({
    schedule: '0 2 * * *',
    time_zone: 'UTC',
  });
  const { environment_variables } =
    resource['google_cloudfunctions2_function']!['metadata-backup_function'].service_config;
  expect(environment_variables).toMatchObject({
    BACKUP_BUCKET: expect.stringContaining('google_storage_bucket-backups_bucket-name'),
    RETENTION_DAILY_FOR_DAYS: '30',
    RETENTION_YEARLY_FOR_YEARS: '7',
  });
});
