import { ComputeAddress } from '@cdktf/provider-google/lib/compute-address/index.js';
import { ComputeForwardingRule } from '@cdktf/provider-google/lib/compute-forwarding-rule/index.js';
import { ComputeRegionBackendService } from '@cdktf/provider-google/lib/compute-region-backend-service/index.js';
import { ComputeRegionHealthCheck } from '@cdktf/provider-google/lib/compute-region-health-check/index.js';
import { Construct } from 'constructs';
import type { Platform } from '../platform/index.ts';
import { healthCheckRanges } from './address-ranges.ts';
import type { KafkaCluster } from './kafka-cluster.ts';
import type { Subnet } from './network.ts';
import { PrivateRecord } from './private-record.ts';

export interface BootstrapBalancerProps {
  readonly platform: Platform;
  readonly networkId: string;
  readonly zoneName: string;
  readonly subnet: Subnet;
  readonly cluster: KafkaCluster;
}

/** A failover changes the record: clients must not hold on to the old address for long. */
const ttlSeconds = 30;

/**
 * One address and name before all brokers, for a client's first connection; afterwards it talks to each broker
 * directly. The balancer passes packets through: TLS ends at the broker, and the broker sees the client's address.
 */
export class BootstrapBalancer extends Construct {
  constructor(scope: Construct, id: string, props: BootstrapBalancerProps) {
    super(scope, id);
    props.cluster.allowClients('health-checks', { ranges: healthCheckRanges }, 'the balancer asks who answers');
    this.renderRule(props, this.renderAddress(props), this.renderBackend(props));
    const { hostname, address } = props.platform.bootstrap;
    new PrivateRecord(this, 'record', { zoneName: props.zoneName, hostname, address, ttlSeconds });
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

  private renderBackend({ platform, subnet, cluster }: BootstrapBalancerProps): string {
    const name = `${platform.name}-bootstrap`;
    const check = new ComputeRegionHealthCheck(this, 'check', {
      name,
      region: subnet.region,
      checkIntervalSec: 5,
      timeoutSec: 5,
      healthyThreshold: 2,
      unhealthyThreshold: 2,
      tcpHealthCheck: { port: platform.bootstrap.port },
    });
    return new ComputeRegionBackendService(this, 'backend', {
      name,
      region: subnet.region,
      protocol: 'TCP',
      loadBalancingScheme: 'INTERNAL',
      healthChecks: [check.id],
      // The provider's default, UTILIZATION, is refused for a balancer that passes packets through.
      backend: cluster.instanceGroups.map((group) => ({ group, balancingMode: 'CONNECTION' })),
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
      // Clients in the secondary region begin here too.
      allowGlobalAccess: true,
    });
  }
}
