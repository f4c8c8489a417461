import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { status } from '@grpc/grpc-js';
import { platformOf } from '../../../platform/index.ts';
import { startMetadataServer, type StandIn } from '../agent/google-stand-ins.ts';
import { Refusal } from '../stand-ins/grpc-kms.ts';
import { backups, bucket, daysAgo, disks, diskOf, estateKeys, estateResources, rings, state } from './estate-keys.ts';
import { startInventory, type Inventory } from './inventory.ts';
import { startKeyManagement, type KeyManagement } from './key-management.ts';
import { kafkaPlatform } from './run-command.ts';

/** The command against Cloud KMS and its inventory on the wire, with a machine's credentials. */
const variables = process.env;
const { projectId } = platformOf('production');
let home: string;
let metadata: StandIn;
let kms: KeyManagement;
let inventory: Inventory;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'keys-'));
  metadata = await startMetadataServer(() => '');
});
beforeEach(async () => {
  kms = await startKeyManagement(rings, estateKeys());
  inventory = await startInventory('an-access-token');
  for (const [key, resources] of Object.entries(estateResources())) inventory.resources.set(key, resources);
  process.env = {
    PATH: variables['PATH'],
    HOME: home,
    GCE_METADATA_HOST: new URL(metadata.url).host,
    METADATA_SERVER_DETECTION: 'assume-present',
    CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDKMS: kms.url,
    CLOUDSDK_API_ENDPOINT_OVERRIDES_KMSINVENTORY: inventory.url,
  };
});
afterEach(async () => {
  process.env = variables;
  kms.close();
  await inventory.close();
});
afterAll(async () => {
  await metadata.close();
  await rm(home, { recursive: true });
});

const keys = (...words: readonly string[]) => kafkaPlatform('keys', ...words, '--env', 'production');
const destroy = (...words: readonly string[]) => keys('destroy', ...words, '--yes');
const versionOf = (key: string, number: number) => kms.keys.get(key)!.versions[number - 1]!;

