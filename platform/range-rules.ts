import {
  addressOffsets,
  podRangeOfNodePrefixLength,
  prefixLengthOf,
  rangesOverlap,
  smallestSubnetPrefixLength,
} from './addresses.ts';
import type { PlatformProblem } from './invalid-platform-error.ts';
import type { PlatformSettings } from './model.ts';

/** Rules that hold between ranges of addresses. */

/** The first two and the last two. https://cloud.google.com/vpc/docs/subnets#unusable-ip-addresses-in-every-subnet */
const addressesKeptOfASubnet = 4;

export function subnetsAreLargeEnough({ regions }: PlatformSettings): PlatformProblem[] {
  return Object.entries(regions)
    .filter(([, region]) => prefixLengthOf(region.cidr) > smallestSubnetPrefixLength)
    .map(([key, region]) => ({
      path: `regions.${key}.cidr`,
      found: region.cidr,
      expected: `a range of at least /${String(smallestSubnetPrefixLength)}`,
      fix: `widen it: brokers live at offset ${String(addressOffsets.broker)} plus their id`,
    }));
}

interface NamedRange {
  readonly path: string;
  readonly cidr: string;
}

/** An address leads to one place, here and in every network that this one is connected with. */
export function rangesDoNotOverlap({ regions, network, gke }: PlatformSettings): PlatformProblem[] {
  const ours = [
    ...Object.entries(regions).map(([key, region]) => ({ path: `regions.${key}.cidr`, cidr: region.cidr })),
    { path: 'network.functionsCidr', cidr: network.functionsCidr },
    { path: 'gke.nodeCidr', cidr: gke.nodeCidr },
    { path: 'gke.podCidr', cidr: gke.podCidr },
    { path: 'gke.serviceCidr', cidr: gke.serviceCidr },
    ...Object.entries(network.outsideClients?.natCidrs ?? {}).map(([key, cidr]) => ({
      path: `network.outsideClients.natCidrs.${key}`,
      cidr,
    })),
  ];
  const clients = named('network.clientCidrs', network.clientCidrs);
  const peers = Object.entries(network.peers).flatMap(([name, cidrs]) => named(`network.peers.${name}`, cidrs));
  // Clients may live in a peer's network: those two are not held against each other.
  return [...overlaps(ours), ...overlaps(clients, ours), ...overlaps(peers, ours)];
}

function named(path: string, cidrs: readonly string[]): NamedRange[] {
  return cidrs.map((cidr, index) => ({ path: `${path}.${String(index)}`, cidr }));
}

function overlaps(ranges: readonly NamedRange[], taken: readonly NamedRange[] = []): PlatformProblem[] {
  return ranges.flatMap((range, index) =>
    [...taken, ...ranges.slice(0, index)]
      .filter((earlier) => rangesOverlap(earlier.cidr, range.cidr))
      .map((earlier) => ({
        path: range.path,
        found: range.cidr,
        expected: `a range that shares no address with ${earlier.cidr} (${earlier.path})`,
        fix: 'choose another range: overlapping ones cannot be routed between',
      })),
  );
}

/**
 * Each endpoint takes an address of the range, of which Google Cloud keeps four.
 * https://cloud.google.com/vpc/docs/about-vpc-hosted-services#nat-subnets-sizing
 */
export function natRangesHoldEndpoints({ network }: PlatformSettings): PlatformProblem[] {
  if (network.outsideClients === undefined) return [];
  const { natCidrs, consumers } = network.outsideClients;
  const endpoints = Object.values(consumers).reduce((total, consumer) => total + consumer.endpoints, 0);
  return Object.entries(natCidrs).flatMap(([key, cidr]) => {
    const room = Math.max(0, 2 ** (32 - prefixLengthOf(cidr)) - addressesKeptOfASubnet);
    if (room >= endpoints) return [];
    return [
      {
        path: `network.outsideClients.natCidrs.${key}`,
        found: `${cidr}, which has addresses for ${String(room)} endpoints`,
        expected: `room for ${String(endpoints)}: those of all consumers`,
        fix: 'widen it: an endpoint without an address of it passes nothing on',
      },
    ];
  });
}

/** Each Kubernetes node takes a /26 for its pods, and an upgrade brings one node more to each pool. */
export function podRangeHoldsNodes({ gke, schemaRegistry, connect }: PlatformSettings): PlatformProblem[] {
  const pools = [schemaRegistry.replicas, connect.workers, gke.general.nodes, gke.spot.nodes];
  const nodes = pools.reduce((total, count) => total + count + 1, 0);
  const room = 2 ** (podRangeOfNodePrefixLength - prefixLengthOf(gke.podCidr));
  if (room >= nodes) return [];
  return [
    {
      path: 'gke.podCidr',
      found: `${gke.podCidr}, which holds the pods of ${String(Math.floor(room))} nodes`,
      expected: `room for ${String(nodes)} nodes: those of all pools and one more in each during an upgrade`,
      fix: 'widen it: a node without a range for its pods never becomes ready',
    },
  ];
}
