import { Construct } from 'constructs';
import { artifactsBucketOf, type Platform } from '../platform/index.ts';
import { AdministratorAccess } from './administrator-access.ts';
import { BootstrapBalancer } from './bootstrap-balancer.ts';
import type { AgentCode } from './cluster-place.ts';
import { EncryptedBucket } from './encrypted-bucket.ts';
import { Encryption } from './encryption.ts';
import { GoogleApis } from './google-apis.ts';
import { KafkaCluster } from './kafka-cluster.ts';
import { Network } from './network.ts';
import type { Callers } from './port-access.ts';
import { serviceAgents } from './service-agents.ts';
import { ZooKeeperEnsemble } from './zookeeper-ensemble.ts';

export interface PrivateKafkaProps {
  readonly platform: Platform;
  /** `bundleAgent()` of `functions/`: what boots the machines. */
  readonly agent: AgentCode;
}

/**
 * A cluster with all that it needs, in one region and one stack: its own network without a way in or out, keys, the place
 * of what machines install, ZooKeeper, brokers, and one address before them. For a team that wants its own Kafka and
 * nothing around it; the platform's estate has the same parts in stacks of their own.
 */
export class PrivateKafka extends Construct {
  private readonly entrances: readonly (BootstrapBalancer | KafkaCluster)[];

  constructor(scope: Construct, id: string, { platform, agent }: PrivateKafkaProps) {
    super(scope, id);
    const {
      name: prefix,
      network: { domain },
    } = platform;
    const { name: region, cidr } = platform.regions.primary;
    const network = new Network(this, 'network', { prefix, domain, subnets: { primary: { region, cidr } } });
    new GoogleApis(this, 'google-apis', { prefix, networkId: network.id });
    new AdministratorAccess(this, 'administrators', { prefix, networkId: network.id });

    const encryption = this.renderKeys(platform);
    new EncryptedBucket(this, 'artifacts', {
      name: artifactsBucketOf(platform, 'primary'),
      location: region,
      keyId: encryption.keyId('artifacts'),
    });
    const place = {
      platform,
      networkId: network.id,
      zoneName: network.zoneName,
      subnet: network.subnet('primary'),
      diskKeyId: encryption.keyId('disks'),
      agent,
    };
    const zookeeper = new ZooKeeperEnsemble(this, 'zookeeper', place);
    const cluster = new KafkaCluster(this, 'kafka', { ...place, zookeeper });
    this.entrances = [new BootstrapBalancer(this, 'bootstrap', { ...place, cluster }), cluster];
  }

  /** Lets callers begin at the one address and go on to each broker. */
  allowClients(name: string, callers: Callers, purpose?: string): void {
    for (const entrance of this.entrances) entrance.allowClients(name, callers, purpose);
  }

  private renderKeys({ name: prefix, projectId, regions, encryption }: Platform): Encryption {
    const agents = serviceAgents(this, projectId);
    return new Encryption(this, 'encryption', {
      prefix,
      location: regions.primary.name,
      rotationDays: encryption.keyRotationDays,
      keys: { disks: agents.compute, artifacts: agents.storage },
    });
  }
}
