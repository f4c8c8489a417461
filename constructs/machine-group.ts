import { ComputeHealthCheck } from '@cdktf/provider-google/lib/compute-health-check/index.js';
import { ComputeRegionInstanceGroupManager } from '@cdktf/provider-google/lib/compute-region-instance-group-manager/index.js';
import { ServiceAccount } from '@cdktf/provider-google/lib/service-account/index.js';
import { Construct } from 'constructs';
import { healthCheckRanges } from './address-ranges.ts';
import type { MachineProps } from './machine-metadata.ts';
import { renderMachineTemplate } from './machine-template.ts';
import { nameLimits, nameWithin } from './names.ts';
import type { Subnet } from './network.ts';
import { PortAccess } from './port-access.ts';

export interface MachineGroupProps extends MachineProps {
  readonly projectId: string;
  readonly prefix: string;
  /** What runs on the machines, as a name and a label: `haproxy`. */
  readonly component: string;
  readonly machineType: string;
  /** How many machines. */
  readonly replicas: number;
  /** Zones of the subnet's region that they are spread over. */
  readonly zones: readonly string[];
  readonly networkId: string;
  readonly subnet: Subnet;
  /** Key of the boot disk, in the subnet's region. */
  readonly diskKeyId: string;
  /**
   * Where the machine's own process answers over HTTP as long as it lives, whatever the state of those it talks to. A
   * machine that doesn't is made anew. Without it, one is made anew when it is gone.
   */
  readonly liveness?: { readonly port: number; readonly path: string };
}

/** What a machine may take to boot and install before its silence counts. */
const initialDelaySec = 300;

/** Checks at intervals of ten seconds: a minute of silence, not a hiccup. */
const silences = 6;

/**
 * Machines of one kind that keep nothing, in the zones of a region. Any of them may be lost, and comes back under
 * another name. A changed template reaches all of them by itself: new machines come before old ones go.
 */
export class MachineGroup extends Construct {
  /** E-mail address of the service account that all of them run as. */
  readonly account: string;
  /** For a load balancer's backend. */
  readonly instanceGroup: string;

  constructor(scope: Construct, id: string, props: MachineGroupProps) {
    super(scope, id);
    const { prefix, component } = props;
    const name = `${prefix}-${component}`;
    this.account = new ServiceAccount(this, 'account', {
      accountId: nameWithin(nameLimits.serviceAccount, prefix, component),
      displayName: `Machines ${component}`,
    }).email;
    const template = renderMachineTemplate(this, { ...props, name, labels: { component }, account: this.account });
    this.instanceGroup = this.renderGroup(name, template.id, props).instanceGroup;
  }

  private renderGroup(name: string, templateId: string, props: MachineGroupProps): ComputeRegionInstanceGroupManager {
    const { subnet, zones, replicas, liveness } = props;
    return new ComputeRegionInstanceGroupManager(this, 'group', {
      name,
      baseInstanceName: name,
      region: subnet.region,
      distributionPolicyZones: [...zones],
      targetSize: replicas,
      version: [{ instanceTemplate: templateId }],
      updatePolicy: {
        type: 'PROACTIVE',
        minimalAction: 'REPLACE',
        replacementMethod: 'SUBSTITUTE',
        // Of a regional group both are zero or at least one for each zone. None of the machines goes before its
        // successor has come.
        maxSurgeFixed: zones.length,
        maxUnavailableFixed: 0,
      },
      ...(liveness === undefined
        ? {}
        : { autoHealingPolicies: { healthCheck: this.renderLiveness(name, props, liveness), initialDelaySec } }),
    });
  }

  private renderLiveness(
    name: string,
    { prefix, component, networkId }: MachineGroupProps,
    { port, path }: { readonly port: number; readonly path: string },
  ): string {
    new PortAccess(this, 'health-checks', {
      prefix,
      name: `health-checks-to-${component}`,
      purpose: 'autohealing asks for an answer',
      networkId,
      ports: [port],
      from: { ranges: healthCheckRanges },
      to: [this.account],
    });
    return new ComputeHealthCheck(this, 'liveness', {
      name: `${name}-liveness`,
      checkIntervalSec: 10,
      timeoutSec: 5,
      healthyThreshold: 1,
      unhealthyThreshold: silences,
      httpHealthCheck: { port, requestPath: path },
    }).id;
  }
}
