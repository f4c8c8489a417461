import { z } from 'zod';
import { healthCheckRanges, identityAwareProxyRange } from '../address-ranges.ts';
import type { TerraformResource } from '../terraform-json.ts';

/** Who may connect to what, read from the firewall's rules as they are written for Terraform. */

/** One caller that may connect to one called on some ports. */
export interface Reach {
  /** `kafka`, or where the caller's address is: `functions`, `10.30.0.0/16`. */
  readonly from: string;
  /** `kafka`: what runs on the machines that are called. */
  readonly to: string;
  /** `tcp/9092` */
  readonly port: string;
  /** What the rule says that it is for. */
  readonly reason: string;
}

/** What is behind ranges that are the same everywhere. */
const publishedRanges: Readonly<Record<string, string>> = {
  '0.0.0.0/0': 'anyone',
  ...Object.fromEntries(healthCheckRanges.map((range) => [range, "Google's health checks"])),
  [identityAwareProxyRange]: 'administrators through IAP',
};

const texts = z.array(z.string()).default([]);
const firewallRule = z.object({
  description: z.string().default(''),
  allow: z.array(z.object({ protocol: z.string(), ports: texts })),
  source_ranges: texts,
  source_service_accounts: texts,
  target_service_accounts: texts,
});
const subnetwork = z.object({
  region: z.string(),
  ip_cidr_range: z.string(),
  purpose: z.string().default('PRIVATE'),
  secondary_ip_range: z.array(z.object({ range_name: z.string(), ip_cidr_range: z.string() })).default([]),
});
const connector = z.object({ ip_cidr_range: z.string() });

/**
 * What the rules of an environment let through. Nothing else is: the network's last rule denies the rest.
 *
 * @param resources of all stacks of one environment
 * @returns each combination once, sorted
 */
export function reachability(resources: readonly TerraformResource[]): Reach[] {
  const rangeNames = namesOfRanges(resources);
  const found = resources
    .filter(({ type, attributes }) => type === 'google_compute_firewall' && attributes['allow'] !== undefined)
    .flatMap(({ attributes }) => {
      const rule = firewallRule.parse(attributes);
      const callers = [
        ...rule.source_service_accounts.map(roleOf),
        ...rule.source_ranges.map((range) => rangeNames.get(range) ?? range),
      ];
      const targets = rule.target_service_accounts.map(roleOf);
      const ports = rule.allow.flatMap(portsOf);
      const reason = rule.description.replace(/^[^:]*: /, '');
      return combinations(callers, targets.length > 0 ? targets : ['every machine'], ports, reason);
    });
  const distinct = new Map(found.map((reach) => [`${reach.to} ${reach.from} ${reach.port}`, reach]));
  return [...distinct].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, reach]) => reach);
}

function combinations(
  callers: readonly string[],
  called: readonly string[],
  ports: readonly string[],
  reason: string,
): Reach[] {
  return callers.flatMap((from) => called.flatMap((to) => ports.map((port) => ({ from, to, port, reason }))));
}

function portsOf({ protocol, ports }: z.output<typeof firewallRule>['allow'][number]): string[] {
  return ports.length === 0 ? [`${protocol}/all`] : ports.map((port) => `${protocol}/${port}`);
}

/**
 * `kafka` for `${google_service_account.kafka_kafka-01_account.email}`, from another stack as well; an account from
 * outside stays what it is.
 */
function roleOf(account: string): string {
  return /google_service_account[.-]([a-z0-9-]+)_/.exec(account)?.[1] ?? account;
}

function namesOfRanges(resources: readonly TerraformResource[]): ReadonlyMap<string, string> {
  const own = resources.flatMap(({ type, attributes }): (readonly [range: string, name: string])[] => {
    if (type === 'google_vpc_access_connector') return [[connector.parse(attributes).ip_cidr_range, 'functions']];
    if (type !== 'google_compute_subnetwork') return [];
    const subnet = subnetwork.parse(attributes);
    const name =
      subnet.purpose === 'PRIVATE_SERVICE_CONNECT'
        ? `clients of other networks in ${subnet.region}`
        : `the subnet of ${subnet.region}`;
    const secondary = subnet.secondary_ip_range.map(
      (each) => [each.ip_cidr_range, `${each.range_name} of ${name}`] as const,
    );
    return [[subnet.ip_cidr_range, name], ...secondary];
  });
  return new Map([...Object.entries(publishedRanges), ...own]);
}