describe('keys list', () => {
  test('tells every version with its state and what is encrypted with it', async () => {
    const { exitCode, stdout, stderr } = await keys('list', '--json');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const document = JSON.parse(stdout) as { environment: string; keys: { id: string }[]; absentRings: string[] };
    expect(document.environment).toBe('production');
    expect(document.keys.map(({ id }) => id)).toEqual([
      'alphintra-us-central1/disks',
      'alphintra-us-central1/state',
      'alphintra-us-east1/backups',
      'alphintra-us-east1/disks',
      'alphintra-authority/node-certificates',
    ]);
    const kafka01 = diskOf('kafka-01', 2).name;
    expect(document.keys[0]).toMatchObject({
      name: disks,
      rotationDays: 90,
      nextRotationAt: '2027-01-15T00:00:00.000Z',
      complete: true,
      versions: [
        { version: 1, state: 'DISABLED', isPrimary: false, disabledOn: daysAgo(20), resources: [] },
        {
          version: 2,
          state: 'ENABLED',
          createdAt: '2026-07-01T00:00:00.000Z',
          resources: [kafka01, expect.anything()],
        },
        { version: 3, state: 'ENABLED', isPrimary: true, resources: [diskOf('kafka-02', 3).name] },
      ],
      resources: [
        {
          name: kafka01,
          versions: [2],
          isOnOldVersion: true,
          wayToReEncrypt: expect.stringContaining('snapshot') as string,
        },
        { versions: [3], isOnOldVersion: false },
        { versions: [2], isOnOldVersion: true },
      ],
    });
    expect(document.keys[4]).toMatchObject({
      versions: [{ signsCertificates: true }, { signsCertificates: false }, {}],
    });
  });

  test('shows people the same, and how to encrypt again what is on an old version', async () => {
    const { exitCode, stdout } = await keys('list');
    expect(exitCode).toBe(0);
    const lines = stdout.split('\n').map((line) => line.trimEnd().replace(/ {2,}/g, ' | '));
    expect(lines).toEqual(
      expect.arrayContaining([
        `alphintra-us-central1/disks | 1 | disabled since ${daysAgo(20)} | 2026-04-01`,
        'alphintra-us-central1/disks | 3 primary | enabled | 2026-10-01 | 2027-01-15 | compute/zones/us-central1-a/disks/kafka-02',
        `alphintra-us-central1/state | any | not told by the service | storage/${projectId}-state`,
        "alphintra-authority/node-certificates | 1 | enabled | 2026-01-01 | signs the nodes' certificates",
        expect.stringMatching(
          /^compute\/zones\/us-central1-a\/disks\/kafka-01 \| alphintra-us-central1\/disks \| 2 \| snapshot it,/,
        ),
        expect.stringMatching(/^storage\/.*-state \| alphintra-us-central1\/state \| not told \| rewrite its objects/),
      ]),
    );
  });

  test('says of an inventory that may lack something what it lacks', async () => {
    inventory.warnings = [
      { warningCode: 'INSUFFICIENT_PERMISSIONS_PARTIAL_DATA', displayMessage: 'the agent may not look' },
    ];
    const { exitCode, stdout, stderr } = await keys('list', '--json');
    expect(exitCode).toBe(0);
    expect((JSON.parse(stdout) as { keys: { complete: boolean }[] }).keys[0]!.complete).toBe(false);
    expect(stderr).toBe('');
    expect((await keys('list')).stderr).toContain(
      "alphintra-us-central1/disks: Google's inventory may not be whole: INSUFFICIENT_PERMISSIONS_PARTIAL_DATA the agent may",
    );
  });

  test('warns of a version that is used and will be destroyed', async () => {
    Object.assign(versionOf(disks, 2), { state: 'DESTROY_SCHEDULED', destroyTime: { seconds: 1_800_000_000 } });
    const { stderr } = await keys('list');
    expect(stderr).toContain(
      'alphintra-us-central1/disks version 2 is used and will be destroyed at 2027-01-15T08:00:00.000Z; restore it: gcloud',
    );
  });

  test('names a ring that has not been made yet', async () => {
    kms.close();
    kms = await startKeyManagement(rings.slice(0, 2), {});
    process.env['CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDKMS'] = kms.url;
    const { exitCode, stderr } = await keys('list');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: `${rings[2]!}: there is no such ring yet; apply the stacks of production\n`,
    });
  });

  test('looks in a whole organization when it is named', async () => {
    await keys('list', '--organization', '123');
    expect(inventory.asked[0]).toMatch(/^\/v1\/organizations\/123\/protectedResources:search\?/);
  });
});

