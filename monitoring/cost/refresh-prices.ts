import { usdPerUnit, type CatalogueSku } from './catalogue-sku.ts';
import { unitPrice, type PriceList, type Sku, type UsdPerUnit } from './price-list.ts';

/** What Google's catalogue has, and where and how it was read. */
export interface Reading {
  /** SKUs by the name of their service; a service that Google hasn't is left out. */
  readonly catalogue: ReadonlyMap<string, readonly CatalogueSku[]>;
  /** Regions whose prices are wanted. */
  readonly regions: readonly string[];
  /** An ISO date. */
  readonly readOn: string;
  /** Our names of prices that may differ much from the ones before. */
  readonly accepted: ReadonlySet<string>;
}

export interface RefreshedPrice {
  readonly name: string;
  readonly region: string;
  readonly sku: { readonly id: string; readonly name: string };
  /** USD for the first unit that isn't free, or null where the region is new. */
  readonly beforeUsd: number | null;
  readonly usd: number;
}

/** A price that stays as it was, and why. */
export interface KeptPrice {
  readonly name: string;
  readonly region: string;
  readonly reason: string;
}

export interface Refresh {
  readonly list: PriceList;
  readonly refreshed: readonly RefreshedPrice[];
  readonly kept: readonly KeptPrice[];
}

/** A SKU whose price is so many times another was rather taken for the wrong thing than made dearer or cheaper. */
const plausibleFactor = 2;

/**
 * The price list with the catalogue's prices. An entry is taken over with all of its regions or stays as it is; none is
 * ever guessed.
 */
export function refreshPrices(list: PriceList, reading: Reading): Refresh {
  const outcomes = Object.entries(list.skus).map(([name, entry]) => refreshEntry(name, entry, reading));
  return {
    list: { skus: Object.fromEntries(outcomes.map(({ name, entry }) => [name, entry])) },
    refreshed: outcomes.flatMap(({ refreshed }) => refreshed),
    kept: outcomes.flatMap(({ kept }) => kept),
  };
}

interface Outcome {
  readonly name: string;
  readonly entry: Sku;
  readonly refreshed: readonly RefreshedPrice[];
  readonly kept: readonly KeptPrice[];
}

function refreshEntry(name: string, entry: Sku, { catalogue, regions, readOn, accepted }: Reading): Outcome {
  const places = 'global' in entry.usd ? ['global'] : regions;
  const sold = catalogue.get(entry.service);
  const found: { region: string; sku: CatalogueSku; usd: UsdPerUnit }[] = [];
  const kept: KeptPrice[] = [];
  for (const region of places) {
    try {
      if (sold === undefined) throw new Error(`found no service "${entry.service}", expected one; correct its name`);
      const sku = skuFor(entry, region, sold);
      found.push({ region, sku, usd: plausible(name, entry, region, sku, accepted) });
    } catch (error) {
      kept.push({ name, region, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  if (kept.length > 0) return { name, entry, refreshed: [], kept };
  const { description, service, usageType, unit } = entry;
  return {
    name,
    // Always in this order, so that a difference shows what is new.
    entry: {
      description,
      service,
      usageType,
      unit,
      usd: Object.fromEntries(found.map(({ region, usd }) => [region, usd])),
      skus: Object.fromEntries(found.map(({ region, sku }) => [region, { id: sku.skuId, name: sku.description }])),
      readOn,
      source: 'Cloud Billing Catalog API',
    },
    refreshed: found.map(({ region, sku, usd }) => ({
      name,
      region,
      sku: { id: sku.skuId, name: sku.description },
      beforeUsd: priceBefore(entry, region),
      usd: unitPrice(usd),
    })),
    kept,
  };
}

/** The one SKU that is meant: that with the id, where one is told; else the only one that fits. */
function skuFor(entry: Sku, region: string, sold: readonly CatalogueSku[]): CatalogueSku {
  const { description, service, usageType } = entry;
  const id = entry.skus?.[region]?.id;
  const wanted = `"${description}" (${usageType}) in ${region}`;
  if (id !== undefined) {
    const known = sold.find(({ skuId }) => skuId === id);
    if (known !== undefined && isSold(known, usageType, [region, 'global'])) return known;
    const state = known === undefined ? 'no more' : `as "${known.description}" (${known.category.usageType}) elsewhere`;
    throw new Error(
      `found SKU ${id} ${state} in ${service}, expected it as ${wanted}; take it out of skus to have it looked for`,
    );
  }
  const described = sold.filter((sku) => isDescribedBy(sku.description, description));
  const here = described.filter((sku) => isSold(sku, usageType, [region]));
  const fitting = here.length > 0 ? here : described.filter((sku) => isSold(sku, usageType, ['global']));
  const [only, another] = fitting;
  if (only === undefined) throw new Error(noneFits(wanted, service, described));
  if (another === undefined) return only;
  throw new Error(
    `found ${fitting.map(inWords).join(' and ')} in ${service}, expected one SKU for ${wanted}; ` +
      `write the id and the name of the right one into skus.${region}`,
  );
}

function noneFits(wanted: string, service: string, described: readonly CatalogueSku[]): string {
  const others = described.slice(0, 3).map((sku) => {
    const { usageType } = sku.category;
    return `${inWords(sku)}, ${usageType} in ${sku.serviceRegions.join(', ') || 'no region'}`;
  });
  const found = others.length === 0 ? 'no SKU' : `only ${others.join('; ')}`;
  return `found ${found} in ${service}, expected one for ${wanted}; correct description, service or usageType`;
}

function isSold({ category, serviceRegions }: CatalogueSku, usageType: string, regions: readonly string[]): boolean {
  return category.usageType === usageType && regions.some((region) => serviceRegions.includes(region));
}

function inWords({ skuId, description }: CatalogueSku): string {
  return `${skuId} "${description}"`;
}

function isDescribedBy(text: string, wanted: string): boolean {
  return wanted.endsWith('%') ? text.startsWith(wanted.slice(0, -1)) : text === wanted;
}

function plausible(
  name: string,
  entry: Sku,
  region: string,
  sku: CatalogueSku,
  accepted: ReadonlySet<string>,
): UsdPerUnit {
  const usd = priceFor(entry, sku);
  const before = priceBefore(entry, region);
  const factor = before === null || before === 0 ? 1 : unitPrice(usd) / before;
  if (accepted.has(name) || (factor <= plausibleFactor && factor >= 1 / plausibleFactor)) return usd;
  throw new Error(
    `found ${String(unitPrice(usd))} USD of ${inWords(sku)}, expected about ${String(before)}; if it is for the same ` +
      `thing, add --accept ${name}`,
  );
}

function priceFor({ unit }: Sku, sku: CatalogueSku): UsdPerUnit {
  try {
    return usdPerUnit(sku, unit);
  } catch (cause) {
    throw new Error(`${inWords(sku)}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

function priceBefore({ usd }: Sku, region: string): number | null {
  const before = usd[region];
  return before === undefined ? null : unitPrice(before);
}
