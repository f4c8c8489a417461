import { ComputeAddress } from '@cdktf/provider-google/lib/compute-address/index.js';
import { DataGoogleProject } from '@cdktf/provider-google/lib/data-google-project/index.js';
import { ProjectIamMember } from '@cdktf/provider-google/lib/project-iam-member/index.js';
import { SecretManagerSecretIamMember } from '@cdktf/provider-google/lib/secret-manager-secret-iam-member/index.js';
import type { Construct } from 'constructs';
import { podsOfNode, type Platform } from '../../platform/index.ts';
import { sinkPlaces } from '../../render/index.ts';
import { machineFinderRole } from '../deployer-roles.ts';
import { EncryptedSecret } from '../encrypted-secret.ts';
import { GkeCluster } from '../gke-cluster.ts';
import { ImageRepositories } from '../image-repositories.ts';
import type { Network } from '../network.ts';
import { PrivateRecord } from '../private-record.ts';
import { SinkPlaces } from '../sink-places.ts';
import { machineFinder } from '../workloads/monitoring.ts';
import { supportingServices } from '../workloads/supporting-services.ts';
import { namespaceName, secretName } from '../workloads/workload-description.ts';
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
    const identity = this.podIdentities(projectId);
    this.renderSecrets(platform, encryption.keyId('secrets'), cluster, identity);
    this.renderSinkPlaces(platform, foundation, cluster, identity('connect'));
    new ProjectIamMember(this, 'find-machines', {
      project: projectId,
      role: machineFinderRole(projectId),
      member: identity(machineFinder),
      dependsOn: [cluster.identities],
    });
    this.renderAddresses(platform, network);
    new ImageRepositories(this, 'images', {
      prefix,
      location: regions.primary.name,
      keyId: encryption.keyId('images'),
      readers: { nodes: cluster.nodeMember },
    });
  }

  /** As whom the pods of a workload are known to Google: an IAM principal. */
  private podIdentities(projectId: string): (workload: string) => string {
    const { number } = new DataGoogleProject(this, 'project', { projectId });
    const pool = `projects/${number}/locations/global/workloadIdentityPools/${projectId}.svc.id.goog`;
    return (workload) => `principal://iam.googleapis.com/${pool}/subject/ns/${namespaceName}/sa/${workload}`;
  }

  private renderSinkPlaces(platform: Platform, foundation: FoundationStack, cluster: GkeCluster, writer: string): void {
    const { primary, secondary } = platform.regions;
    const { archiveBucket, dataset } = sinkPlaces(platform);
    new SinkPlaces(this, 'sinks', {
      // Like backups, in the other region: what is older than the brokers' retention is nowhere else.
      archive: {
        name: archiveBucket,
        location: secondary.name,
        keyId: foundation.secondaryEncryption.keyId('archive'),
      },
      warehouse: { name: dataset, location: primary.name, keyId: foundation.encryption.keyId('warehouse') },
      writer,
      // The pool of identities comes into being with the first cluster that uses it.
      after: [cluster.identities],
    });
  }

  /**
   * Places for what workloads read in secret, each open to the one workload. They are here so that values can be put
   * into them before the workloads come.
   */
  private renderSecrets(
    platform: Platform,
    keyId: string,
    cluster: GkeCluster,
    identity: (workload: string) => string,
  ): void {
    const { name: prefix, regions } = platform;
    for (const { name, secretFiles } of supportingServices(platform)) {
      for (const file of secretFiles) {
        const secret = secretName(prefix, name, file);
        const { secretId } = new EncryptedSecret(this, `secret-${name}-${file.replaceAll('.', '-')}`, {
          name: secret,
          replicas: [{ location: regions.primary.name, keyId }],
        });
        new SecretManagerSecretIamMember(this, `read-${name}-${file.replaceAll('.', '-')}`, {
          secretId,
          role: 'roles/secretmanager.secretAccessor',
          member: identity(name),
          // The pool of identities comes into being with the first cluster that uses it.
          dependsOn: [cluster.identities],
        });
      }
    }
  }

  /** The addresses of the plan, kept for the balancers that Kubernetes makes for each replica. */
  private renderAddresses(platform: Platform, network: Network): void {
    const subnet = network.subnet('primary');
    for (const node of supportingServices(platform).flatMap(({ addresses = [] }) => addresses)) {
      new ComputeAddress(this, `address-${node.name}`, {
        name: `${platform.name}-${node.name}`,
        region: subnet.region,
        addressType: 'INTERNAL',
        subnetwork: subnet.id,
        address: node.address,
        lifecycle: { preventDestroy: true },
      });
      new PrivateRecord(this, `record-${node.name}`, {
        zoneName: network.zoneName,
        hostname: node.hostname,
        address: node.address,
      });
    }
  }
}
