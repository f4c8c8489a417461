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
}
