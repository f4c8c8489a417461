import type { Construct } from 'constructs';
import { podsOfNode, type Platform } from '../../platform/index.ts';
import { GkeCluster } from '../gke-cluster.ts';
import { ImageRepositories } from '../image-repositories.ts';
import { EnvironmentStack } from './environment-stack.ts';
import type { FoundationStack } from './foundation-stack.ts';

/**
 * What the supporting services run on. They themselves are in a stack of their own: a provider can't be configured
 * from a cluster that the same stack makes.
 */
export class GkeStack extends EnvironmentStack {
  /** Host name of the cluster's control plane. */
  readonly endpoint: string;

  constructor(scope: Construct, platform: Platform, foundation: FoundationStack) {
    super(scope, platform, 'gke');
    const { name: prefix, projectId, regions, gke, schemaRegistry, connect } = platform;
    const { encryption, network } = foundation;
    const cluster = new GkeCluster(this, 'services', {
      prefix,
      name: 'services',
      projectId,
      networkId: network.id,
      subnet: network.subnet('gke'),
      zones: regions.primary.zones,
      recordsKeyId: encryption.keyId('gke'),
      diskKeyId: encryption.keyId('disks'),
      releaseChannel: gke.releaseChannel,
      maintenance: gke.maintenance,
      podsOfNode,
      pools: {
        general: { ...gke.general, dedicated: false },
        'schema-registry': { ...schemaRegistry, nodes: schemaRegistry.replicas, dedicated: true },
        connect: { ...connect, nodes: connect.workers, dedicated: true },
        spot: { ...gke.spot, spot: true, dedicated: true },
      },
    });
    this.endpoint = cluster.endpoint;
    new ImageRepositories(this, 'images', {
      prefix,
      location: regions.primary.name,
      keyId: encryption.keyId('images'),
      readers: { nodes: cluster.nodeMember },
    });
  }
}
