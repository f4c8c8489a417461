import type { Construct } from 'constructs';
import { artifactsBucketOf, type Platform } from '../../platform/index.ts';
import { identityPlaces, identitySecrets, mirrorLogins } from '../../render/index.ts';
import { AdministratorAccess } from '../administrator-access.ts';
import { EncryptedBucket } from '../encrypted-bucket.ts';
import { EncryptedSecret } from '../encrypted-secret.ts';
import { Encryption } from '../encryption.ts';
import { GoogleApis } from '../google-apis.ts';
import { Network } from '../network.ts';
import { serviceAgents } from '../service-agents.ts';
import { EnvironmentStack } from './environment-stack.ts';

/** What changes least and holds everything else: network, keys, the place of backups, places for secrets. */
export class FoundationStack extends EnvironmentStack {
  readonly network: Network;
  /** Keys of the primary region. */
  readonly encryption: Encryption;
  readonly secondaryEncryption: Encryption;
  readonly backups: EncryptedBucket;
  /** Leases, orders and reports of nodes, and the authority's certificate. */
  readonly state: EncryptedBucket;
  /** What brokers read when they come up. */
  readonly brokerSecrets: readonly EncryptedSecret[];
  /** As whom MirrorMaker logs in at both clusters. */
  readonly mirrorLogins: readonly EncryptedSecret[];
  /** A client properties file of an operator, for functions that talk to the cluster. */
  readonly operatorAccess: EncryptedSecret;

  constructor(scope: Construct, platform: Platform) {
    super(scope, platform, 'foundation');
    const { name: prefix, regions, network, projectId, gke } = platform;
    this.network = new Network(this, 'network', {
      prefix,
      domain: network.domain,
      subnets: {
        primary: { region: regions.primary.name, cidr: regions.primary.cidr },
        secondary: { region: regions.secondary.name, cidr: regions.secondary.cidr },
        gke: {
          region: regions.primary.name,
          cidr: gke.nodeCidr,
          purpose: 'gke',
          secondaryRanges: { pods: gke.podCidr, services: gke.serviceCidr },
        },
      },
    });

    const reach = { prefix, networkId: this.network.id };
    new GoogleApis(this, 'google-apis', reach);
    new AdministratorAccess(this, 'administrators', reach);

    const agents = serviceAgents(this, projectId);
    const { keyRotationDays: rotationDays } = platform.encryption;
    this.encryption = new Encryption(this, 'encryption', {
      prefix,
      location: regions.primary.name,
      rotationDays,
      keys: {
        disks: agents.compute,
        artifacts: agents.storage,
        // A source is stored, built into an image, kept as such and run.
        functions: [agents.storage, agents.functions, agents.artifactRegistry, agents.run, agents.eventarc],
        secrets: agents.secretManager,
        gke: agents.kubernetesEngine,
        images: agents.artifactRegistry,
        messages: agents.pubsub,
        state: agents.storage,
        warehouse: agents.bigQuery,
      },
    });
    this.secondaryEncryption = new Encryption(this, 'encryption-secondary', {
      prefix,
      location: regions.secondary.name,
      rotationDays,
      keys: {
        backups: agents.storage,
        archive: agents.storage,
        artifacts: agents.storage,
        disks: agents.compute,
        secrets: agents.secretManager,
      },
    });

    // What machines install, by content.
    new EncryptedBucket(this, 'artifacts', {
      name: artifactsBucketOf(platform, 'primary'),
      location: regions.primary.name,
      keyId: this.encryption.keyId('artifacts'),
    });
    new EncryptedBucket(this, 'artifacts-secondary', {
      name: artifactsBucketOf(platform, 'secondary'),
      location: regions.secondary.name,
      keyId: this.secondaryEncryption.keyId('artifacts'),
    });

    // A backup in the region that it is a backup of would be lost with it.
    this.backups = new EncryptedBucket(this, 'backups', {
      name: `${projectId}-backups`,
      location: regions.secondary.name,
      keyId: this.secondaryEncryption.keyId('backups'),
    });
    const { stateBucket } = identityPlaces(platform);
    this.state = new EncryptedBucket(this, 'state', {
      name: stateBucket,
      location: regions.primary.name,
      keyId: this.encryption.keyId('state'),
    });
    // Without the first region, machines of the second still come up.
    const replicas = [
      { location: regions.primary.name, keyId: this.encryption.keyId('secrets') },
      { location: regions.secondary.name, keyId: this.secondaryEncryption.keyId('secrets') },
    ];
    const secret = (name: string) => new EncryptedSecret(this, name, { name: `${prefix}-${name}`, replicas });
    this.brokerSecrets = Object.values(identitySecrets).map(secret);
    this.mirrorLogins = Object.values(mirrorLogins).map(secret);
    this.operatorAccess = new EncryptedSecret(this, 'operator-access', {
      name: `${prefix}-operator-client-properties`,
      replicas,
    });
  }
}
