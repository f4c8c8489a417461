import { CloudRunServiceIamMember } from '@cdktf/provider-google/lib/cloud-run-service-iam-member/index.js';
import { Cloudfunctions2Function } from '@cdktf/provider-google/lib/cloudfunctions2-function/index.js';
import { SecretManagerSecretIamMember } from '@cdktf/provider-google/lib/secret-manager-secret-iam-member/index.js';
import { ServiceAccount } from '@cdktf/provider-google/lib/service-account/index.js';
import { StorageBucketIamMember } from '@cdktf/provider-google/lib/storage-bucket-iam-member/index.js';
import { StorageBucketObject } from '@cdktf/provider-google/lib/storage-bucket-object/index.js';
import { AssetType, TerraformAsset, type ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { archiveOf } from './function-archive.ts';
import type { FunctionsBase } from './functions-base.ts';
import { nameLimits, nameWithin } from './names.ts';

/** A built function. */
export interface FunctionBundle {
  readonly name: string;
  /** Absolute path of a directory that holds what is deployed and nothing else. */
  readonly directory: string;
  /** Changes if and only if a file in the directory does. */
  readonly hash: string;
  /** The exported name that answers requests. */
  readonly entryPoint: string;
}

export interface BucketGrant {
  readonly bucket: string;
  readonly role: string;
}

/** A secret that the function reads as a file: `<directory>/<file>`. */
export interface MountedSecret {
  readonly secretId: string;
  readonly directory: string;
  readonly file: string;
}

export interface DeployedFunctionProps {
  readonly base: FunctionsBase;
  readonly bundle: FunctionBundle;
  readonly description: string;
  /** Not for secrets: whoever may see the function can read them. */
  readonly environment: Readonly<Record<string, string>>;
  /** All that the function may do beyond being called. */
  readonly bucketGrants: readonly BucketGrant[];
  readonly secrets: readonly MountedSecret[];
  /** How long one run may take. @default 540 */
  readonly timeoutSeconds?: number;
  /** @default 512 */
  readonly memoryMb?: number;
}

/**
 * A 2nd-generation Cloud Function that runs as an account of its own, is reached only from within the project by those
 * whom `allowInvoker` names, and goes out into the network.
 *
 * The source lies under a name that holds its hash: an unchanged function isn't built again, a changed one always is.
 */
export class DeployedFunction extends Construct {
  /** Where it is called, and the audience of the tokens that callers show. */
  readonly uri: string;
  /** The account that it runs as, as an IAM member. */
  readonly member: string;
  private readonly service: { readonly name: string; readonly region: string };

  constructor(scope: Construct, id: string, props: DeployedFunctionProps) {
    super(scope, id);
    const { base, bundle } = props;
    const account = new ServiceAccount(this, 'account', {
      accountId: nameWithin(nameLimits.serviceAccount, base.prefix, bundle.name),
      displayName: `Function ${bundle.name}`,
    });
    this.member = account.member;
    const deployed = this.renderFunction(props, account.email, this.renderGrants(props, account.member));
    this.uri = deployed.serviceConfig.uri;
    this.service = { name: deployed.name, region: base.region };
  }

  /**
   * Lets an IAM member call the function.
   *
   * @param id unique among the function's callers
   * @returns what waits for the permission can depend on
   */
  allowInvoker(id: string, member: string): ITerraformDependable {
    return new CloudRunServiceIamMember(this, id, {
      service: this.service.name,
      location: this.service.region,
      role: 'roles/run.invoker',
      member,
    });
  }

  private renderGrants({ bucketGrants, secrets }: DeployedFunctionProps, member: string): ITerraformDependable[] {
    return [
      ...bucketGrants.map(
        ({ bucket, role }, index) =>
          new StorageBucketIamMember(this, `bucket-${String(index + 1)}`, { bucket, role, member }),
      ),
      ...secrets.map(
        ({ secretId, file }) =>
          new SecretManagerSecretIamMember(this, `secret-${file}`, {
            secretId,
            role: 'roles/secretmanager.secretAccessor',
            member,
          }),
      ),
    ];
  }

  private renderSource({ base, bundle }: DeployedFunctionProps) {
    const archive = new TerraformAsset(this, 'archive', {
      path: archiveOf(bundle.directory, bundle.hash),
      type: AssetType.FILE,
      assetHash: bundle.hash,
    });
    const object = new StorageBucketObject(this, 'source', {
      bucket: base.sources.name,
      name: `${bundle.name}-${bundle.hash}.zip`,
      source: archive.path,
    });
    return { bucket: object.bucket, object: object.name };
  }

  private renderFunction(
    props: DeployedFunctionProps,
    serviceAccountEmail: string,
    grants: readonly ITerraformDependable[],
  ): Cloudfunctions2Function {
    const { base, bundle, description, environment, secrets, timeoutSeconds = 540, memoryMb = 512 } = props;
    return new Cloudfunctions2Function(this, 'function', {
      name: `${base.prefix}-${bundle.name}`,
      location: base.region,
      description,
      // It can't be built before its builder may, nor start before it may read its secrets.
      dependsOn: [...base.builder.grants, ...grants],
      buildConfig: {
        runtime: 'nodejs22',
        entryPoint: bundle.entryPoint,
        serviceAccount: base.builder.account,
        source: { storageSource: this.renderSource(props) },
      },
      serviceConfig: {
        serviceAccountEmail,
        availableMemory: `${String(memoryMb)}Mi`,
        timeoutSeconds,
        // Callers may call twice: the second call waits, or is turned away and made again.
        maxInstanceCount: 1,
        maxInstanceRequestConcurrency: 1,
        ingressSettings: 'ALLOW_INTERNAL_ONLY',
        allTrafficOnLatestRevision: true,
        vpcConnector: base.connector,
        vpcConnectorEgressSettings: 'PRIVATE_RANGES_ONLY',
        environmentVariables: { ...environment },
        secretVolumes: secrets.map(({ secretId, directory, file }) => ({
          projectId: base.projectId,
          secret: secretId,
          mountPath: directory,
          versions: [{ version: 'latest', path: file }],
        })),
      },
    });
  }
}
