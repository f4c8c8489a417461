import { ComputeAddress } from '@cdktf/provider-google/lib/compute-address/index.js';
import { ComputeDisk } from '@cdktf/provider-google/lib/compute-disk/index.js';
import { ComputeInstanceGroupManager } from '@cdktf/provider-google/lib/compute-instance-group-manager/index.js';
import { ComputePerInstanceConfig } from '@cdktf/provider-google/lib/compute-per-instance-config/index.js';
import { ServiceAccount } from '@cdktf/provider-google/lib/service-account/index.js';
import { Construct } from 'constructs';
import type { PlatformNode } from '../platform/index.ts';
import { dataDeviceName } from '../render/index.ts';
import type { LocalHealthCheck } from './local-health-check.ts';
import type { MachineProps } from './machine-metadata.ts';
import { renderMachineTemplate } from './machine-template.ts';
import { nameLimits, nameWithin } from './names.ts';
import type { Subnet } from './network.ts';
import { PrivateRecord } from './private-record.ts';
import type { SnapshotSchedule } from './snapshot-schedule.ts';

export interface StatefulNodeProps extends MachineProps {
  readonly projectId: string;
  readonly prefix: string;
  /** What runs on it, as a label: `kafka`, `zookeeper`. */
  readonly component: string;
  readonly node: PlatformNode;
  readonly subnet: Subnet;
  /** `Network.zoneName`, in which the node gets its name. */
  readonly zoneName: string;
  /** Key of both disks, in the node's region. */
  readonly diskKeyId: string;
  /** By which a machine whose process is gone is recreated. */
  readonly healthCheck: LocalHealthCheck;
  /** Takes snapshots of the data disk. */
  readonly snapshots: SnapshotSchedule;
  /** Image of the boot disk. @default 'debian-cloud/debian-12' */
  readonly image?: string;
}

/**
 * How long a new machine may take until its process listens, and the longest that Google Cloud takes: a broker that was
 * killed reads its last segments again before it listens.
 */
const initialDelaySec = 3_600;

/**
 * A machine whose data and address outlive it: a managed instance group of one, to which a data disk and an internal
 * address of their own are bound (docs/adr/0009-nodes-as-stateful-groups-of-one.md).
 *
 * A new template is only made known: a machine takes it up when it is told to, one after the other, by whoever checks
 * in between that the cluster is whole.
 */
export class StatefulNode extends Construct {
  /** E-mail address of the machine's own service account. */
  readonly account: string;

  constructor(scope: Construct, id: string, props: StatefulNodeProps) {
    super(scope, id);
    const { prefix, node, component } = props;
    const name = `${prefix}-${node.name}`;

    this.account = new ServiceAccount(this, 'account', {
      accountId: nameWithin(nameLimits.serviceAccount, prefix, node.name),
      displayName: `Machine ${node.name}`,
    }).email;
    const template = renderMachineTemplate(this, {
      ...props,
      name,
      machineType: node.machineType,
      labels: { component, node: node.name },
      account: this.account,
    });
    const group = this.renderGroup(name, props, template.id);
    this.renderState(name, props, group.name);
    new PrivateRecord(this, 'record', {
      zoneName: props.zoneName,
      hostname: node.hostname,
      address: node.address,
    });
  }

  private renderGroup(
    name: string,
    { node, healthCheck }: StatefulNodeProps,
    templateId: string,
  ): ComputeInstanceGroupManager {
    // There is no targetSize: the per-instance configuration makes the machine, and a size of one would make a second.
    return new ComputeInstanceGroupManager(this, 'group', {
      name,
      baseInstanceName: name,
      zone: node.zone,
      version: [{ instanceTemplate: templateId }],
      autoHealingPolicies: { healthCheck: healthCheck.healthCheckId, initialDelaySec },
      updatePolicy: {
        type: 'OPPORTUNISTIC',
        minimalAction: 'REPLACE',
        // The name, the disk and the address exist once: the old machine goes before the new one comes.
        replacementMethod: 'RECREATE',
        maxSurgeFixed: 0,
        maxUnavailableFixed: 1,
      },
    });
  }

  /** The disk, the address and what binds them to the one machine of the group. */
  private renderState(
    name: string,
    { node, subnet, component, diskKeyId, snapshots }: StatefulNodeProps,
    group: string,
  ): void {
    const disk = new ComputeDisk(this, 'disk', {
      name: node.disk.name,
      zone: node.zone,
      type: node.disk.type,
      size: node.disk.sizeGb,
      diskEncryptionKey: { kmsKeySelfLink: diskKeyId },
      labels: { component, node: node.name },
      // A disk that was made again from its snapshot (docs/how-to/rotate-keys.md) would be replaced by an empty one.
      lifecycle: { preventDestroy: true, ignoreChanges: ['snapshot'] },
    });
    snapshots.cover(node.name, { name: disk.name, zone: node.zone });
    const address = new ComputeAddress(this, 'address', {
      name,
      region: subnet.region,
      addressType: 'INTERNAL',
      subnetwork: subnet.id,
      address: node.address,
      lifecycle: { preventDestroy: true },
    });
    new ComputePerInstanceConfig(this, 'instance', {
      name,
      zone: node.zone,
      instanceGroupManager: group,
      // Terraform changes all nodes at once; none of them may be restarted by it.
      minimalAction: 'NONE',
      mostDisruptiveAllowedAction: 'NONE',
      // Otherwise the machine would stay behind, and the next one of its name could not be made.
      removeInstanceOnDestroy: true,
      preservedState: {
        disk: [{ deviceName: dataDeviceName, source: disk.id, mode: 'READ_WRITE', deleteRule: 'NEVER' }],
        internalIp: [{ interfaceName: 'nic0', autoDelete: 'NEVER', ipAddress: { address: address.selfLink } }],
      },
    });
  }
}
