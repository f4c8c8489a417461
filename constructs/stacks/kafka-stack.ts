import { TerraformOutput } from 'cdktf';
import type { Construct } from 'constructs';
import { namesAllowed, secondaryOf, type Platform, type PlatformNode, type RegionRole } from '../../platform/index.ts';
import { machineOf, renderNodeIdentity, renderNodeTrust, type Service } from '../../render/index.ts';
import { BootstrapBalancer } from '../bootstrap-balancer.ts';
import type { AgentCode } from '../cluster-place.ts';
import { KafkaCluster } from '../kafka-cluster.ts';
import { NodeAccess } from '../node-access.ts';
import { OpsAgent } from '../ops-agent.ts';
import { TrustAccess } from '../trust-access.ts';
import { ZooKeeperEnsemble } from '../zookeeper-ensemble.ts';
import { EnvironmentStack } from './environment-stack.ts';
import type { FoundationStack } from './foundation-stack.ts';

/** The cluster of one region and who may reach it. */
export class KafkaStack extends EnvironmentStack {
  /** E-mail address of each node's account, by the name of its machine. */
  readonly accounts: Readonly<Record<string, string>>;

  readonly platform: Platform;
  readonly cluster: KafkaCluster;

  constructor(scope: Construct, estate: Platform, foundation: FoundationStack, region: RegionRole, agent: AgentCode) {
    super(scope, estate, region === 'primary' ? 'kafka' : 'kafka-secondary', estate.regions[region].name);
    const platform = region === 'primary' ? estate : secondaryOf(estate);
    this.platform = platform;
    const keys = { primary: foundation.encryption, secondary: foundation.secondaryEncryption };
    const place = {
      platform,
      networkId: foundation.network.id,
      zoneName: foundation.network.zoneName,
      subnet: foundation.network.subnet(region),
      diskKeyId: keys[region].keyId('disks'),
      agent,
      identity: {
        of: (service: Service, node: PlatformNode) =>
          renderNodeIdentity(estate, platform, service, node, namesAllowed(platform, node.name)),
        proxies: renderNodeTrust(estate, 'haproxy'),
      },
    };
    const zookeeper = new ZooKeeperEnsemble(this, 'zookeeper', place);
    const cluster = new KafkaCluster(this, 'kafka', { ...place, zookeeper });
    const brokerAccounts = accountsByMachine(platform, platform.nodes.brokers, cluster.accounts);
    const otherAccounts = accountsByMachine(platform, platform.nodes.zookeeper, zookeeper.accounts);
    this.accounts = { ...brokerAccounts, ...otherAccounts };
    for (const [machine, account] of Object.entries(this.accounts)) {
      const secrets = machine in brokerAccounts ? foundation.brokerSecrets : [];
      new NodeAccess(this, `${machine}-access`, {
        machine,
        account,
        stateBucket: foundation.state.name,
        secretIds: secrets.map(({ secretId }) => secretId),
      });
    }
    this.cluster = cluster;
    const bootstrap = new BootstrapBalancer(this, 'bootstrap', { ...place, cluster });
    new TrustAccess(this, 'haproxy-access', {
      account: bootstrap.account,
      stateBucket: foundation.state.name,
      secretIds: [],
    });

    const { clientCidrs, functionsCidr } = platform.network;
    // Whoever begins at the proxies goes on to each broker.
    for (const entrance of [bootstrap, cluster]) {
      entrance.allowClients('functions', { ranges: [functionsCidr] }, 'they look after topics and access');
      entrance.allowClients('pods', { ranges: [platform.gke.podCidr] }, 'the services around the cluster');
      // A rule without a source would let everyone in: where no range is named, there is no rule.
      if (clientCidrs.length > 0) entrance.allowClients('clients', { ranges: clientCidrs });
    }
    const monitoring = { ranges: [platform.gke.podCidr] };
    for (const measured of [bootstrap, cluster, zookeeper]) measured.allowMonitoring('pods', monitoring);
    new OpsAgent(this, 'ops-agent', {
      prefix: platform.name,
      zones: platform.regions[platform.region].zones,
      components: ['kafka', 'zookeeper', 'haproxy'],
    });
    this.describeBootstrap(platform, foundation);
  }

  /** What a failover needs to know: of both regions the address, and of the first the record that it points elsewhere. */
  private describeBootstrap({ bootstrap }: Platform, { network }: FoundationStack): void {
    const outputs = {
      bootstrap_address: bootstrap.address,
      bootstrap_record: `${bootstrap.hostname}.`,
      bootstrap_zone: network.zoneName,
    };
    for (const [name, value] of Object.entries(outputs)) new TerraformOutput(this, name, { value, staticId: true });
  }
}

function accountsByMachine(
  platform: Platform,
  nodes: readonly PlatformNode[],
  accounts: readonly string[],
): Record<string, string> {
  return Object.fromEntries(nodes.map((node, index) => [machineOf(platform, node).instance, accounts[index] ?? '']));
}
