export { costDifference, estimateCost, type CostDifference, type Estimate, type Traffic } from './cost/estimate.ts';
export { priceList, type PriceList, type Sku } from './cost/price-list.ts';
export { hoursInAMonth, type CostedResource, type CostLine } from './cost/pricers.ts';