describe('keys destroy', () => {
  test('schedules the destruction of a version that is disabled long enough and unused', async () => {
    const { exitCode, stdout, stderr } = await destroy('alphintra-us-central1/disks', '1');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^alphintra-us-central1\/disks version 1: it will be destroyed at 20\d\d-/);
    expect(stderr).toContain('Nobody, Google included, can ever again read what was encrypted with it');
    expect(stderr).toContain('knows of 3 resources on other versions of the key, and of none on this one');
    expect(stderr).toContain(`gcloud kms keys versions restore ${disks}/cryptoKeyVersions/1`);
    expect(kms.changes).toEqual(['DestroyCryptoKeyVersion disks/cryptoKeyVersions/1']);
  });

  test('done twice changes nothing the second time', async () => {
    await destroy('alphintra-us-central1/disks', '1');
    const { exitCode, stdout } = await destroy('alphintra-us-central1/disks', '1', '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ key: 'alphintra-us-central1/disks', version: 1, changed: false });
    expect(kms.changes).toHaveLength(1);
  });

  test.each<[string, () => void, readonly string[], readonly RegExp[]]>([
    [
      'that a resource uses',
      () => (versionOf(disks, 2).state = 'DISABLED'),
      ['alphintra-us-central1/disks', '2'],
      [/in-use: \/\/compute.*kafka-01 \(compute\.googleapis\.com\/Disk\) is encrypted with it/, /in-use: .*kafka-03/],
    ],
    [
      'that is enabled',
      () => undefined,
      ['alphintra-us-central1/disks', '2'],
      [/state: it is enabled; disable it first/],
    ],
    ['that is primary', () => undefined, ['alphintra-us-central1/disks', '3'], [/primary: it is the primary version/]],
    [
      'that may be one of those that a bucket hides',
      () => (versionOf(state, 1).state = 'DISABLED'),
      ['state', '1'],
      [
        /version-unknown: \/\/storage.*-state .* say so with --accept \/\/storage/,
        /disabled-for: it isn't known since/,
      ],
    ],
    [
      'that is disabled since three days',
      () => undefined,
      ['backups', '1'],
      [/disabled-for: .*expected no destruction before/],
    ],
    [
      'while the inventory may not be whole',
      () => (inventory.warnings = [{ warningCode: 'ORG_LESS_PROJECT_PARTIAL_DATA', displayMessage: '' }]),
      ['alphintra-us-central1/disks', '1'],
      [/inventory: .*ORG_LESS_PROJECT_PARTIAL_DATA/],
    ],
    [
      'while something in another project uses the key',
      () => (inventory.unseen = 1),
      ['alphintra-us-central1/disks', '1'],
      [/inventory: .*counts 4 resources and shows 3 of them in projects\/alphintra-production; .*--organization/],
    ],
    [
      'while nobody can count in the organization',
      () =>
        inventory.refusals.set('getProtectedResourcesSummary', {
          code: 400,
          status: 'FAILED_PRECONDITION',
          message: 'The project has no organization.',
        }),
      ['alphintra-us-central1/disks', '1'],
      [/inventory: .*The project has no organization/],
    ],
    ["that signs the nodes' certificates", () => undefined, ['node-certificates', '1'], [/signing: it signs/]],
    [
      'whose certificates may still be valid',
      () => undefined,
      ['node-certificates', '2'],
      [/disabled-for: .*certificates that it signed may be valid until then/],
    ],
  ])('refuses a version %s, with 3, and changes nothing', async (_, arrange, words, reasons) => {
    arrange();
    const { exitCode, stdout, stderr } = await destroy(...words);
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
    for (const reason of reasons) expect(stderr).toMatch(reason);
    expect(kms.changes).toEqual([]);
  });

  test('lets a former authority go once its last certificate is over', async () => {
    expect((await destroy('node-certificates', '3')).exitCode).toBe(0);
    expect(kms.changes).toEqual(['DestroyCryptoKeyVersion node-certificates/cryptoKeyVersions/3']);
  });

  test('believes who has looked into a bucket', async () => {
    versionOf(state, 1).state = 'DISABLED';
    kms.keys.get(state)!.labels = { 'disabled-1': daysAgo(20) };
    const { exitCode, stderr } = await destroy('state', '1', '--accept', bucket.name);
    expect(exitCode).toBe(0);
    expect(stderr).toContain(`You have said that ${bucket.name} uses another version`);
  });

  test('asks at a terminal only', async () => {
    const { exitCode, stderr } = await keys('destroy', 'alphintra-us-central1/disks', '1');
    expect(exitCode).toBe(64);
    expect(stderr).toContain('found no terminal to ask at, expected --yes');
    expect(kms.changes).toEqual([]);
  });
});

describe('keys disable', () => {
  test('disables a version, notes the day beside what else is noted, and says the way back', async () => {
    inventory.resources.set(disks, [diskOf('kafka-02', 3)]);
    const { exitCode, stdout, stderr } = await keys('disable', 'alphintra-us-central1/disks', '2');
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: `alphintra-us-central1/disks version 2: it is disabled since ${daysAgo(0)}\n`,
    });
    expect(stderr).toContain('kafka-platform keys enable alphintra-us-central1/disks 2 --env production');
    expect(versionOf(disks, 2).state).toBe('DISABLED');
    expect(kms.keys.get(disks)!.labels).toEqual({
      component: 'kafka',
      'disabled-1': daysAgo(20),
      'disabled-2': daysAgo(0),
    });
  });

  test('refuses a version that is used, with 3: machines could not start with it', async () => {
    const { exitCode, stderr } = await keys('disable', 'alphintra-us-central1/disks', '2');
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/not disabled:\n {2}in-use: /);
    expect(kms.changes).toEqual([]);
  });

  test('notes the day of one that someone else has disabled', async () => {
    kms.keys.get(backups)!.labels = {};
    expect((await keys('disable', 'backups', '1')).exitCode).toBe(0);
    expect(kms.changes).toEqual(['UpdateCryptoKey backups']);
    expect(kms.keys.get(backups)!.labels).toEqual({ 'disabled-1': daysAgo(0) });
  });

  test('can be taken back, with its note', async () => {
    const { exitCode } = await keys('enable', 'backups', '1');
    expect(exitCode).toBe(0);
    expect(versionOf(backups, 1).state).toBe('ENABLED');
    expect(kms.keys.get(backups)!.labels).toEqual({});
  });
});

