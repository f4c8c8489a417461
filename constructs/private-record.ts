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
}

/** One name in the private zone that leads to one address. */
export class PrivateRecord extends Construct {
  constructor(scope: Construct, id: string, { zoneName, hostname, address, ttlSeconds = 300 }: PrivateRecordProps) {
    super(scope, id);
    new DnsRecordSet(this, 'a', {
      managedZone: zoneName,
      name: `${hostname}.`,
      type: 'A',
      ttl: ttlSeconds,
      rrdatas: [address],
    });
  }
}
