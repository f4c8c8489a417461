import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parsePriceList, priceList, type PriceList, type Sku } from '../../../monitoring/index.ts';
import { platformOf } from '../../../platform/index.ts';
import { startMetadataServer, type StandIn } from '../agent/google-stand-ins.ts';
import { kafkaPlatform } from '../keys/run-command.ts';
import { startBillingCatalogue, type BillingCatalogueStandIn } from '../stand-ins/billing-catalogue.ts';

/** The command against Google's catalogue on the wire, with a machine's credentials. */
const variables = process.env;
const busy = { code: 429, status: 'RESOURCE_EXHAUSTED', message: 'Quota exceeded for requests.' };
const away = { code: 503, status: 'UNAVAILABLE', message: 'The service is currently unavailable.' };
const snapshot = 'monitoring/cost/prices.json';

let home: string;
let file: string;
let metadata: StandIn;
let catalogue: BillingCatalogueStandIn;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'prices-'));
  file = join(home, 'prices.json');
  await copyFile(snapshot, file);
  metadata = await startMetadataServer(() => '');
  catalogue = await startBillingCatalogue('an-access-token');
  for (const [name, sku] of Object.entries(priceList.skus)) offer(name, sku);
  process.env = {
    PATH: variables['PATH'],
    HOME: home,
    GCE_METADATA_HOST: new URL(metadata.url).host,
    METADATA_SERVER_DETECTION: 'assume-present',
    CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDBILLING: catalogue.url,
  };
});
afterEach(async () => {
  process.env = variables;
  await catalogue.close();
  await metadata.close();
  await rm(home, { recursive: true });
});

const usageUnits = { hour: 'h', month: 'mo', 'GB-hour': 'GiBy.h', 'GB-month': 'GiBy.mo', GB: 'GiBy' } as const;

/** Sells in the catalogue what our list has, a tenth dearer. */
function offer(name: string, { description, service, usageType, unit, usd }: Sku): void {
  const [price = 0] = Object.values(usd);
  const nanos = Math.round(Number(price) * 1.1 * 1e9);
  const skus = catalogue.skus.get(service) ?? [];
  skus.push({
    name: `services/0/skus/SKU-${name}`,
    skuId: `SKU-${name}`,
    description: description.replace('%', ' Americas'),
    category: { serviceDisplayName: service, resourceFamily: 'Any', resourceGroup: 'Any', usageType },
    serviceRegions: 'global' in usd ? ['global'] : ['us-central1', 'us-east1'],
    pricingInfo: [
      {
        summary: '',
        pricingExpression: {
          usageUnit: usageUnits[unit],
          displayQuantity: 1,
          tieredRates: [
            {
              startUsageAmount: 0,
              unitPrice: { currencyCode: 'USD', units: String(Math.floor(nanos / 1e9)), nanos: nanos % 1e9 },
            },
          ],
        },
        currencyConversionRate: 1,
        effectiveTime: '2026-11-30T12:00:00Z',
      },
    ],
    serviceProviderName: 'Google',
  });
  catalogue.skus.set(service, skus);
}

const refresh = (...words: readonly string[]) => kafkaPlatform('prices', 'refresh', '--file', file, ...words);
const written = async (): Promise<PriceList> => parsePriceList(JSON.parse(await readFile(file, 'utf8')));

test('reads every price anew, page by page, and writes it with its SKU and the day', async () => {
  const { exitCode, stdout, stderr } = await refresh('--json');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const { refreshed, kept } = JSON.parse(stdout) as { refreshed: object[]; kept: object[] };
  expect(kept).toEqual([]);
  expect(refreshed).toContainEqual({
    name: 'pd-ssd',
    region: 'us-central1',
    sku: { id: 'SKU-pd-ssd', name: 'SSD backed PD Capacity Americas' },
    beforeUsd: 0.17,
    usd: 0.187,
  });
  const { skus } = await written();
  expect(Object.keys(skus)).toEqual(Object.keys(priceList.skus));
  expect(skus['ca-enterprise']).toMatchObject({
    usd: { global: 220 },
    skus: { global: { id: 'SKU-ca-enterprise', name: 'Enterprise CA Americas' } },
    readOn: new Date().toISOString().slice(0, 10),
    source: 'Cloud Billing Catalog API',
  });
  expect(catalogue.asked).toContain('/v1/services?pageToken=2');
  expect(catalogue.asked.filter((path) => path.includes('/skus?pageToken=')).length).toBeGreaterThan(3);
  expect([...catalogue.charged]).toEqual([platformOf('dev').projectId]);
});

