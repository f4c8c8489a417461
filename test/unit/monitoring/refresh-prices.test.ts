import {
  catalogueSku,
  estimateCost,
  priceList,
  refreshPrices,
  type CatalogueSku,
  type PriceList,
  type Sku,
} from '../../../monitoring/index.ts';

const ssd: Sku = {
  description: 'SSD backed PD Capacity%',
  service: 'Compute Engine',
  usageType: 'OnDemand',
  unit: 'GB-month',
  usd: { 'us-central1': 0.17 },
  readOn: '2025-03-06',
  source: 'a list',
};

interface Tier {
  readonly startUsageAmount?: number;
  readonly units?: string;
  readonly nanos?: number;
}

const sku = (more: object = {}, tiers: readonly Tier[] = [{ nanos: 187_000_000 }], usageUnit = 'GiBy.mo') =>
  catalogueSku.parse({
    skuId: 'B188-61DD-52E4',
    description: 'SSD backed PD Capacity',
    category: { usageType: 'OnDemand' },
    serviceRegions: ['us-central1', 'us-east1'],
    pricingInfo: [
      {
        pricingExpression: {
          usageUnit,
          displayQuantity: 1000,
          tieredRates: tiers.map(({ startUsageAmount = 0, units = '0', nanos = 0 }) => ({
            startUsageAmount,
            unitPrice: { currencyCode: 'USD', units, nanos },
          })),
        },
      },
    ],
    ...more,
  });

const refresh = (entry: Sku, skus: readonly CatalogueSku[], regions = ['us-central1'], accepted: string[] = []) => {
  const { list, ...rest } = refreshPrices(
    { skus: { ssd: entry } },
    {
      catalogue: new Map([['Compute Engine', skus]]),
      regions,
      readOn: '2026-12-01',
      accepted: new Set(accepted),
    },
  );
  return { entry: list.skus['ssd']!, ...rest };
};
const reasonFor = (entry: Sku, ...skus: readonly CatalogueSku[]) => {
  const result = refresh(entry, skus);
  expect(result.entry).toBe(entry);
  expect(result.refreshed).toEqual([]);
  return result.kept.map(({ reason }) => reason).join('\n');
};

test('takes the price over with its SKU and the day, and says what it was', () => {
  expect(refresh(ssd, [sku()])).toEqual({
    entry: {
      ...ssd,
      usd: { 'us-central1': 0.187 },
      skus: { 'us-central1': { id: 'B188-61DD-52E4', name: 'SSD backed PD Capacity' } },
      readOn: '2026-12-01',
      source: 'Cloud Billing Catalog API',
    },
    refreshed: [
      {
        name: 'ssd',
        region: 'us-central1',
        sku: { id: 'B188-61DD-52E4', name: 'SSD backed PD Capacity' },
        beforeUsd: 0.17,
        usd: 0.187,
      },
    ],
    kept: [],
  });
});

test('units and billionths add up exactly, whatever quantity the price is shown for', () => {
  const dear = { ...ssd, usd: { 'us-central1': 1.1 } };
  expect(refresh(dear, [sku({}, [{ units: '1', nanos: 100_000_001 }])]).entry.usd).toEqual({
    'us-central1': 1.100000001,
  });
});

test('of a timeline the last price counts', () => {
  const [before] = sku({}, [{ nanos: 160_000_000 }]).pricingInfo;
  const [now] = sku().pricingInfo;
  expect(refresh(ssd, [sku({ pricingInfo: [before, now] })]).entry.usd).toEqual({ 'us-central1': 0.187 });
});

test('prices that fall with use are kept as tiers, and traffic is priced through them', () => {
  const tiers = [
    { nanos: 0 },
    { startUsageAmount: 1, nanos: 120_000_000 },
    { startUsageAmount: 1024, nanos: 110_000_000 },
    { startUsageAmount: 10_240, nanos: 80_000_000 },
  ];
  const { usd } = refresh(ssd, [sku({}, tiers)]).entry;
  expect(usd).toEqual({
    'us-central1': [
      { from: 0, usd: 0 },
      { from: 1, usd: 0.12 },
      { from: 1024, usd: 0.11 },
      { from: 10_240, usd: 0.08 },
    ],
  });
  const list: PriceList = { skus: { ...priceList.skus, 'internet-egress': { ...ssd, usd } } };
  const costOf = (internetGb: number) => estimateCost([], list, { internetGb, zoneGb: 0, region: 'us-central1' }).usd;
  expect(costOf(100)).toBeCloseTo(12, 9);
  expect(costOf(2024)).toBeCloseTo(1024 * 0.12 + 1000 * 0.11, 9);
  expect(costOf(20_240)).toBeCloseTo(1024 * 0.12 + 9216 * 0.11 + 10_000 * 0.08, 9);
});

