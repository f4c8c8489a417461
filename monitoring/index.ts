export { costDifference, estimateCost, type CostDifference, type Estimate, type Traffic } from './cost/estimate.ts';
export { machineShape, similarMachineTypes, type MachineShape } from './cost/machine-types.ts';
export { priceList, type PriceList, type Sku } from './cost/price-list.ts';
export { hoursInAMonth, pricers, type CostedResource, type CostLine } from './cost/pricers.ts';
export { byUsage, free } from './cost/unpriced-types.ts';
