import { Construct } from 'constructs';
import type { Platform } from '../platform/index.ts';
import {
  describeMachine,
  exporterLivePath,
  jmxExporterFile,
  jmxExporterYaml,
  mirrorMakerFiles,
  mirrorMakerLayout,
  mirrorMakerUnit,
  mm2Properties,
  plainLog4jProperties,
  type NodeTrust,
} from '../render/index.ts';
import type { AgentCode } from './cluster-place.ts';
import type { KafkaCluster } from './kafka-cluster.ts';
import { MachineGroup } from './machine-group.ts';
import type { Subnet } from './network.ts';
import { PortAccess, type Callers } from './port-access.ts';

/** A cluster that is copied from or to. */
export interface MirroredCluster {
  readonly platform: Platform;
  readonly cluster: Pick<KafkaCluster, 'accounts'>;
}

export interface MirrorMakerProps {
  readonly source: MirroredCluster;
  readonly target: MirroredCluster;
  readonly networkId: string;
  /** In the target's region, where it runs. */
  readonly subnet: Subnet;
  /** Key of the boot disk, in the target's region. */
  readonly diskKeyId: string;
  readonly agent: AgentCode;
  /** Whom it believes and as whom it logs in. Without it, someone else puts that in place. */
  readonly trust?: NodeTrust;
}

/** One machine: why not two, docs/adr/0024-second-region-and-mirrormaker.md tells. */
const replicas = 1;

/** MirrorMaker beside the cluster that it copies to: what is cut off then is the reading, which can be made up for. */
export class MirrorMaker extends Construct {
  /** E-mail address of the account that it runs as. */
  readonly account: string;
  private readonly props: MirrorMakerProps;

  constructor(scope: Construct, id: string, props: MirrorMakerProps) {
    super(scope, id);
    this.props = props;
    const { source, target, networkId, subnet, diskKeyId, agent, trust } = props;
    const { platform } = target;
    const { configDir } = mirrorMakerLayout;
    this.account = new MachineGroup(this, 'machines', {
      projectId: platform.projectId,
      prefix: platform.name,
      component: 'mirror-maker',
      machineType: platform.mirrorMaker.machineType,
      replicas,
      zones: platform.regions[platform.region].zones,
      networkId,
      subnet,
      diskKeyId,
      description: describeMachine(platform, 'mirror-maker', 'mirror-maker', trust),
      agent,
      files: [
        { path: `${configDir}/${mirrorMakerFiles.properties}`, text: mm2Properties(source.platform, platform) },
        { path: `${configDir}/${mirrorMakerFiles.log4j}`, text: plainLog4jProperties('MirrorMaker') },
        { path: jmxExporterFile('mirror-maker'), text: jmxExporterYaml('mirror-maker') },
        { path: '/etc/systemd/system/mirror-maker.service', text: mirrorMakerUnit(platform) },
      ],
      // The process alone: it answers as long as it lives, also without either cluster.
      liveness: { port: platform.monitoring.metricsPort, path: exporterLivePath },
    }).account;
    for (const { platform: reached, cluster } of [source, target]) {
      new PortAccess(this, `to-${reached.region}`, {
        prefix: reached.name,
        name: 'mirror-maker-to-kafka',
        purpose: 'it copies one region to the other',
        networkId,
        ports: [reached.kafka.ports.client],
        from: { accounts: [this.account] },
        to: cluster.accounts,
      });
    }
  }

  /** Lets callers read its measurements. */
  allowMonitoring(name: string, callers: Callers): void {
    const { target, networkId } = this.props;
    new PortAccess(this, `${name}-to-mirror-maker-metrics`, {
      prefix: target.platform.name,
      name: `${name}-to-mirror-maker-metrics`,
      purpose: 'it measures MirrorMaker',
      networkId,
      ports: [target.platform.monitoring.metricsPort],
      from: callers,
      to: [this.account],
    });
  }
}
