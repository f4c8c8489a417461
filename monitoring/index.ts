export { costDifference, estimateCost, type CostDifference, type Estimate, type Traffic } from './cost/estimate.ts';
export { catalogueSku, type CatalogueSku } from './cost/catalogue-sku.ts';
export { parsePriceList, priceList, readingDays, type PriceList, type Sku } from './cost/price-list.ts';
export { hoursInAMonth, type CostedResource, type CostLine } from './cost/pricers.ts';
export {
  refreshPrices,
  type KeptPrice,
  type Reading,
  type Refresh,
  type RefreshedPrice,
} from './cost/refresh-prices.ts';
