import { z } from 'zod';
import prices from './prices.json' with { type: 'json' };

/** A dated snapshot of Google's list prices: only what the estate uses, only where it is. */

const sku = z.strictObject({
  /** How Google's catalogue describes it; `%` is any text. */
  description: z.string(),
  /** The service whose catalogue it is in. */
  service: z.string(),
  usageType: z.enum(['OnDemand', 'Preemptible']),
  unit: z.enum(['hour', 'month', 'GB-hour', 'GB-month', 'GB']),
  /** USD for a unit, by region; `global` where it costs the same everywhere. */
  usd: z.record(z.string(), z.number().nonnegative()),
  source: z.string(),
});

const priceListSchema = z.strictObject({
  /** When the prices were read, as a date. */
  date: z.iso.date(),
  /** By our names for them. */
  skus: z.record(z.string(), sku),
});

export type PriceList = z.output<typeof priceListSchema>;
export type Sku = z.output<typeof sku>;

export const priceList: PriceList = priceListSchema.parse(prices);

/**
 * What a unit of something costs in a region.
 *
 * @throws Error naming what is missing
 */
export function priceOf(list: PriceList, name: string, region: string): { readonly usd: number; readonly sku: Sku } {
  const found = list.skus[name];
  const usd = found?.usd[region] ?? found?.usd['global'];
  if (found === undefined || usd === undefined) {
    const known = found === undefined ? Object.keys(list.skus) : Object.keys(found.usd);
    throw new Error(
      `prices.json: found no price of ${name} in ${region}, expected one (known: ${known.join(', ')}); add it to monitoring/cost/prices.json`,
    );
  }
  return { usd, sku: found };
}