test('each region gets its own SKU, a new region too; what is sold everywhere serves all', () => {
  const east = sku({ skuId: 'EAST', serviceRegions: ['us-east1'] }, [{ nanos: 200_000_000 }]);
  const central = sku({ serviceRegions: ['us-central1'] });
  expect(refresh(ssd, [central, east], ['us-central1', 'us-east1']).entry).toMatchObject({
    usd: { 'us-central1': 0.187, 'us-east1': 0.2 },
    skus: { 'us-east1': { id: 'EAST' } },
  });
  const everywhere = sku({ serviceRegions: ['global'] });
  expect(refresh(ssd, [everywhere], ['us-central1', 'us-east1']).entry.usd).toEqual({
    'us-central1': 0.187,
    'us-east1': 0.187,
  });
});

test('an entry whose one region is missing stays as it was in all', () => {
  const central = sku({ serviceRegions: ['us-central1'] });
  const { entry, refreshed, kept } = refresh(ssd, [central], ['us-central1', 'us-east1']);
  expect({ entry, refreshed }).toEqual({ entry: ssd, refreshed: [] });
  expect(kept).toMatchObject([{ region: 'us-east1' }]);
});

test('a SKU that is told by its id is taken, whatever others are called', () => {
  const told = { ...ssd, skus: { 'us-central1': { id: 'TOLD', name: 'SSD' } } };
  const renamed = sku({ skuId: 'TOLD', description: 'Solid State Capacity' });
  expect(refresh(told, [sku(), renamed]).entry.skus).toEqual({
    'us-central1': { id: 'TOLD', name: 'Solid State Capacity' },
  });
});

describe('stays as it was, and says why, when', () => {
  test('no SKU fits, with those that nearly do', () => {
    expect(reasonFor(ssd, sku({ description: 'Regional SSD backed PD Capacity' }))).toBe(
      'found no SKU in Compute Engine, expected one for "SSD backed PD Capacity%" (OnDemand) in us-central1; ' +
        'correct description, service or usageType',
    );
    expect(reasonFor(ssd, sku({ serviceRegions: ['asia-east1'] }))).toContain(
      'found only B188-61DD-52E4 "SSD backed PD Capacity", OnDemand in asia-east1 in Compute Engine',
    );
    expect(reasonFor(ssd, sku({ category: { usageType: 'Preemptible' } }))).toContain(', Preemptible in us-central1');
  });

  test('two SKUs fit: both are named', () => {
    const other = sku({ skuId: 'OTHER', description: 'SSD backed PD Capacity in Iowa' });
    expect(reasonFor(ssd, sku(), other)).toBe(
      'found B188-61DD-52E4 "SSD backed PD Capacity" and OTHER "SSD backed PD Capacity in Iowa" in Compute Engine, ' +
        'expected one SKU for "SSD backed PD Capacity%" (OnDemand) in us-central1; write the id and the name of the ' +
        'right one into skus.us-central1',
    );
  });

  test('a description without % is not met as a whole', () => {
    const exact = { ...ssd, description: 'SSD backed PD Capacity' };
    expect(reasonFor(exact, sku({ description: 'SSD backed PD Capacity in Iowa' }))).toContain('found no SKU');
  });

  test('the SKU with the told id is gone, or is something else now', () => {
    const told = { ...ssd, skus: { 'us-central1': { id: 'TOLD', name: 'SSD' } } };
    expect(reasonFor(told, sku())).toContain('found SKU TOLD no more in Compute Engine');
    expect(reasonFor(told, sku({ skuId: 'TOLD', serviceRegions: ['asia-east1'] }))).toContain('elsewhere');
  });

  test('the price is for another unit', () => {
    expect(reasonFor(ssd, sku({}, [{ nanos: 1 }], 'GiBy.h'))).toBe(
      'B188-61DD-52E4 "SSD backed PD Capacity": found a price for "GiBy.h", expected one for "GiBy.mo" (GB-month)',
    );
  });

  test('the price is in another currency, below nothing, or not there', () => {
    const price = (unitPrice: object) =>
      sku({ pricingInfo: [{ pricingExpression: { usageUnit: 'GiBy.mo', tieredRates: [{ unitPrice }] } }] });
    expect(reasonFor(ssd, price({ currencyCode: 'EUR', nanos: 1 }))).toContain('found a price in "EUR"');
    expect(reasonFor(ssd, price({ currencyCode: 'USD', units: '-1' }))).toContain('found a price of -1 USD');
    expect(reasonFor(ssd, sku({ pricingInfo: [] }))).toContain('found no price');
  });

  test('Google has no such service', () => {
    expect(reasonFor({ ...ssd, service: 'Compute' }, sku())).toContain('found no service "Compute"');
  });

  test('the price is so far from the one before that it is rather for another thing, until it is accepted', () => {
    const hourly = sku({}, [{ nanos: 5_312_500 }]);
    expect(reasonFor(ssd, hourly)).toContain('found 0.0053125 USD of B188-61DD-52E4');
    expect(reasonFor(ssd, hourly)).toContain('expected about 0.17; if it is for the same thing, add --accept ssd');
    expect(refresh(ssd, [hourly], ['us-central1'], ['ssd']).entry.usd).toEqual({ 'us-central1': 0.0053125 });
  });
});
