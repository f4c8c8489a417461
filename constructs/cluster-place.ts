import type { PlatformNode } from '../platform/index.ts';
import type { NodeIdentity, NodeTrust, Service } from '../render/index.ts';
import type { Subnet } from './network.ts';

/** The node agent's bundle, by its checksum. */
export interface AgentCode {
  readonly sha256: string;
}

/** Where a cluster lives: what a network and its keys give to it. */
export interface ClusterPlace {
  readonly networkId: string;
  readonly zoneName: string;
  readonly subnet: Subnet;
  readonly diskKeyId: string;
  /** The code of the node agent, which machines fetch from the artifacts bucket. */
  readonly agent: AgentCode;
  /** How its machines come by keys and secrets. Without it, someone else puts them in place. */
  readonly identity?: ClusterIdentity;
}

export interface ClusterIdentity {
  readonly of: (service: Service, node: PlatformNode) => NodeIdentity;
  /** Of the proxies before the brokers. */
  readonly proxies: NodeTrust;
}
