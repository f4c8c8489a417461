import { z } from 'zod';
import prices from './prices.json' with { type: 'json' };

/** A dated snapshot of Google's list prices: only what the estate uses, only where it is. */

/** A price that holds from some use in a month on, until the next begins. */
const tier = z.strictObject({ from: z.number().nonnegative(), usd: z.number().nonnegative() });

const sku = z.strictObject({
  /** How Google's catalogue describes it; `%` at its end is any text. */
  description: z.string(),
  /** The service whose catalogue it is in. */
  service: z.string(),
  usageType: z.enum(['OnDemand', 'Preemptible']),
  unit: z.enum(['hour', 'month', 'GB-hour', 'GB-month', 'GB']),
  /** USD for a unit, by region; `global` where it costs the same everywhere. */
  usd: z.record(z.string(), z.union([z.number().nonnegative(), z.array(tier).min(1)])),
  /** Which SKU of the catalogue that is, by region. Where it is told, no other is taken at a refresh. */
  skus: z.record(z.string(), z.strictObject({ id: z.string(), name: z.string() })).optional(),
  /** When the price was read, as a date. */
  readOn: z.iso.date(),
  source: z.string(),
});

const priceListSchema = z.strictObject({
  /** By our names for them. */
  skus: z.record(z.string(), sku),
});

export type PriceList = z.output<typeof priceListSchema>;
export type Sku = z.output<typeof sku>;
export type UsdPerUnit = Sku['usd'][string];

/** @throws z.ZodError when it is none */
export function parsePriceList(json: unknown): PriceList {
  return priceListSchema.parse(json);
}

export const priceList: PriceList = parsePriceList(prices);

/** The days on which the prices were read, the earliest first. */
export function readingDays({ skus }: PriceList): string[] {
  return [...new Set(Object.values(skus).map(({ readOn }) => readOn))].sort();
}

/**
 * What a unit of something costs in a region: what is free of it and what costs less beyond some use is the account's.
 *
 * @throws Error naming what is missing
 */
export function priceOf(list: PriceList, name: string, region: string): number {
  return unitPrice(usdOf(list, name, region));
}

/**
 * What some use in a month costs in a region, at the price of each tier. Free allowances are not taken off.
 *
 * @throws Error naming what is missing
 */
export function priceOfUse(list: PriceList, name: string, region: string, quantity: number): number {
  const tiers = tiersOf(usdOf(list, name, region));
  const paid = tiers.slice(tiers.findIndex(({ usd }) => usd > 0));
  return paid.reduce((sum, { from, usd }, index) => {
    const begin = index === 0 ? 0 : from;
    const end = paid[index + 1]?.from ?? Infinity;
    return sum + Math.max(0, Math.min(quantity, end) - begin) * usd;
  }, 0);
}

/** The first price that is one. */
export function unitPrice(usd: UsdPerUnit): number {
  return tiersOf(usd).find((each) => each.usd > 0)?.usd ?? 0;
}

function tiersOf(usd: UsdPerUnit) {
  return typeof usd === 'number' ? [{ from: 0, usd }] : usd;
}

function usdOf(list: PriceList, name: string, region: string): UsdPerUnit {
  const found = list.skus[name];
  const usd = found?.usd[region] ?? found?.usd['global'];
  if (usd !== undefined) return usd;
  const known = found === undefined ? Object.keys(list.skus) : Object.keys(found.usd);
  throw new Error(
    `prices.json: found no price of ${name} in ${region}, expected one (known: ${known.join(', ')}); add it to ` +
      'monitoring/cost/prices.json, or the region by `kafka-platform prices refresh`',
  );
}
