import {
  NetworkPolicyV1,
  type NetworkPolicyV1SpecEgressTo,
  type NetworkPolicyV1SpecIngressFrom,
} from '@cdktf/provider-kubernetes/lib/network-policy-v1/index.js';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type { Allowance, Peer, WorkloadDescription } from './workload-description.ts';

export interface WorkloadPolicyProps {
  readonly description: WorkloadDescription;
  readonly namespace: string;
  readonly selector: Readonly<Record<string, string>>;
}

/** What one workload may hear and say, beyond the namespace's denial of everything. */
export class WorkloadPolicy extends Construct {
  readonly rules: ITerraformDependable;

  constructor(scope: Construct, id: string, { description, namespace, selector }: WorkloadPolicyProps) {
    super(scope, id);
    this.rules = new NetworkPolicyV1(this, 'rules', {
      metadata: { name: description.name, namespace },
      spec: {
        podSelector: { matchLabels: { ...selector } },
        policyTypes: ['Ingress', 'Egress'],
        ingress: description.ingress.map((allowance) => ({ from: peersOf(allowance), ports: portsOf(allowance) })),
        egress: description.egress.map((allowance) => ({ to: peersOf(allowance), ports: portsOf(allowance) })),
      },
    });
  }
}

/** An allowance without a peer would let everyone in, so it is refused. */
function peersOf({ peers }: Allowance): (NetworkPolicyV1SpecIngressFrom & NetworkPolicyV1SpecEgressTo)[] {
  if (peers.length === 0)
    throw new Error('found an allowance without peers, expected one or more; name whom it is for');
  return peers.map(peerOf);
}

function peerOf(peer: Peer): NetworkPolicyV1SpecIngressFrom & NetworkPolicyV1SpecEgressTo {
  if ('workload' in peer) return { podSelector: { matchLabels: { 'app.kubernetes.io/name': peer.workload } } };
  const { range, except } = peer;
  return { ipBlock: { cidr: range, ...(except === undefined ? {} : { except: [...except] }) } };
}

function portsOf({ ports }: Allowance) {
  return ports.map((port) => ({ port: String(port), protocol: 'TCP' }));
}
