import { DnsRecordSet } from '@cdktf/provider-google/lib/dns-record-set/index.js';
import { Construct } from 'constructs';

export interface PrivateRecordProps {
  /** `Network.zoneName`. */
  readonly zoneName: string;
  /** Fully qualified, without the trailing dot. */
  readonly hostname: string;
  readonly address: string;
  /** How long a client may keep the answer. @default 300 */
  readonly ttlSeconds?: number;
  /** Whether a failover points it elsewhere: Terraform then leaves its address as it finds it. @default false */
  readonly movesInFailover?: boolean;
}

/** One name in the private zone that leads to one address. */
export class PrivateRecord extends Construct {
  constructor(scope: Construct, id: string, props: PrivateRecordProps) {
    super(scope, id);
    const { zoneName, hostname, address, ttlSeconds = 300, movesInFailover = false } = props;
    new DnsRecordSet(this, 'a', {
      managedZone: zoneName,
      name: `${hostname}.`,
      type: 'A',
      ttl: ttlSeconds,
      rrdatas: [address],
      // As Terraform spells it: cdktf hands these names on unchanged.
      ...(movesInFailover ? { lifecycle: { ignoreChanges: ['rrdatas'] } } : {}),
    });
  }
}
