import type { Subnet } from './network.ts';

/** Where a cluster lives: what a network and its keys give to it. */
export interface ClusterPlace {
  readonly networkId: string;
  readonly zoneName: string;
  readonly subnet: Subnet;
  readonly diskKeyId: string;
}