test('shows people each price before and now', async () => {
  const { exitCode, stdout } = await refresh();
  expect(stdout).toMatch(/^pd-ssd +us-east1 +0\.17 +0\.187 +SKU-pd-ssd SSD backed PD Capacity Americas/m);
  expect(stdout).toContain(`${String(Object.keys(priceList.skus).length)} prices read anew, 0 stay as they were`);
  expect(exitCode).toBe(0);
});

test('a second refresh finds the same SKUs by their ids', async () => {
  await refresh();
  const first = await readFile(file, 'utf8');
  const { skus } = await written();
  expect(Object.values(skus).every(({ skus: known }) => known !== undefined)).toBe(true);
  expect((await refresh()).exitCode).toBe(0);
  expect(await readFile(file, 'utf8')).toBe(first);
});

test('a catalogue that is busy or away for a moment is asked again', async () => {
  catalogue.refusals.push(busy, away, busy);
  const { exitCode } = await refresh();
  expect(exitCode).toBe(0);
  expect(catalogue.asked.filter((path) => path === '/v1/services')).toHaveLength(4);
});

test('what is missing stays as it was and is told, the others are taken over: exit 1', async () => {
  const dns = catalogue.skus.get('Cloud DNS')!;
  catalogue.skus.set('Cloud DNS', []);
  const { exitCode, stderr } = await refresh('--json');
  expect(stderr).toMatch(
    /^dns-zone in global stays as it was: found no SKU in Cloud DNS, expected one for "ManagedZone%"/,
  );
  expect(exitCode).toBe(1);
  const { skus } = await written();
  expect(skus['dns-zone']).toEqual(priceList.skus['dns-zone']);
  expect(skus['pd-ssd']!.usd).toEqual({ 'us-central1': 0.187, 'us-east1': 0.187 });

  catalogue.skus.set('Cloud DNS', dns);
  expect((await refresh()).exitCode).toBe(0);
});

test('when nothing can be read anew the file is left alone', async () => {
  catalogue.skus.clear();
  const { exitCode, stderr } = await refresh();
  expect(stderr).toContain('found no service "Compute Engine", expected one');
  expect(exitCode).toBe(1);
  expect(await readFile(file, 'utf8')).toBe(await readFile(snapshot, 'utf8'));
});

test.each([
  [
    { code: 403, status: 'PERMISSION_DENIED', message: 'It is off.', reason: 'SERVICE_DISABLED' },
    1,
    'found that cloudbilling.googleapis.com is off in',
  ],
  [
    { code: 403, status: 'PERMISSION_DENIED', message: 'Not you.' },
    1,
    'Google answered "Not you."; ask for roles/serviceusage.serviceUsageConsumer (docs/how-to/estimate-costs.md',
  ],
  [{ code: 401, status: 'UNAUTHENTICATED', message: 'Who?' }, 69, 'found no valid credentials'],
])('a refusal of Google, %j, exits %i and changes nothing', async (refusal, code, message) => {
  // Credentials that Google doesn't take are renewed once.
  catalogue.refusals.push(refusal, refusal);
  const { exitCode, stdout, stderr } = await refresh();
  expect(stderr).toContain(message);
  expect({ exitCode, stdout }).toEqual({ exitCode: code, stdout: '' });
  expect(await readFile(file, 'utf8')).toBe(await readFile(snapshot, 'utf8'));
});

test.each([
  ['a name that is no price', ['--accept', 'gold'], 'found gold, expected names of prices (n1-core,'],
  ['an environment that there is not', ['--env', 'prod'], 'expected one of dev, staging, production'],
  ['a file that is no snapshot', ['--file', 'package.json'], 'expected a snapshot such as'],
])('%s exits 64', async (_, words, message) => {
  const { exitCode, stderr } = await refresh(...words);
  expect(stderr).toContain(message);
  expect(exitCode).toBe(64);
});
