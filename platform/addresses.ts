import ipaddr from 'ipaddr.js';

/**
 * The address plan of a region's subnet: a node's address follows from its role and id alone, so adding a
 * node never moves another. Offsets start at 5, since Google Cloud keeps the first two and the last two
 * addresses of a subnet, and fit a /24.
 */
export const addressOffsets = {
  bootstrap: 5,
  outside: 6,
  zookeeper: 10,
  schemaRegistry: 20,
  connect: 30,
  broker: 50,
} as const;

export type AddressedRole = keyof typeof addressOffsets;

/** Addresses that a subnet must have for the plan: 50 + broker id 199 + Google Cloud's last two. */
export const smallestSubnetPrefixLength = 24;

/** A Kubernetes node here runs at most 32 pods, far more than its services need. */
export const podsOfNode = 32;

/** GKE gives each node twice as many addresses as pods: 64. https://cloud.google.com/kubernetes-engine/docs/how-to/flexible-pod-cidr */
export const podRangeOfNodePrefixLength = 26;

/** The IPv4 address of the node `id` (from 1; 0 for the balancers' addresses) of a role in the range `cidr`. */
export function addressOf(cidr: string, role: AddressedRole, id: number): string {
  const base = ipaddr.IPv4.networkAddressFromCIDR(cidr).toByteArray();
  const offset = addressOffsets[role] + id;
  return ipaddr.fromByteArray([...base.slice(0, 3), (base[3] ?? 0) + offset]).toString();
}

/** Number of leading bits that are fixed in a range: 24 for "10.0.0.0/24". */
export function prefixLengthOf(cidr: string): number {
  return ipaddr.IPv4.parseCIDR(cidr)[1];
}

/** Whether two IPv4 ranges share an address: then the wider one holds the other's base address. */
export function rangesOverlap(left: string, right: string): boolean {
  const wider = prefixLengthOf(left) <= prefixLengthOf(right) ? left : right;
  const narrower = wider === left ? right : left;
  return ipaddr.IPv4.networkAddressFromCIDR(narrower).match(ipaddr.IPv4.parseCIDR(wider));
}
