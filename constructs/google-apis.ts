import { ComputeFirewall } from '@cdktf/provider-google/lib/compute-firewall/index.js';
import { DnsManagedZone } from '@cdktf/provider-google/lib/dns-managed-zone/index.js';
import { DnsRecordSet } from '@cdktf/provider-google/lib/dns-record-set/index.js';
import { Construct } from 'constructs';
import { googleApiAddresses, googleApiRange, privateRanges } from './address-ranges.ts';
import { lowestPriority } from './network.ts';

export interface GoogleApisProps {
  readonly prefix: string;
  /** `Network.id`. */
  readonly networkId: string;
}

/** Domains of Google's services that machines, pods and functions call. */
const domains = ['googleapis.com', 'pkg.dev', 'packages.cloud.google.com', 'run.app', 'cloudfunctions.net'];

/**
 * The only way out of a network: to Google's own services, under addresses that the internet doesn't know. Everything
 * else outside is denied and recorded, so that a machine that was taken over can call nobody.
 *
 * There is no Cloud NAT: what a machine installs comes from a bucket, what a pod runs from Artifact Registry.
 */
export class GoogleApis extends Construct {
  constructor(scope: Construct, id: string, props: GoogleApisProps) {
    super(scope, id);
    for (const domain of domains) this.renderZone(domain, props);
    this.renderEgress(props);
  }

  /** A private zone that answers for a domain and all names below it. */
  private renderZone(domain: string, { prefix, networkId }: GoogleApisProps): void {
    const key = domain.replaceAll('.', '-');
    const zone = new DnsManagedZone(this, `zone-${key}`, {
      name: `${prefix}-${key}`,
      description: `Leads ${domain} to Google's addresses for private networks`,
      dnsName: `${domain}.`,
      visibility: 'private',
      privateVisibilityConfig: { networks: [{ networkUrl: networkId }] },
    });
    const record = { managedZone: zone.name, ttl: 300 };
    new DnsRecordSet(this, `a-${key}`, {
      ...record,
      name: `${domain}.`,
      type: 'A',
      rrdatas: [...googleApiAddresses],
    });
    new DnsRecordSet(this, `names-${key}`, { ...record, name: `*.${domain}.`, type: 'CNAME', rrdatas: [`${domain}.`] });
  }

  private renderEgress({ prefix, networkId: network }: GoogleApisProps): void {
    new ComputeFirewall(this, 'allow-private', {
      name: `${prefix}-egress-private`,
      description: 'Within private ranges: who may be reached there is decided where they are reached',
      network,
      direction: 'EGRESS',
      destinationRanges: [...privateRanges],
      allow: [{ protocol: 'all' }],
    });
    new ComputeFirewall(this, 'allow-google', {
      name: `${prefix}-egress-google`,
      description: "To Google's APIs, by HTTPS",
      network,
      direction: 'EGRESS',
      destinationRanges: [googleApiRange],
      allow: [{ protocol: 'tcp', ports: ['443'] }],
    });
    new ComputeFirewall(this, 'deny-egress', {
      name: `${prefix}-deny-egress`,
      description: 'Everything else outside, with a record of each attempt',
      network,
      direction: 'EGRESS',
      priority: lowestPriority,
      destinationRanges: ['0.0.0.0/0'],
      deny: [{ protocol: 'all' }],
      logConfig: { metadata: 'INCLUDE_ALL_METADATA' },
    });
  }
}
