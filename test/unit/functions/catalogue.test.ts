import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { functionCatalogue, functionNamed } from '../../../functions/index.ts';
import { readConfig } from '../../../functions/metadata-backup/config.ts';
import { environmentNames, platformOf } from '../../../platform/index.ts';

const room = join(import.meta.dirname, '../../../functions');

test('each function has a folder with an entry point, and each folder with one is in the catalogue', async () => {
  const entryPoints = (await readdir(room, { recursive: true })).filter((path) => /^[^/]+\/index\.ts$/.test(path));
  expect(entryPoints.map((path) => dirname(path)).sort()).toEqual(functionCatalogue.map(({ name }) => name).sort());
});

test.each(environmentNames)('schedules come from the model of %s', (environment) => {
  const platform = platformOf(environment);
  const { trigger } = functionNamed('metadata-backup');
  expect(trigger.kind === 'schedule' && trigger.at(platform)).toEqual({
    cron: platform.backup.schedule,
    timeZone: platform.backup.timeZone,
  });
});

test.each([{ bucket: 'alphintra-backups' }, { directory: '/home' }])(
  'the variables that the catalogue writes are those that the function reads: %o',
  (storage) => {
    const platform = platformOf('production');
    const place = { clientPropertiesFile: '/secrets/client.properties', storage };
    const { schedule, ...retention } = platform.backup;
    expect(schedule).toMatch(/^0 2/);
    expect(readConfig(functionNamed('metadata-backup').environment(platform, place))).toEqual({
      clientPropertiesFile: '/secrets/client.properties',
      storage,
      retention,
    });
  },
);
