import { ContainerCluster } from '@cdktf/provider-google/lib/container-cluster/index.js';
import { ProjectIamMember } from '@cdktf/provider-google/lib/project-iam-member/index.js';
import { ServiceAccount } from '@cdktf/provider-google/lib/service-account/index.js';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { nameLimits, nameWithin } from './names.ts';
import type { Subnet } from './network.ts';
import { NodePool, type NodePoolShape } from './node-pool.ts';

/** When Google may upgrade. */
export interface MaintenanceWindow {
  /** Hour of the day, UTC. */
  readonly startHour: number;
  readonly hours: number;
  /** `SA`, `SU`: as iCalendar abbreviates them. */
  readonly days: readonly string[];
}

export interface GkeClusterProps {
  readonly prefix: string;
  /** What the cluster is called behind the prefix. */
  readonly name: string;
  readonly projectId: string;
  readonly networkId: string;
  /** Of the nodes, with secondary ranges `pods` and `services`. */
  readonly subnet: Subnet;
  readonly zones: readonly string[];
  /** Encrypts Kubernetes' own records, Secrets among them. */
  readonly recordsKeyId: string;
  /** Encrypts the machines' disks. */
  readonly diskKeyId: string;
  readonly releaseChannel: string;
  readonly maintenance: MaintenanceWindow;
  readonly podsOfNode: number;
  /** Pools by the role that they serve. */
  readonly pools: Readonly<Record<string, NodePoolShape>>;
}

/** All that a node itself needs, and no more: it writes its logs and metrics. Images it may read where that is granted. */
const nodeRole = 'roles/container.defaultNodeServiceAccount';

/**
 * A regional GKE cluster without a public address (docs/adr/0021-a-private-gke-cluster-reached-by-dns.md). Nodes are
 * private, and the control plane answers by one DNS name to whom IAM lets in: there is no range to keep a list of.
 *
 * Pods have identities of their own and never act as the machine that they are on.
 */
export class GkeCluster extends Construct {
  /** Id of the cluster. */
  readonly id: string;
  /** Host name of the control plane. */
  readonly endpoint: string;
  /** Is there when pods can have identities of their own. */
  readonly identities: ITerraformDependable;
  /** As which the machines run, as an IAM member. */
  readonly nodeMember: string;

  constructor(scope: Construct, id: string, props: GkeClusterProps) {
    super(scope, id);
    const account = this.renderAccount(props);
    this.nodeMember = account.member;
    const cluster = this.renderCluster(props, account);
    this.id = cluster.id;
    this.identities = cluster;
    this.endpoint = cluster.controlPlaneEndpointsConfig.dnsEndpointConfig.endpoint;
    for (const [role, shape] of Object.entries(props.pools)) {
      new NodePool(this, `pool-${role}`, {
        ...shape,
        role,
        prefix: props.prefix,
        cluster: cluster.id,
        region: props.subnet.region,
        zones: props.zones,
        podsOfNode: props.podsOfNode,
        account: account.email,
        diskKeyId: props.diskKeyId,
      });
    }
  }

  private renderAccount({ prefix, name, projectId }: GkeClusterProps): ServiceAccount {
    const account = new ServiceAccount(this, 'account', {
      accountId: nameWithin(nameLimits.serviceAccount, prefix, name, 'node'),
      displayName: `Nodes of the GKE cluster ${name}`,
    });
    new ProjectIamMember(this, 'account-node', { project: projectId, role: nodeRole, member: account.member });
    return account;
  }

