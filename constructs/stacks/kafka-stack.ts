import type { Construct } from 'constructs';
import type { Platform, PlatformNode } from '../../platform/index.ts';
import { BootstrapBalancer } from '../bootstrap-balancer.ts';
import { KafkaCluster } from '../kafka-cluster.ts';
import { NodeAccess } from '../node-access.ts';
import { ZooKeeperEnsemble } from '../zookeeper-ensemble.ts';
import { EnvironmentStack } from './environment-stack.ts';
import type { FoundationStack } from './foundation-stack.ts';

/** The cluster of the primary region and who may reach it. */
export class KafkaStack extends EnvironmentStack {
  /** E-mail address of each node's account, by the node's name. */
  readonly accounts: Readonly<Record<string, string>>;

  constructor(scope: Construct, platform: Platform, foundation: FoundationStack) {
    super(scope, platform, 'kafka');
    const place = {
      platform,
      networkId: foundation.network.id,
      zoneName: foundation.network.zoneName,
      subnet: foundation.network.subnet('primary'),
      diskKeyId: foundation.encryption.keyId('disks'),
    };
    const zookeeper = new ZooKeeperEnsemble(this, 'zookeeper', place);
    const cluster = new KafkaCluster(this, 'kafka', { ...place, zookeeper });
    const { brokers, zookeeper: ensemble } = platform.nodes;
    const brokerAccounts = accountsByName(brokers, cluster.accounts);
    this.accounts = { ...brokerAccounts, ...accountsByName(ensemble, zookeeper.accounts) };
    for (const [node, account] of Object.entries(this.accounts)) {
      const secrets = node in brokerAccounts ? foundation.brokerSecrets : [];
      new NodeAccess(this, `${node}-access`, {
        node,
        account,
        stateBucket: foundation.state.name,
        secretIds: secrets.map(({ secretId }) => secretId),
      });
    }
    new BootstrapBalancer(this, 'bootstrap', { ...place, cluster });

    const { clientCidrs, functionsCidr } = platform.network;
    cluster.allowClients('functions', { ranges: [functionsCidr] });
    // A rule without a source would let everyone in: where no range is named, there is no rule.
    if (clientCidrs.length > 0) cluster.allowClients('clients', { ranges: clientCidrs });
  }
}

function accountsByName(nodes: readonly PlatformNode[], accounts: readonly string[]): Record<string, string> {
  return Object.fromEntries(nodes.map(({ name }, index) => [name, accounts[index] ?? '']));
}
