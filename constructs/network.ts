import { ComputeFirewall } from '@cdktf/provider-google/lib/compute-firewall/index.js';
import { ComputeNetwork } from '@cdktf/provider-google/lib/compute-network/index.js';
import { ComputeSubnetwork } from '@cdktf/provider-google/lib/compute-subnetwork/index.js';
import { DnsManagedZone } from '@cdktf/provider-google/lib/dns-managed-zone/index.js';
import { Construct } from 'constructs';

export interface SubnetProps {
  readonly region: string;
  /** IPv4 range of the subnet, not shared with any other that it is routed to. */
  readonly cidr: string;
  /** What it is for, as a part of its name, where a region has more than one. */
  readonly purpose?: string;
  /** Further ranges by name, for pods and services of Kubernetes. */
  readonly secondaryRanges?: Readonly<Record<string, string>>;
}

export interface NetworkProps {
  /** First part of every name. */
  readonly prefix: string;
  /** Private subnets by a name for them, such as `primary`. */
  readonly subnets: Readonly<Record<string, SubnetProps>>;
  /** DNS domain of the private zone, without the trailing dot. */
  readonly domain: string;
}

/** A subnet as other constructs refer to it. */
export interface Subnet {
  readonly id: string;
  readonly name: string;
  readonly region: string;
}

/** Just above the implied rules at 65535: everything that is allowed goes before it. */
export const lowestPriority = 65_534;

/**
 * A VPC without a way in: private subnets, nothing allowed but what a `PortAccess` opens, and a private DNS zone.
 *
 * Google's own services are reached from private addresses through Private Google Access, which is why the default route
 * stays; `GoogleApis` leaves no other way out.
 */
export class Network extends Construct {
  readonly id: string;
  /** Name of the private zone's resource, for `PrivateRecord`. */
  readonly zoneName: string;
  private readonly subnets: ReadonlyMap<string, Subnet>;

  constructor(scope: Construct, id: string, props: NetworkProps) {
    super(scope, id);
    const network = new ComputeNetwork(this, 'vpc', {
      name: props.prefix,
      autoCreateSubnetworks: false,
      // Routes of both regions reach both, for the machines that copy from one to the other.
      routingMode: 'GLOBAL',
    });
    this.id = network.id;
    this.subnets = new Map(
      Object.entries(props.subnets).map(([name, subnet]) => [name, this.renderSubnet(name, subnet, props.prefix)]),
    );
    this.renderDenial(props.prefix);
    this.zoneName = this.renderZone(props);
  }

  /** @throws Error when the network has no subnet of that name */
  subnet(name: string): Subnet {
    const subnet = this.subnets.get(name);
    if (subnet !== undefined) return subnet;
    const known = [...this.subnets.keys()].join(', ');
    throw new Error(`${this.node.path}: found no subnet "${name}", expected one of ${known}; add it to props.subnets`);
  }

  private renderSubnet(name: string, props: SubnetProps, prefix: string): Subnet {
    const { region, cidr, purpose = [], secondaryRanges } = props;
    const subnet = new ComputeSubnetwork(this, `subnet-${name}`, {
      name: [prefix, purpose, region].flat().join('-'),
      network: this.id,
      region,
      ipCidrRange: cidr,
      ...(secondaryRanges === undefined ? {} : { secondaryIpRange: namedRanges(secondaryRanges) }),
      privateIpGoogleAccess: true,
      // Half of the flows, summed up every five seconds: enough to find who talks to whom, without paying for each.
      logConfig: { aggregationInterval: 'INTERVAL_5_SEC', flowSampling: 0.5, metadata: 'INCLUDE_ALL_METADATA' },
    });
    return { id: subnet.id, name: subnet.name, region };
  }

  /** Google Cloud denies ingress anyway, but without a trace. */
  private renderDenial(prefix: string): void {
    new ComputeFirewall(this, 'deny-ingress', {
      name: `${prefix}-deny-ingress`,
      description: 'Everything that no rule before this one allows, with a record of each attempt',
      network: this.id,
      direction: 'INGRESS',
      priority: lowestPriority,
      sourceRanges: ['0.0.0.0/0'],
      deny: [{ protocol: 'all' }],
      logConfig: { metadata: 'INCLUDE_ALL_METADATA' },
    });
  }

  private renderZone({ prefix, domain }: NetworkProps): string {
    return new DnsManagedZone(this, 'zone', {
      name: `${prefix}-nodes`,
      description: 'Names of the nodes and of the bootstrap address',
      dnsName: `${domain}.`,
      visibility: 'private',
      privateVisibilityConfig: { networks: [{ networkUrl: this.id }] },
    }).name;
  }
}

function namedRanges(ranges: Readonly<Record<string, string>>): { rangeName: string; ipCidrRange: string }[] {
  return Object.entries(ranges).map(([rangeName, ipCidrRange]) => ({ rangeName, ipCidrRange }));
}