  private renderCluster(props: GkeClusterProps, account: ServiceAccount): ContainerCluster {
    const { prefix, name, projectId, networkId, subnet, zones, recordsKeyId, diskKeyId } = props;
    return new ContainerCluster(this, 'cluster', {
      name: nameWithin(nameLimits.gke, prefix, name),
      location: subnet.region,
      nodeLocations: [...zones],
      deletionProtection: true,
      // A cluster can't be made without a pool: the first goes at once, and until then it has our account and key.
      // What is left of it in the state are the other pools' machines, which must not replace the cluster.
      lifecycle: { preventDestroy: true, ignoreChanges: ['node_config'] },
      removeDefaultNodePool: true,
      initialNodeCount: 1,
      nodeConfig: {
        serviceAccount: account.email,
        bootDiskKmsKey: diskKeyId,
        shieldedInstanceConfig: { enableSecureBoot: true, enableIntegrityMonitoring: true },
        workloadMetadataConfig: { mode: 'GKE_METADATA' },
      },
      resourceLabels: { component: 'gke' },
      ...networking(networkId, subnet, props.podsOfNode),
      ...identity(projectId),
      databaseEncryption: { state: 'ENCRYPTED', keyName: recordsKeyId },
      secretManagerConfig: { enabled: true },
      // What may run is decided in the project's policy; without one of its own that is everything.
      binaryAuthorization: { evaluationMode: 'PROJECT_SINGLETON_POLICY_ENFORCE' },
      securityPostureConfig: { mode: 'BASIC', vulnerabilityMode: 'VULNERABILITY_DISABLED' },
      nodePoolDefaults: { nodeConfigDefaults: { insecureKubeletReadonlyPortEnabled: 'FALSE' } },
      releaseChannel: { channel: props.releaseChannel },
      maintenancePolicy: { recurringWindow: recurringWindow(props.maintenance) },
      loggingConfig: {
        enableComponents: ['SYSTEM_COMPONENTS', 'WORKLOADS', 'APISERVER', 'SCHEDULER', 'CONTROLLER_MANAGER'],
      },
      monitoringConfig: {
        enableComponents: ['SYSTEM_COMPONENTS', 'APISERVER', 'SCHEDULER', 'CONTROLLER_MANAGER', 'STORAGE', 'POD'],
        // The platform has a Prometheus of its own, which also sees the brokers.
        managedPrometheus: { enabled: false },
        advancedDatapathObservabilityConfig: { enableMetrics: true, enableRelay: false },
      },
      costManagementConfig: { enabled: true },
    });
  }
}

function networking(networkId: string, subnet: Subnet, podsOfNode: number) {
  return {
    network: networkId,
    subnetwork: subnet.id,
    networkingMode: 'VPC_NATIVE',
    ipAllocationPolicy: { clusterSecondaryRangeName: 'pods', servicesSecondaryRangeName: 'services' },
    defaultMaxPodsPerNode: podsOfNode,
    // Dataplane V2 enforces network policies itself: a networkPolicy block beside it, on or off, is refused.
    datapathProvider: 'ADVANCED_DATAPATH',
    enableIntranodeVisibility: true,
    enableL4IlbSubsetting: true,
    // Without endpoints by address the API says that the private one is enabled; another value would be drift.
    privateClusterConfig: { enablePrivateNodes: true, enablePrivateEndpoint: true },
    controlPlaneEndpointsConfig: {
      dnsEndpointConfig: { allowExternalTraffic: true },
      ipEndpointsConfig: { enabled: false },
    },
    serviceExternalIpsConfig: { enabled: false },
    // Load balancing is what subsetting of internal balancers is done by.
    addonsConfig: { gcePersistentDiskCsiDriverConfig: { enabled: true }, httpLoadBalancing: { disabled: false } },
  };
}

function identity(projectId: string) {
  return {
    workloadIdentityConfig: { workloadPool: `${projectId}.svc.id.goog` },
    enableLegacyAbac: false,
    enableShieldedNodes: true,
    masterAuth: { clientCertificateConfig: { issueClientCertificate: false } },
    anonymousAuthenticationConfig: { mode: 'LIMITED' },
    rbacBindingConfig: {
      enableInsecureBindingSystemAuthenticated: false,
      enableInsecureBindingSystemUnauthenticated: false,
    },
  };
}

/** Only the times of day count, and the days of the rule; a first date has to be given. */
function recurringWindow({ startHour, hours, days }: MaintenanceWindow) {
  const start = Date.UTC(2026, 0, 1, startHour);
  return {
    startTime: timeOf(start),
    endTime: timeOf(start + hours * 3_600_000),
    recurrence: `FREQ=WEEKLY;BYDAY=${days.join(',')}`,
  };
}

function timeOf(epochMs: number): string {
  return new Date(epochMs).toISOString().replace('.000Z', 'Z');
}
