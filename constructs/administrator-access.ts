import { ComputeFirewall } from '@cdktf/provider-google/lib/compute-firewall/index.js';
import { Construct } from 'constructs';
import { identityAwareProxyRange } from './address-ranges.ts';

export interface AdministratorAccessProps {
  readonly prefix: string;
  /** `Network.id`. */
  readonly networkId: string;
}

/**
 * SSH to every machine of a network for whom Identity-Aware Proxy lets through: people with the role for it, each under
 * their own name and in a record. No machine needs a public address or a bastion for that.
 */
export class AdministratorAccess extends Construct {
  constructor(scope: Construct, id: string, { prefix, networkId }: AdministratorAccessProps) {
    super(scope, id);
    new ComputeFirewall(this, 'ssh', {
      name: `${prefix}-administrators-ssh`,
      description: 'SSH for people whom Identity-Aware Proxy has let through',
      network: networkId,
      direction: 'INGRESS',
      sourceRanges: [identityAwareProxyRange],
      allow: [{ protocol: 'tcp', ports: ['22'] }],
      logConfig: { metadata: 'INCLUDE_ALL_METADATA' },
    });
  }
}
