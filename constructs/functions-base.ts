import { ArtifactRegistryRepositoryIamMember } from '@cdktf/provider-google/lib/artifact-registry-repository-iam-member/index.js';
import { ArtifactRegistryRepository } from '@cdktf/provider-google/lib/artifact-registry-repository/index.js';
import { ProjectIamMember } from '@cdktf/provider-google/lib/project-iam-member/index.js';
import { ServiceAccount } from '@cdktf/provider-google/lib/service-account/index.js';
import { VpcAccessConnector } from '@cdktf/provider-google/lib/vpc-access-connector/index.js';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { EncryptedBucket } from './encrypted-bucket.ts';
import { nameLimits, nameWithin } from './names.ts';

export interface FunctionsBaseProps {
  readonly prefix: string;
  readonly projectId: string;
  readonly region: string;
  readonly networkId: string;
  /** A /28 of the network for the connector alone. */
  readonly cidr: string;
  /** Key of the functions, from source to image, in the same region. */
  readonly keyId: string;
  /** Ids of the channels that are told when a function fails or is overdue. @default none */
  readonly notificationChannels?: readonly string[];
}

/** Who builds functions. */
export interface FunctionBuilder {
  /** Id of the service account, in the long form that a build takes. */
  readonly account: string;
  /** What a build must wait for. */
  readonly grants: readonly ITerraformDependable[];
}

/** What functions of one region share: the way into the network, their sources, who builds and who calls them. */
export class FunctionsBase extends Construct {
  readonly prefix: string;
  readonly projectId: string;
  readonly region: string;
  readonly keyId: string;
  readonly notificationChannels: readonly string[];
  readonly sources: EncryptedBucket;
  /** Id of the repository with the functions' images. */
  readonly images: string;
  /** Id of the connector. */
  readonly connector: string;
  readonly builder: FunctionBuilder;
  /** E-mail address of the account as which Cloud Scheduler calls. */
  readonly scheduler: string;

  constructor(scope: Construct, id: string, props: FunctionsBaseProps) {
    super(scope, id);
    const { prefix, projectId, region } = props;
    this.prefix = prefix;
    this.projectId = projectId;
    this.region = region;
    this.keyId = props.keyId;
    this.notificationChannels = props.notificationChannels ?? [];
    this.connector = this.renderConnector(props);
    this.sources = new EncryptedBucket(this, 'sources', {
      name: `${projectId}-function-sources`,
      location: region,
      keyId: props.keyId,
    });
    const images = this.renderImages();
    this.images = images.id;
    this.builder = this.renderBuilder(images);
    this.scheduler = new ServiceAccount(this, 'scheduler', {
      accountId: nameWithin(nameLimits.serviceAccount, prefix, 'scheduler'),
      displayName: 'Calls functions by schedule',
    }).email;
  }

  /**
   * Google opens the ports that a connector itself needs, by rules of its own before the network's denial; what may
   * be reached through it is still decided by the network's rules for the range.
   */
  private renderConnector({ prefix, region, networkId, cidr }: FunctionsBaseProps): string {
    return new VpcAccessConnector(this, 'connector', {
      name: nameWithin(nameLimits.vpcConnector, prefix, 'functions'),
      region,
      network: networkId,
      ipCidrRange: cidr,
      machineType: 'e2-micro',
      minInstances: 2,
      maxInstances: 3,
    }).id;
  }

  /** The one that Cloud Functions makes by itself is encrypted with a key of Google. */
  private renderImages(): ArtifactRegistryRepository {
    return new ArtifactRegistryRepository(this, 'images', {
      repositoryId: `${this.prefix}-functions`,
      description: 'Images that functions are built into',
      location: this.region,
      format: 'DOCKER',
      mode: 'STANDARD_REPOSITORY',
      kmsKeyName: this.keyId,
    });
  }

  /** Without an account of its own a build runs as the project's default account, which may do nearly everything. */
  private renderBuilder(images: ArtifactRegistryRepository): FunctionBuilder {
    const { id: account, member } = new ServiceAccount(this, 'builder', {
      accountId: nameWithin(nameLimits.serviceAccount, this.prefix, 'builder'),
      displayName: 'Builds functions',
    });
    const project = this.projectId;
    const grants = [
      this.sources.grant('builder', 'roles/storage.objectViewer', member),
      new ProjectIamMember(this, 'builder-logs', { project, role: 'roles/logging.logWriter', member }),
      new ArtifactRegistryRepositoryIamMember(this, 'builder-images', {
        repository: images.name,
        location: images.location,
        role: 'roles/artifactregistry.writer',
        member,
      }),
      new ProjectIamMember(this, 'builder-copies', {
        project,
        role: 'roles/storage.objectViewer',
        member,
        // Cloud Functions copies a source into a bucket of its own making and has it built from there.
        condition: {
          title: 'copies-of-sources',
          expression: 'resource.name.startsWith("projects/_/buckets/gcf-v2-sources-")',
        },
      }),
    ];
    return { account, grants };
  }
}
