import { Construct } from 'constructs';
import type { Platform, ZooKeeperNode } from '../platform/index.ts';
import {
  configFiles,
  describeStatefulNode,
  jmxExporterFile,
  jmxExporterYaml,
  log4jProperties,
  myIdFile,
  systemdUnit,
  vmLayout,
  zooCfg,
} from '../render/index.ts';
import type { ClusterPlace } from './cluster-place.ts';
import { healthCheckRanges } from './address-ranges.ts';
import { LocalHealthCheck } from './local-health-check.ts';
import type { MachineFile } from './machine-metadata.ts';
import { PortAccess, type Callers } from './port-access.ts';
import { SnapshotSchedule } from './snapshot-schedule.ts';
import { StatefulNode } from './stateful-node.ts';

export interface ZooKeeperEnsembleProps extends ClusterPlace {
  readonly platform: Platform;
}

/** The nodes that Kafka keeps its metadata on. They talk to each other; whoever else may, is let in by name. */
export class ZooKeeperEnsemble extends Construct {
  private readonly props: ZooKeeperEnsembleProps;
  /** E-mail addresses of the nodes' accounts, in the order of the nodes. */
  readonly accounts: readonly string[];

  constructor(scope: Construct, id: string, props: ZooKeeperEnsembleProps) {
    super(scope, id);
    this.props = props;
    const { platform, subnet, zoneName, diskKeyId, agent, identity } = props;
    const name = `${platform.name}-zookeeper`;
    const healthCheck = new LocalHealthCheck(this, 'health', { name, port: platform.zookeeper.ports.client });
    const snapshots = new SnapshotSchedule(this, 'snapshots', {
      name: `${name}-data`,
      region: subnet.region,
      ...platform.snapshots,
      labels: { component: 'zookeeper' },
    });
    this.accounts = platform.nodes.zookeeper.map(
      (node) =>
        new StatefulNode(this, node.name, {
          subnet,
          zoneName,
          diskKeyId,
          projectId: platform.projectId,
          prefix: platform.name,
          component: 'zookeeper',
          node,
          files: filesOf(platform, node),
          description: describeStatefulNode(platform, 'zookeeper', node, identity?.of('zookeeper', node)),
          agent,
          healthCheck,
          snapshots,
        }).account,
    );
    const { quorum, election } = platform.zookeeper.ports;
    this.open('zookeeper-peers', 'the ensemble elects a leader and follows it', [quorum, election], {
      accounts: this.accounts,
    });
    const checks = { ranges: healthCheckRanges };
    this.open(
      'health-checks-to-zookeeper',
      'autohealing asks for a connection',
      [platform.zookeeper.ports.client],
      checks,
    );
  }

  /** Lets machines that run as `accounts` connect as clients. */
  allowClients(name: string, accounts: readonly string[]): void {
    const { client } = this.props.platform.zookeeper.ports;
    this.open(`${name}-to-zookeeper`, 'it keeps its metadata there', [client], { accounts });
  }

  /** Lets callers read the nodes' measurements. */
  allowMonitoring(name: string, callers: Callers): void {
    const { metricsPort } = this.props.platform.monitoring;
    this.open(`${name}-to-zookeeper-metrics`, 'it measures ZooKeeper', [metricsPort], callers);
  }

  private open(name: string, purpose: string, ports: readonly number[], from: Callers): void {
    const { platform, networkId } = this.props;
    new PortAccess(this, name, {
      prefix: platform.name,
      name,
      purpose,
      networkId,
      ports,
      from,
      to: this.accounts,
    });
  }
}

function filesOf(platform: Platform, node: ZooKeeperNode): MachineFile[] {
  const layout = vmLayout('zookeeper');
  return [
    { path: `${layout.configDir}/${configFiles.zooCfg}`, text: zooCfg(platform, node, layout) },
    { path: `${layout.configDir}/${configFiles.log4j}`, text: log4jProperties('zookeeper', layout) },
    { path: myIdFile(layout), text: String(node.id) },
    { path: jmxExporterFile('zookeeper'), text: jmxExporterYaml('zookeeper') },
    { path: '/etc/systemd/system/zookeeper.service', text: systemdUnit(platform, 'zookeeper', layout, node.address) },
  ];
}
