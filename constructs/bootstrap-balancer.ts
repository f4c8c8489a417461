import { ComputeAddress } from '@cdktf/provider-google/lib/compute-address/index.js';
import { ComputeForwardingRule } from '@cdktf/provider-google/lib/compute-forwarding-rule/index.js';
import { ComputeRegionBackendService } from '@cdktf/provider-google/lib/compute-region-backend-service/index.js';
import { ComputeRegionHealthCheck } from '@cdktf/provider-google/lib/compute-region-health-check/index.js';
import { Construct } from 'constructs';
import type { Platform } from '../platform/index.ts';
import { describeMachine, haproxyCfg, haproxyHealthPaths, haproxyPaths, haproxyUnit } from '../render/index.ts';
import type { ClusterPlace } from './cluster-place.ts';
import type { KafkaCluster } from './kafka-cluster.ts';
import { MachineGroup } from './machine-group.ts';
import { OutsideEntrance } from './outside-entrance.ts';
import { PortAccess, type Callers } from './port-access.ts';
import { PrivateRecord } from './private-record.ts';

export interface BootstrapBalancerProps extends ClusterPlace {
  readonly platform: Platform;
  readonly cluster: KafkaCluster;
}

/** A failover changes the record: clients must not hold on to the old address for long. */
const ttlSeconds = 30;

/**
 * One address and name before all brokers, for a client's first connection; afterwards it talks to each broker
 * directly. Behind the address are two or more HAProxy, which lead only to brokers that answer as Kafka; Google's
 * balancer and they pass TLS through to the broker (docs/adr/0025-haproxy-before-the-brokers.md).
 *
 * Packets arrive with the balancer's address still on them, so HAProxy listens on any. Brokers see HAProxy's address
 * in place of the client's.
 */
export class BootstrapBalancer extends Construct {
  /** E-mail address of the account that the proxies run as. */
  readonly account: string;
  private readonly props: BootstrapBalancerProps;
  private readonly proxies: MachineGroup;

  constructor(scope: Construct, id: string, props: BootstrapBalancerProps) {
    super(scope, id);
    this.props = props;
    this.proxies = this.renderProxies(props);
    this.account = this.proxies.account;
    props.cluster.allowClients('haproxy', { accounts: [this.proxies.account] }, 'it leads clients to a broker');
    const backend = this.renderBackend(props);
    this.renderRule(props, this.renderAddress(props), backend);
    this.renderOutside(props, backend);
    const { hostname, address } = props.platform.bootstrap;
    new PrivateRecord(this, 'record', {
      zoneName: props.zoneName,
      hostname,
      address,
      ttlSeconds,
      // The first region's name is the one that clients know; the second one's always leads to the second.
      movesInFailover: props.platform.region === 'primary',
    });
  }

  /** Lets callers begin here. */
  allowClients(name: string, callers: Callers, purpose = 'they find the brokers here'): void {
    this.open(`${name}-to-haproxy`, purpose, this.props.platform.bootstrap.port, callers);
  }

  /** Lets callers read the proxies' measurements. */
  allowMonitoring(name: string, callers: Callers): void {
    const { metrics } = this.props.platform.bootstrapProxy.ports;
    this.open(`${name}-to-haproxy-metrics`, 'it measures HAProxy', metrics, callers);
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
      to: [this.proxies.account],
    });
  }

  /** The same proxies take clients of other networks, where there are any. */
  private renderOutside({ platform, networkId, subnet, cluster }: BootstrapBalancerProps, backendId: string): void {
    const { name: prefix, outside: entrance } = platform;
    if (entrance === undefined) return;
    const proxyAccount = this.proxies.account;
    new OutsideEntrance(this, 'outside', { prefix, entrance, networkId, subnet, backendId, proxyAccount });
    cluster.allowOutside('haproxy', { accounts: [proxyAccount] }, entrance.port);
  }

  private renderProxies(props: BootstrapBalancerProps): MachineGroup {
    const { platform, networkId, subnet, diskKeyId, agent, identity } = props;
    const { machineType, replicas, ports } = platform.bootstrapProxy;
    return new MachineGroup(this, 'haproxy', {
      projectId: platform.projectId,
      prefix: platform.name,
      component: 'haproxy',
      machineType,
      replicas,
      zones: platform.regions[platform.region].zones,
      networkId,
      subnet,
      diskKeyId,
      description: describeMachine(platform, 'haproxy', 'haproxy', identity?.proxies),
      agent,
      files: [
        { path: haproxyPaths.configFile, text: haproxyCfg(platform) },
        { path: '/etc/systemd/system/haproxy.service', text: haproxyUnit() },
      ],
      liveness: { port: ports.health, path: haproxyHealthPaths.live },
    });
  }

  private renderAddress({ platform, subnet }: BootstrapBalancerProps): string {
    return new ComputeAddress(this, 'address', {
      name: `${platform.name}-bootstrap`,
      region: subnet.region,
      addressType: 'INTERNAL',
      subnetwork: subnet.id,
      address: platform.bootstrap.address,
      lifecycle: { preventDestroy: true },
    }).address;
  }

  private renderBackend({ platform, subnet }: BootstrapBalancerProps): string {
    const name = `${platform.name}-bootstrap`;
    const check = new ComputeRegionHealthCheck(this, 'check', {
      name,
      region: subnet.region,
      checkIntervalSec: 5,
      timeoutSec: 5,
      healthyThreshold: 2,
      unhealthyThreshold: 2,
      // An HAProxy that finds no broker is passed over, though it is not made anew for it.
      httpHealthCheck: { port: platform.bootstrapProxy.ports.health, requestPath: haproxyHealthPaths.ready },
    });
    return new ComputeRegionBackendService(this, 'backend', {
      name,
      region: subnet.region,
      protocol: 'TCP',
      loadBalancingScheme: 'INTERNAL',
      healthChecks: [check.id],
      // The provider's default, UTILIZATION, is refused for a balancer that passes packets through.
      backend: [{ group: this.proxies.instanceGroup, balancingMode: 'CONNECTION' }],
    }).id;
  }

  private renderRule({ platform, networkId, subnet }: BootstrapBalancerProps, address: string, backend: string): void {
    new ComputeForwardingRule(this, 'rule', {
      name: `${platform.name}-bootstrap`,
      region: subnet.region,
      loadBalancingScheme: 'INTERNAL',
      ipProtocol: 'TCP',
      ports: [String(platform.bootstrap.port)],
      ipAddress: address,
      backendService: backend,
      network: networkId,
      subnetwork: subnet.id,
      // Clients in the other region begin here too, when a failover leads them here.
      allowGlobalAccess: true,
    });
  }
}
