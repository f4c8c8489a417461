import { costDifference, estimateCost, priceList, type CostedResource } from '../../../monitoring/index.ts';
import { environmentNames, platformOf } from '../../../platform/index.ts';
import { resourcesOf, synthesizeEstate } from '../constructs/synthesized-estate.ts';

const noTraffic = { internetGb: 0, zoneGb: 0, region: 'us-central1' };
const priced = (...resources: readonly Partial<CostedResource>[]) =>
  estimateCost(
    resources.map((each) => ({ stack: 'test', address: `${each.type!}.it`, type: '', attributes: {}, ...each })),
    priceList,
    noTraffic,
  );

const template = (machine_type: string, more: object = {}) => ({
  type: 'google_compute_instance_template',
  attributes: { machine_type, disk: [], ...more },
});
const group = (more: object = {}) => ({
  type: 'google_compute_instance_group_manager',
  attributes: {
    zone: 'us-central1-a',
    version: [{ instance_template: '${google_compute_instance_template.it.id}' }],
    target_size: 1,
    ...more,
  },
});

test.each(environmentNames)('everything in %s has a price, or a reason why it has none', (environment) => {
  const estate = Object.entries(synthesizeEstate(platformOf(environment)));
  const resources = estate.flatMap(([stack, json]) => resourcesOf(json).map((each) => ({ stack, ...each })));
  const { lines, listUsd, usd } = estimateCost(resources, priceList, noTraffic);
  const { brokers } = platformOf(environment).nodes;
  for (const { disk } of brokers) {
    expect(lines.map(({ what }) => what)).toContain(`1 x ${String(disk.sizeGb)} GB ${disk.type}`);
  }
  expect(usd).toBeGreaterThan(50);
  expect(listUsd).toBeGreaterThanOrEqual(usd);
});

/** From the price list that the prices were taken from: `month`, after sustained use, and `month_spot`. */
test.each([
  ['n1-highmem-8', {}, 241.811332],
  ['n1-standard-4', {}, 97.089489],
  ['n1-highmem-8', { scheduling: { provisioning_model: 'SPOT' } }, 94.01816],
  ['e2-highmem-16', {}, 527.9340144],
  ['e2-highcpu-8', {}, 144.4531008],
])('%s %j costs what the published list says', (machineType, more, expected) => {
  expect(priced(template(machineType, more), group()).usd).toBeCloseTo(expected, 1);
});

test('machines of a stateful group are counted by their configurations, each stack for itself', () => {
  const member = {
    type: 'google_compute_per_instance_config',
    attributes: { instance_group_manager: '${google_compute_instance_group_manager.it.name}' },
  };
  const stateful = group({ target_size: undefined });
  const both = priced(template('n1-standard-4'), stateful, member, { ...member, stack: 'other' });
  expect(both.lines.map(({ what }) => what)).toEqual(['1 x n1-standard-4']);
});

test('a regional node pool has nodes in three zones, and is priced at its smallest', () => {
  const pool = (attributes: object) =>
    priced({
      type: 'google_container_node_pool',
      attributes: { location: 'us-central1', node_config: { machine_type: 'e2-medium' }, ...attributes },
    }).lines[0]!.what;
  expect(pool({ node_count: 2 })).toBe('6 x e2-medium');
  expect(pool({ autoscaling: { min_node_count: 1 } })).toBe('3 x e2-medium');
  expect(pool({ autoscaling: { total_min_node_count: 2 } })).toBe('2 x e2-medium');
  expect(pool({ node_count: 2, location: 'us-central1-a' })).toBe('2 x e2-medium');
});

test('an authority costs by the tier of its pool', () => {
  const pool = (tier: string) => ({ type: 'google_privateca_ca_pool', attributes: { tier } });
  const authority = {
    type: 'google_privateca_certificate_authority',
    attributes: { pool: '${google_privateca_ca_pool.it.name}' },
  };
  expect(priced(pool('DEVOPS'), authority).usd).toBe(20);
  expect(priced(pool('ENTERPRISE'), authority).usd).toBe(200);
});

test('traffic costs as much as is said that there is', () => {
  const { lines } = estimateCost([], priceList, { internetGb: 100, zoneGb: 1_000, region: 'us-central1' });
  expect(lines).toMatchObject([
    { what: '100 GB to the internet', usd: 11 },
    { what: '1000 GB between zones', usd: 10 },
  ]);
});

test('what is charged by use is named, not guessed', () => {
  const { usd, notCounted } = priced({ type: 'google_storage_bucket' });
  expect(usd).toBe(0);
  expect(notCounted).toEqual([{ type: 'google_storage_bucket', charged: expect.stringContaining('each GB') }]);
});

test('refuses a type that nobody has priced, a machine type that does not exist, and a region without prices', () => {
  expect(() => priced({ type: 'google_new_thing' })).toThrow(
    'google_new_thing.it: found no price for google_new_thing',
  );
  expect(() => priced(template('n1-standard-3'), group())).toThrow(
    'found machine type "n1-standard-3", expected one of n1-standard-1, n1-standard-2',
  );
  expect(() => priced(template('n1-standard-1'), group({ zone: 'europe-west1-b' }))).toThrow(
    'found no price of n1-core in europe-west1',
  );
});

test('a difference names what was added, removed and changed, the dearest first', () => {
  const disk = (name: string, size: number) => ({
    type: 'google_compute_disk',
    address: name,
    attributes: { type: 'pd-ssd', size, zone: 'us-east1-b' },
  });
  const before = priced(disk('same', 10), disk('grown', 100), disk('gone', 100));
  const after = priced(disk('same', 10), disk('grown', 200), disk('new', 1_000));
  expect(costDifference(before, after)).toMatchObject([
    { address: 'new', what: 'nothing -> 1 x 1000 GB pd-ssd', beforeUsd: 0, afterUsd: 170 },
    { address: 'grown', what: '1 x 100 GB pd-ssd -> 1 x 200 GB pd-ssd' },
    { address: 'gone', what: '1 x 100 GB pd-ssd -> nothing', afterUsd: 0 },
  ]);
});
