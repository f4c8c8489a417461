import { Construct } from 'constructs';
import type { Broker, Platform } from '../platform/index.ts';
import {
  configFiles,
  describeStatefulNode,
  jmxExporterFile,
  jmxExporterYaml,
  log4jProperties,
  serverProperties,
  systemdUnit,
  vmLayout,
} from '../render/index.ts';
import type { ClusterPlace } from './cluster-place.ts';
import { healthCheckRanges } from './address-ranges.ts';
import { LocalHealthCheck } from './local-health-check.ts';
import type { MachineFile } from './machine-metadata.ts';
import { PortAccess, type Callers } from './port-access.ts';
import { SnapshotSchedule } from './snapshot-schedule.ts';
import { StatefulNode } from './stateful-node.ts';
import type { ZooKeeperEnsemble } from './zookeeper-ensemble.ts';

export interface KafkaClusterProps extends ClusterPlace {
  readonly platform: Platform;
  readonly zookeeper: ZooKeeperEnsemble;
}

/** The brokers. They talk to each other and to ZooKeeper; clients are let in by range or account. */
export class KafkaCluster extends Construct {
  /** E-mail addresses of the service accounts of its machines. */
  readonly accounts: readonly string[];
  private readonly props: KafkaClusterProps;

  constructor(scope: Construct, id: string, props: KafkaClusterProps) {
    super(scope, id);
    this.props = props;
    const { platform, subnet, zoneName, diskKeyId, agent, identity } = props;
    const name = `${platform.name}-kafka`;
    const healthCheck = new LocalHealthCheck(this, 'health', { name, port: platform.kafka.ports.client });
    const snapshots = new SnapshotSchedule(this, 'snapshots', {
      name: `${name}-data`,
      region: subnet.region,
      ...platform.snapshots,
      labels: { component: 'kafka' },
    });
    const nodes = platform.nodes.brokers.map(
      (broker) =>
        new StatefulNode(this, broker.name, {
          subnet,
          zoneName,
          diskKeyId,
          projectId: platform.projectId,
          prefix: platform.name,
          component: 'kafka',
          node: broker,
          files: filesOf(platform, broker),
          description: describeStatefulNode(platform, 'kafka', broker, identity?.of('kafka', broker)),
          agent,
          healthCheck,
          snapshots,
        }),
    );
    this.accounts = nodes.map(({ account }) => account);
    this.open('kafka-peers', 'brokers copy partitions from each other', platform.kafka.ports.interBroker, {
      accounts: this.accounts,
    });
    props.zookeeper.allowClients('kafka', this.accounts);
    this.allowClients('health-checks', { ranges: healthCheckRanges }, 'autohealing asks for a connection');
  }

  /**
   * Lets callers reach the client listener; who they are, they prove there (seed §8.1).
   *
   * @param purpose what they do there, for whoever reads the firewall's rules
   */
  allowClients(name: string, callers: Callers, purpose = 'they produce and consume'): void {
    this.open(`${name}-to-kafka`, purpose, this.props.platform.kafka.ports.client, callers);
  }

  /** Lets callers reach the listener for clients of other networks. */
  allowOutside(name: string, callers: Callers, port: number): void {
    this.open(`${name}-to-kafka-outside`, 'it leads clients of other networks to the broker they name', port, callers);
  }

  /** Lets callers read the brokers' measurements. */
  allowMonitoring(name: string, callers: Callers): void {
    this.open(`${name}-to-kafka-metrics`, 'it measures brokers', this.props.platform.monitoring.metricsPort, callers);
  }

  private open(name: string, purpose: string, port: number, from: Callers): void {
    const { platform, networkId } = this.props;
    new PortAccess(this, name, {
      prefix: platform.name,
      name,
      purpose,
      networkId,
      ports: [port],
      from,
      to: this.accounts,
    });
  }
}

/** Nothing in a broker's files names the other brokers, so that one more of them leaves these as they are. */
function filesOf(platform: Platform, broker: Broker): MachineFile[] {
  const layout = vmLayout('kafka');
  return [
    { path: `${layout.configDir}/${configFiles.serverProperties}`, text: serverProperties(platform, broker, layout) },
    { path: `${layout.configDir}/${configFiles.log4j}`, text: log4jProperties('kafka', layout) },
    { path: jmxExporterFile('kafka'), text: jmxExporterYaml('kafka') },
    { path: '/etc/systemd/system/kafka.service', text: systemdUnit(platform, 'kafka', layout, broker.address) },
  ];
}
