import { CloudRunServiceIamMember } from '@cdktf/provider-google/lib/cloud-run-service-iam-member/index.js';
import { CloudSchedulerJob } from '@cdktf/provider-google/lib/cloud-scheduler-job/index.js';
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

export interface ScheduledFunctionProps {
  readonly base: FunctionsBase;
  readonly bundle: FunctionBundle;
  readonly description: string;
  /** Five cron fields. */
  readonly schedule: string;
  /** IANA name. */
  readonly timeZone: string;
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

/** How long Cloud Scheduler waits beyond the function's own limit, so that it hears of it. */
const answerSeconds = 30;

/**
 * A 2nd-generation Cloud Function that Cloud Scheduler calls. It runs as an account of its own, is reached only from
 * within the project, and goes out into the network. A failed run is called again: it must bear being repeated.
 *
 * The source lies under a name that holds its hash: an unchanged function isn't built again, a changed one always is.
 */
export class ScheduledFunction extends Construct {
  constructor(scope: Construct, id: string, props: ScheduledFunctionProps) {
    super(scope, id);
    const account = new ServiceAccount(this, 'account', {
      accountId: nameWithin(nameLimits.serviceAccount, props.base.prefix, props.bundle.name),
      displayName: `Function ${props.bundle.name}`,
    });
    const grants = this.renderGrants(props, account.member);
    const deployed = this.renderFunction(props, account.email, grants);
    this.renderSchedule(props, deployed);
  }

  private renderGrants({ bucketGrants, secrets }: ScheduledFunctionProps, member: string): ITerraformDependable[] {
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

  private renderSource({ base, bundle }: ScheduledFunctionProps) {
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
    props: ScheduledFunctionProps,
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
        // Cloud Scheduler may call twice: the second call waits, or is turned away and made again.
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

  private renderSchedule(props: ScheduledFunctionProps, deployed: Cloudfunctions2Function): void {
    const { base, bundle, description, schedule, timeZone, timeoutSeconds = 540 } = props;
    const invoker = new CloudRunServiceIamMember(this, 'invoker', {
      service: deployed.name,
      location: base.region,
      role: 'roles/run.invoker',
      member: `serviceAccount:${base.scheduler}`,
    });
    new CloudSchedulerJob(this, 'schedule', {
      name: `${base.prefix}-${bundle.name}`,
      region: base.region,
      description,
      schedule,
      timeZone,
      attemptDeadline: `${String(timeoutSeconds + answerSeconds)}s`,
      retryConfig: { retryCount: 3, minBackoffDuration: '60s', maxBackoffDuration: '600s', maxDoublings: 3 },
      httpTarget: {
        httpMethod: 'POST',
        uri: deployed.serviceConfig.uri,
        oidcToken: { serviceAccountEmail: base.scheduler, audience: deployed.serviceConfig.uri },
      },
      dependsOn: [invoker],
    });
  }
}
