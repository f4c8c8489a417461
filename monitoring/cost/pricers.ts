import { z } from 'zod';
import { machineShape, similarMachineTypes } from '../../platform/index.ts';
import { priceOf, type PriceList } from './price-list.ts';

/** A resource as Terraform describes it. */
export interface CostedResource {
  /** Where it is described: an address is unique within its stack only. */
  readonly stack: string;
  readonly address: string;
  readonly type: string;
  readonly attributes: unknown;
}

/** One thing that is paid for. */
export interface CostLine {
  readonly stack: string;
  readonly address: string;
  /** `3 x n1-highmem-8`, `1 x 2000 GB pd-ssd` */
  readonly what: string;
  /** USD a month at list price. */
  readonly listUsd: number;
  /** The same after discounts that come by themselves. */
  readonly usd: number;
}

/** What a resource is priced by, besides itself. */
export interface PricingContext {
  readonly prices: PriceList;
  /** All of the environment: what one resource says is told in another. */
  readonly resources: readonly CostedResource[];
}

type Pricer = (resource: CostedResource, context: PricingContext) => CostLine[];

/** Google's calculator and bills reckon a month so. */
export const hoursInAMonth = 730;

/**
 * N1 machines that run all month cost 30 % less without asking; E2 and spot machines don't.
 * https://cloud.google.com/compute/docs/sustained-use-discounts
 */
const sustainedUse = { n1: 0.3, e2: 0 } as const;

/** How each type that costs something by being there is priced. */
export const pricers: Readonly<Record<string, Pricer>> = {
  google_cloud_scheduler_job: monthly('job', 'scheduler-job'),
  google_compute_disk: dataDisk,
  // Google charges for up to five of a region together: this is dearer than the bill, never cheaper.
  google_compute_forwarding_rule: hourly('balancer', 'forwarding-rules'),
  google_compute_instance_group_manager: machines,
  google_compute_region_instance_group_manager: machines,
  google_compute_router_nat: hourly('gateway for 32 machines and more', 'nat-gateway'),
  google_compute_vpn_tunnel: hourly('tunnel', 'vpn-tunnel'),
  google_container_cluster: hourly('control plane', 'gke-cluster'),
  google_container_node_pool: nodes,
  google_dns_managed_zone: monthly('zone', 'dns-zone'),
  google_kms_crypto_key: monthly('one version', 'key-version'),
  google_privateca_certificate_authority: authority,
  google_secret_manager_secret: monthly('one version in one place', 'secret-version'),
  google_vpc_access_connector: connector,
};

function monthly(what: string, sku: string): Pricer {
  return ({ stack, address }, { prices }) => {
    const usd = priceOf(prices, sku, 'global');
    return [{ stack, address, what, listUsd: usd, usd }];
  };
}

const placed = z.object({ region: z.string().default('global') });

function hourly(what: string, sku: string): Pricer {
  return ({ stack, address, attributes }, { prices }) => {
    const usd = hoursInAMonth * priceOf(prices, sku, placed.parse(attributes).region);
    return [{ stack, address, what, listUsd: usd, usd }];
  };
}

const diskAttributes = z.object({ type: z.string().default('pd-standard'), size: z.number(), zone: z.string() });

function dataDisk({ stack, address, attributes }: CostedResource, { prices }: PricingContext): CostLine[] {
  const { type, size, zone } = diskAttributes.parse(attributes);
  return [storage(prices, { stack, address, type, sizeGb: size, count: 1, region: regionOf(zone) })];
}

const groupAttributes = z.object({
  zone: z.string().default(''),
  region: z.string().optional(),
  target_size: z.number().optional(),
  version: z.array(z.object({ instance_template: z.string() })).min(1),
});
const templateAttributes = z.object({
  machine_type: z.string(),
  disk: z.array(z.object({ disk_type: z.string().default('pd-standard'), disk_size_gb: z.number().default(10) })),
  scheduling: z.object({ provisioning_model: z.string().optional() }).default({}),
});
const memberAttributes = z.object({ instance_group_manager: z.string() });

function machines(resource: CostedResource, { prices, resources }: PricingContext): CostLine[] {
  const { stack, address, attributes } = resource;
  const { zone, region = regionOf(zone), target_size: size, version } = groupAttributes.parse(attributes);
  const reference = version[0]?.instance_template ?? '';
  const template = templateAttributes.parse(referredTo(resources, resource, reference)?.attributes);
  // A stateful group has no size of its own: each configuration of an instance makes one machine.
  const configured = resources.filter(
    (other) =>
      other.stack === stack &&
      other.type.endsWith('_per_instance_config') &&
      memberAttributes.parse(other.attributes).instance_group_manager.includes(`\${${address}.`),
  );
  const count = size ?? configured.length;
  const spot = template.scheduling.provisioning_model === 'SPOT';
  return [
    machine(prices, { stack, address, type: template.machine_type, count, region, spot }),
    ...template.disk.map(({ disk_type: type, disk_size_gb: sizeGb }) =>
      storage(prices, { stack, address, type, sizeGb, count, region }),
    ),
  ];
}

