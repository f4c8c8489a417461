import { priceOfUse, type PriceList } from './price-list.ts';
import { pricers, type CostedResource, type CostLine, type PricingContext } from './pricers.ts';
import { byUsage, free } from './unpriced-types.ts';

export interface Estimate {
  readonly lines: readonly CostLine[];
  /** USD a month at list price. */
  readonly listUsd: number;
  /** The same after discounts that come by themselves. */
  readonly usd: number;
  /** What costs by use and is not in the sum, and how it is charged. */
  readonly notCounted: readonly { readonly type: string; readonly charged: string }[];
}

/** What no resource tells. */
export interface Traffic {
  /** GB a month to the internet. */
  readonly internetGb: number;
  /** GB a month between zones: replication, and consumers elsewhere. */
  readonly zoneGb: number;
  readonly region: string;
}

/**
 * What an environment costs in a month of 730 hours.
 *
 * @param resources of all its stacks
 * @throws Error naming a resource that nobody has priced or declared free, or a machine type that doesn't exist
 */
export function estimateCost(resources: readonly CostedResource[], prices: PriceList, traffic: Traffic): Estimate {
  const context = { prices, resources };
  const lines = [
    ...resources.flatMap((resource) => linesOf(resource, context)),
    ...trafficLines(prices, traffic),
  ].filter(({ listUsd }) => listUsd > 0);
  const types = new Set(resources.map(({ type }) => type));
  return {
    lines,
    listUsd: sum(lines.map(({ listUsd }) => listUsd)),
    usd: sum(lines.map(({ usd }) => usd)),
    notCounted: [...byUsage].filter(([type]) => types.has(type)).map(([type, charged]) => ({ type, charged })),
  };
}

function linesOf(resource: CostedResource, context: PricingContext): CostLine[] {
  const { address, type } = resource;
  // What runs on Kubernetes is paid for with its nodes; workspaces of Terraform Cloud are no matter of Google's.
  if (!type.startsWith('google_') || free.has(type) || byUsage.has(type)) return [];
  const pricer = pricers[type];
  if (pricer !== undefined) return pricer(resource, context);
  throw new Error(
    `${address}: found no price for ${type} and no reason why there is none, expected one; ` +
      'add it to monitoring/cost/pricers.ts or unpriced-types.ts',
  );
}

function trafficLines(prices: PriceList, { internetGb, zoneGb, region }: Traffic): CostLine[] {
  const line = (what: string, sku: string, gb: number): CostLine => {
    const usd = priceOfUse(prices, sku, region, gb);
    return { stack: '', address: 'traffic', what: `${String(gb)} GB ${what}`, listUsd: usd, usd };
  };
  return [line('to the internet', 'internet-egress', internetGb), line('between zones', 'zone-egress', zoneGb)];
}

export interface CostDifference {
  readonly stack: string;
  readonly address: string;
  readonly what: string;
  readonly beforeUsd: number;
  readonly afterUsd: number;
}

/** What costs another amount than before, the dearest change first. */
export function costDifference(before: Estimate, after: Estimate): CostDifference[] {
  const was = byResource(before);
  const is = byResource(after);
  return [...new Map([...was, ...is])]
    .map(([key, [first]]) => difference(first, was.get(key) ?? [], is.get(key) ?? []))
    .filter((each) => each !== undefined)
    .sort((left, right) => right.afterUsd - right.beforeUsd - (left.afterUsd - left.beforeUsd));
}

function byResource({ lines }: Estimate): Map<string, CostLine[]> {
  return Map.groupBy(lines, ({ stack, address }) => `${stack} ${address}`);
}

function difference(
  of: CostLine | undefined,
  was: readonly CostLine[],
  is: readonly CostLine[],
): CostDifference | undefined {
  const text = (lines: readonly CostLine[]) => lines.map(({ what }) => what).join(', ') || 'nothing';
  const [beforeUsd, afterUsd] = [was, is].map((lines) => sum(lines.map(({ usd }) => usd))) as [number, number];
  if (of === undefined || (text(was) === text(is) && beforeUsd === afterUsd)) return undefined;
  return { stack: of.stack, address: of.address, what: `${text(was)} -> ${text(is)}`, beforeUsd, afterUsd };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
