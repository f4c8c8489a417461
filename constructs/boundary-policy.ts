import { ComputeFirewallPolicyAssociation } from '@cdktf/provider-google/lib/compute-firewall-policy-association/index.js';
import { ComputeFirewallPolicyRule } from '@cdktf/provider-google/lib/compute-firewall-policy-rule/index.js';
import { ComputeFirewallPolicy } from '@cdktf/provider-google/lib/compute-firewall-policy/index.js';
import { Construct } from 'constructs';
import {
  googleApiRange,
  healthCheckRanges,
  identityAwareProxyRange,
  privateRanges,
  serverlessRanges,
} from './address-ranges.ts';

export interface BoundaryPolicyProps {
  /** Short name, unique within the organization. */
  readonly name: string;
  /** `folders/123456789012`, with the project in it. */
  readonly folder: string;
}

interface BoundaryRule {
  readonly direction: 'INGRESS' | 'EGRESS';
  readonly action: 'goto_next' | 'deny';
  readonly ranges: readonly string[];
  readonly description: string;
}

const everywhere = ['0.0.0.0/0'];

/** In the order in which they are asked. What goes on to the next layer still has to be allowed there. */
const rules: readonly BoundaryRule[] = [
  {
    direction: 'INGRESS',
    action: 'goto_next',
    ranges: [...privateRanges, ...healthCheckRanges, identityAwareProxyRange, ...serverlessRanges],
    description: "Private ranges, and Google's own probes and proxies: the network's rules decide",
  },
  {
    direction: 'INGRESS',
    action: 'deny',
    ranges: everywhere,
    description: 'No one else, whatever a network allows',
  },
  {
    direction: 'EGRESS',
    action: 'goto_next',
    ranges: [...privateRanges, googleApiRange, ...serverlessRanges],
    description: "Private ranges and Google's APIs: the network's rules decide",
  },
  {
    direction: 'EGRESS',
    action: 'deny',
    ranges: everywhere,
    description: 'To nowhere else, whatever a network allows',
  },
];

/**
 * The second layer of the seed's network security (§8.3), above the network: rules of the folder, which no one who may
 * only change the project can lift. Whatever a rule of the network opens by mistake stays closed to the internet.
 */
export class BoundaryPolicy extends Construct {
  constructor(scope: Construct, id: string, { name, folder }: BoundaryPolicyProps) {
    super(scope, id);
    const policy = new ComputeFirewallPolicy(this, 'policy', {
      shortName: name,
      parent: folder,
      description: 'What may pass between the folder and the rest of the world',
    });
    rules.forEach(({ direction, action, ranges, description }, index) => {
      new ComputeFirewallPolicyRule(this, `rule-${String(index + 1)}`, {
        firewallPolicy: policy.id,
        // Room between them, for a rule of the organization's own.
        priority: 1_000 * (index + 1),
        direction,
        action,
        description,
        enableLogging: action === 'deny',
        match: {
          layer4Configs: [{ ipProtocol: 'all' }],
          ...(direction === 'INGRESS' ? { srcIpRanges: [...ranges] } : { destIpRanges: [...ranges] }),
        },
      });
    });
    new ComputeFirewallPolicyAssociation(this, 'folder', {
      name,
      firewallPolicy: policy.id,
      attachmentTarget: folder,
    });
  }
}
