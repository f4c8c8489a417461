import { ContainerNodePool } from '@cdktf/provider-google/lib/container-node-pool/index.js';
import { Construct } from 'constructs';
import { nameLimits, nameWithin } from './names.ts';

/** What the machines of a pool are. */
export interface NodePoolShape {
  readonly machineType: string;
  readonly diskType: string;
  readonly diskSizeGb: number;
  /** Machines in all zones together; where zones can't share them evenly, the next number that they can. */
  readonly nodes: number;
  /** Machines that Google may take back at any time, for a fraction of the price. @default false */
  readonly spot?: boolean;
  /** Whether only what names the role is placed there. One pool has to be open: for Kubernetes' own parts. */
  readonly dedicated: boolean;
}

export interface NodePoolProps extends NodePoolShape {
  /** What runs there: the value of the label, and of a dedicated pool's taint, `poolKey`. */
  readonly role: string;
  readonly prefix: string;
  /** Id of the cluster. */
  readonly cluster: string;
  readonly region: string;
  readonly zones: readonly string[];
  readonly podsOfNode: number;
  /** E-mail address of the account that the machines run as. */
  readonly account: string;
  readonly diskKeyId: string;
}

/** Label and taint of a pool's machines. */
export const poolKey = 'alphintra.com/pool';

/** Machines of a GKE cluster that serve one role, spread over zones. */
export class NodePool extends Construct {
  constructor(scope: Construct, id: string, props: NodePoolProps) {
    super(scope, id);
    const { zones, nodesOfZone } = spread(props.nodes, props.zones);
    new ContainerNodePool(this, 'pool', {
      name: nameWithin(nameLimits.gke, props.prefix, props.role),
      cluster: props.cluster,
      location: props.region,
      nodeLocations: zones,
      nodeCount: nodesOfZone,
      maxPodsPerNode: props.podsOfNode,
      management: { autoRepair: true, autoUpgrade: true },
      // One machine more before one goes, so that no role is ever short of one.
      upgradeSettings: { strategy: 'SURGE', maxSurge: 1, maxUnavailable: 0 },
      networkConfig: { enablePrivateNodes: true },
      nodeConfig: this.renderMachine(props),
    });
  }

  private renderMachine({ role, account, diskKeyId, spot = false, dedicated, ...shape }: NodePoolProps) {
    return {
      machineType: shape.machineType,
      diskType: shape.diskType,
      diskSizeGb: shape.diskSizeGb,
      bootDiskKmsKey: diskKeyId,
      imageType: 'COS_CONTAINERD',
      spot,
      serviceAccount: account,
      // What the account may do is decided by its roles; scopes would be a second, coarser list.
      oauthScopes: ['https://www.googleapis.com/auth/cloud-platform'],
      labels: { [poolKey]: role },
      ...(dedicated ? { taint: [{ key: poolKey, value: role, effect: 'NO_SCHEDULE' }] } : {}),
      resourceLabels: { component: role },
      shieldedInstanceConfig: { enableSecureBoot: true, enableIntegrityMonitoring: true },
      // A pod that asks the metadata server gets its own identity and never the machine's.
      workloadMetadataConfig: { mode: 'GKE_METADATA' },
      kubeletConfig: { insecureKubeletReadonlyPortEnabled: 'FALSE' },
      metadata: { 'disable-legacy-endpoints': 'true' },
    };
  }
}

/** A regional pool has equally many machines in each of its zones: as few zones as there are machines, at most all. */
function spread(nodes: number, zones: readonly string[]): { zones: string[]; nodesOfZone: number } {
  const used = zones.slice(0, nodes);
  return { zones: used, nodesOfZone: Math.ceil(nodes / used.length) };
}
