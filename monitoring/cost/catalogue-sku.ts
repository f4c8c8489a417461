import { Decimal } from 'decimal.js';
import { z } from 'zod';
import type { Sku, UsdPerUnit } from './price-list.ts';

/** Google's catalogue of what it sells: https://cloud.google.com/billing/docs/reference/rest/v1/services.skus */

const money = z.object({
  currencyCode: z.string().default(''),
  /** 64 bits wide, hence a text. */
  units: z
    .string()
    .regex(/^-?\d+$/)
    .default('0'),
  nanos: z.number().int().default(0),
});

const pricingExpression = z.object({
  usageUnit: z.string().default(''),
  // displayQuantity is only for showing a price: it doesn't change it.
  tieredRates: z.array(z.object({ startUsageAmount: z.number().default(0), unitPrice: money })).default([]),
});

/** A SKU, without what is of no use here. */
export const catalogueSku = z.object({
  skuId: z.string(),
  description: z.string().default(''),
  category: z.object({ usageType: z.string().default('') }).default({ usageType: '' }),
  serviceRegions: z.array(z.string()).default([]),
  pricingInfo: z.array(z.object({ pricingExpression: pricingExpression.optional() })).default([]),
});

export type CatalogueSku = z.output<typeof catalogueSku>;

/** How the catalogue writes our units; its GB are of 1024 megabytes, as those of disks and bills are. */
const usageUnits: Readonly<Record<Sku['unit'], string>> = {
  hour: 'h',
  month: 'mo',
  'GB-hour': 'GiBy.h',
  'GB-month': 'GiBy.mo',
  GB: 'GiBy',
};

/**
 * The price of a SKU now, exactly as the catalogue has it.
 *
 * @throws Error for a price that isn't in USD or not for this unit, since neither can be converted without a guess
 */
export function usdPerUnit({ pricingInfo }: CatalogueSku, unit: Sku['unit']): UsdPerUnit {
  const { usageUnit, tieredRates = [] } = pricingInfo.at(-1)?.pricingExpression ?? {};
  if (usageUnit === undefined || tieredRates.length === 0) throw new Error('found no price, expected one');
  if (usageUnit !== usageUnits[unit]) {
    throw new Error(`found a price for "${usageUnit}", expected one for "${usageUnits[unit]}" (${unit})`);
  }
  const tiers = tieredRates.map(({ startUsageAmount, unitPrice }) => ({ from: startUsageAmount, usd: usd(unitPrice) }));
  const [first] = tiers;
  return tiers.length === 1 && first?.from === 0 ? first.usd : tiers;
}

function usd({ currencyCode, units, nanos }: z.output<typeof money>): number {
  if (currencyCode !== 'USD') throw new Error(`found a price in "${currencyCode}", expected one in USD`);
  const exact = new Decimal(nanos).div(1e9).plus(units);
  if (exact.isNegative()) throw new Error(`found a price of ${exact.toString()} USD, expected none below 0`);
  return exact.toNumber();
}
