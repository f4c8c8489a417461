import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { startMetadataServer } from '../../unit/agent/google-stand-ins.ts';
import { estateKeys, estateResources, rings } from '../../unit/keys/estate-keys.ts';
import { startInventory } from '../../unit/keys/inventory.ts';
import { startKeyManagement } from '../../unit/keys/key-management.ts';

/** A person at a terminal, which util-linux's `script` makes. */
test.each([
  [
    'the key and the version',
    'alphintra-us-central1/disks/1\n',
    0,
    ['DestroyCryptoKeyVersion disks/cryptoKeyVersions/1'],
  ],
  ['yes', 'yes\n', 3, []],
  ['nothing, and goes', '\u0004', 130, []],
])('whoever types %s', async (_, typed, expectedCode, expectedChanges) => {
  const home = await mkdtemp(join(tmpdir(), 'typed-'));
  const metadata = await startMetadataServer(() => '');
  const kms = await startKeyManagement(rings, estateKeys());
  const inventory = await startInventory('an-access-token');
  for (const [key, resources] of Object.entries(estateResources())) inventory.resources.set(key, resources);
  try {
    const command = 'node cli/kafka-platform.js keys destroy alphintra-us-central1/disks 1 --env production';
    const run = execa('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
      reject: false,
      timeout: 30_000,
      env: {
        HOME: home,
        GCE_METADATA_HOST: new URL(metadata.url).host,
        METADATA_SERVER_DETECTION: 'assume-present',
        CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDKMS: kms.url,
        CLOUDSDK_API_ENDPOINT_OVERRIDES_KMSINVENTORY: inventory.url,
      },
    });
    let shown = '';
    run.stdout.on('data', (chunk: Buffer) => {
      const asked = shown.includes('to go on: ');
      shown += String(chunk);
      if (!asked && shown.includes('to go on: ')) run.stdin.write(typed);
    });
    const { exitCode } = await run;
    expect(shown).toContain('Type alphintra-us-central1/disks/1 to go on: ');
    expect({ exitCode, changes: kms.changes }).toEqual({ exitCode: expectedCode, changes: expectedChanges });
  } finally {
    kms.close();
    await inventory.close();
    await metadata.close();
    await rm(home, { recursive: true });
  }
});
