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
  /** Key of the bucket with the functions' sources, in the same region. */
  readonly sourceKeyId: string;
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
  readonly sources: EncryptedBucket;
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
    this.connector = this.renderConnector(props);
    this.sources = new EncryptedBucket(this, 'sources', {
      name: `${projectId}-function-sources`,
      location: region,
      keyId: props.sourceKeyId,
    });
    this.builder = this.renderBuilder();
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

  /** Without an account of its own a build runs as the project's default account, which may do nearly everything. */
  private renderBuilder(): FunctionBuilder {
    const { id: account, member } = new ServiceAccount(this, 'builder', {
      accountId: nameWithin(nameLimits.serviceAccount, this.prefix, 'builder'),
      displayName: 'Builds functions',
    });
    const project = this.projectId;
    const grants = [
      this.sources.grant('builder', 'roles/storage.objectViewer', member),
      new ProjectIamMember(this, 'builder-logs', { project, role: 'roles/logging.logWriter', member }),
      new ProjectIamMember(this, 'builder-images', { project, role: 'roles/artifactregistry.writer', member }),
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