const poolAttributes = z.object({
  location: z.string(),
  node_locations: z.array(z.string()).optional(),
  node_count: z.number().optional(),
  initial_node_count: z.number().default(0),
  autoscaling: z
    .object({ min_node_count: z.number().optional(), total_min_node_count: z.number().optional() })
    .default({}),
  node_config: z.object({
    machine_type: z.string(),
    disk_size_gb: z.number().default(100),
    disk_type: z.string().default('pd-balanced'),
    spot: z.boolean().default(false),
  }),
});

/** A pool that grows by itself is priced at its smallest. */
function nodes({ stack, address, attributes }: CostedResource, { prices }: PricingContext): CostLine[] {
  const pool = poolAttributes.parse(attributes);
  const region = regionOf(pool.location);
  // A regional pool that names no zones has nodes in three of them.
  const zones = pool.node_locations?.length ?? (region === pool.location ? 3 : 1);
  const inAZone = pool.node_count ?? pool.autoscaling.min_node_count ?? pool.initial_node_count;
  const count = pool.autoscaling.total_min_node_count ?? inAZone * zones;
  const { machine_type: type, disk_size_gb: sizeGb, disk_type: diskType, spot } = pool.node_config;
  return [
    machine(prices, { stack, address, type, count, region, spot }),
    storage(prices, { stack, address, type: diskType, sizeGb, count, region }),
  ];
}

const connectorAttributes = z.object({
  region: z.string(),
  machine_type: z.string().default('e2-micro'),
  min_instances: z.number().default(2),
});

function connector({ stack, address, attributes }: CostedResource, { prices }: PricingContext): CostLine[] {
  const { region, machine_type: type, min_instances: count } = connectorAttributes.parse(attributes);
  return [machine(prices, { stack, address, type, count, region, spot: false })];
}

const authorityAttributes = z.object({ pool: z.string() });
const caPoolAttributes = z.object({ tier: z.enum(['ENTERPRISE', 'DEVOPS']) });

function authority(resource: CostedResource, context: PricingContext): CostLine[] {
  const { pool } = authorityAttributes.parse(resource.attributes);
  const { tier } = caPoolAttributes.parse(referredTo(context.resources, resource, pool)?.attributes);
  return monthly(`${tier.toLowerCase()} authority`, `ca-${tier.toLowerCase()}`)(resource, context);
}

interface Machines {
  readonly stack: string;
  readonly address: string;
  readonly type: string;
  readonly count: number;
  readonly region: string;
  readonly spot: boolean;
}

function machine(prices: PriceList, { stack, address, type, count, region, spot }: Machines): CostLine {
  const shape = machineShape(type);
  if (shape === undefined) {
    throw new Error(
      `${address}: found machine type "${type}", expected one of ${similarMachineTypes(type).join(', ')}; ` +
        'correct it, or add its series to platform/machine-types.ts',
    );
  }
  const suffix = spot ? '-spot' : '';
  const core = priceOf(prices, `${shape.family}-core${suffix}`, region);
  const memory = priceOf(prices, `${shape.family}-memory${suffix}`, region);
  const listUsd = count * hoursInAMonth * (shape.cores * core + shape.memoryGb * memory);
  const discount = spot ? 0 : sustainedUse[shape.family];
  return {
    stack,
    address,
    what: `${String(count)} x ${type}${spot ? ' spot' : ''}`,
    listUsd,
    usd: listUsd * (1 - discount),
  };
}

interface Disks {
  readonly stack: string;
  readonly address: string;
  readonly type: string;
  readonly sizeGb: number;
  readonly count: number;
  readonly region: string;
}

function storage(prices: PriceList, { stack, address, type, sizeGb, count, region }: Disks): CostLine {
  const usd = count * sizeGb * priceOf(prices, type, region);
  return { stack, address, what: `${String(count)} x ${String(sizeGb)} GB ${type}`, listUsd: usd, usd };
}

/** The resource that an expression such as `${google_compute_instance_template.a.id}` leads to. */
function referredTo(
  resources: readonly CostedResource[],
  from: CostedResource,
  expression: string,
): CostedResource | undefined {
  return resources.find(({ stack, address }) => stack === from.stack && expression.includes(`\${${address}.`));
}

/** `us-central1` of `us-central1-a`, and of itself. */
function regionOf(place: string): string {
  return place.replace(/-[a-z]$/, '');
}