describe('bad input', () => {
  test.each<[string, readonly string[], number, RegExp]>([
    [
      'an unknown key',
      ['paper', '1'],
      64,
      /key "paper": found no key of that name, expected one of alphintra-us-central1\/disks,/,
    ],
    ['a name that two keys have', ['disks', '1'], 64, /key "disks": found several keys of that name/],
    [
      'an unknown version',
      ['state', '7'],
      64,
      /key alphintra-us-central1\/state: found no version "7", expected one of 1, 2;/,
    ],
  ])('%s is wrong usage', async (_, words, code, message) => {
    const { exitCode, stderr } = await destroy(...words);
    expect(exitCode).toBe(code);
    expect(stderr).toMatch(message);
  });

  test.each([
    [['keys', 'list', '--env', 'prod'], '--env: found "prod", expected one of dev, staging, production'],
    [['keys', 'destroy', 'disks', '1', '--yes'], "required option '--env <name>' not specified"],
    [['keys', 'list', '--organization', 'alphintra'], 'expected the number of an organization'],
  ])('%j is wrong usage', async (words, message) => {
    const { exitCode, stderr } = await kafkaPlatform(...words);
    expect(exitCode).toBe(64);
    expect(stderr).toContain(message);
  });

  test('an endpoint that would get tokens unencrypted is refused', async () => {
    process.env['CLOUDSDK_API_ENDPOINT_OVERRIDES_KMSINVENTORY'] = 'http://kmsinventory.example.com/';
    const { exitCode, stderr } = await keys('list');
    expect(exitCode).toBe(64);
    expect(stderr).toContain('expected an address that begins with https://');
  });

  test('a caller without the role to look at keys is told which', async () => {
    kms.refuseWith = new Refusal(
      status.PERMISSION_DENIED,
      "Permission 'cloudkms.cryptoKeys.list' denied",
      'IAM_PERMISSION_DENIED',
    );
    const { exitCode, stderr } = await keys('list');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/Permission 'cloudkms\.cryptoKeys\.list' denied"; ask for roles\/cloudkms\.viewer/);
  });

  test.each<[string, string, RegExp]>([
    ['PERMISSION_DENIED', 'IAM_PERMISSION_DENIED', /ask for roles\/cloudkms\.protectedResourcesViewer on projects\//],
    [
      'PERMISSION_DENIED',
      'SERVICE_DISABLED',
      /gcloud services enable kmsinventory\.googleapis\.com --project=alphintra-/,
    ],
    ['PERMISSION_DENIED', 'USER_PROJECT_DENIED', /roles\/serviceusage\.serviceUsageConsumer/],
  ])('an inventory that answers %s, %s, is no empty one: nothing is destroyed', async (code, reason, message) => {
    inventory.refusals.set('search', { code: 403, status: code, message: 'no', reason });
    const { exitCode, stderr } = await destroy('alphintra-us-central1/disks', '1');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(message);
    expect(kms.changes).toEqual([]);
  });

  test('an API that is off is named with what switches it on', async () => {
    kms.refuseWith = new Refusal(status.PERMISSION_DENIED, 'Cloud KMS API has not been used', 'SERVICE_DISABLED');
    const { exitCode, stderr } = await keys('list');
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`gcloud services enable cloudkms.googleapis.com --project=${projectId}`);
  });

  test('a machine without credentials is told how to log in, with 69', async () => {
    process.env['METADATA_SERVER_DETECTION'] = 'none';
    delete process.env['CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDKMS'];
    const { exitCode, stderr } = await keys('list');
    expect(exitCode).toBe(69);
    expect(stderr).toContain('log in with `gcloud auth application-default login`');
  });
});
