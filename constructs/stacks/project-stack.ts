import { ProjectIamAuditConfig } from '@cdktf/provider-google/lib/project-iam-audit-config/index.js';
import { ProjectService } from '@cdktf/provider-google/lib/project-service/index.js';
import type { Construct } from 'constructs';
import type { Platform } from '../../platform/index.ts';
import { BoundaryPolicy } from '../boundary-policy.ts';
import { Deployers } from '../deployers.ts';
import { grantProjectRoles } from '../project-grants.ts';
import { TerraformCloudTrust } from '../terraform-cloud-trust.ts';
import { EnvironmentStack } from './environment-stack.ts';
import { terraformProjectOf } from './state-backend.ts';

/** Of Google Cloud, all that the other stacks use. */
const services = [
  'artifactregistry',
  'bigquery',
  'cloudbuild',
  'cloudfunctions',
  'cloudkms',
  'cloudresourcemanager',
  'cloudscheduler',
  'compute',
  'container',
  'dns',
  'eventarc',
  'iam',
  'iamcredentials',
  'iap',
  'kmsinventory',
  'logging',
  'monitoring',
  'osconfig',
  'oslogin',
  'pubsub',
  'run',
  'secretmanager',
  'storage',
  'sts',
  'vpcaccess',
];

/**
 * Of these each read and write is recorded: whose key was used, who fetched a secret or touched a bucket. Every service
 * records changes to what it consists of; access to data is recorded where that is asked for
 * (https://cloud.google.com/logging/docs/audit#data-access).
 */
const recordedServices = ['cloudkms', 'secretmanager', 'storage'];

/** To see which resource uses which version of a key (`kafka-platform keys list`). */
const keyViewerRoles = [
  'roles/cloudkms.viewer',
  'roles/cloudkms.protectedResourcesViewer',
  // A person's calls of the inventory are charged to the project.
  'roles/serviceusage.serviceUsageConsumer',
];

/** What an operator needs to look after machines, and nothing that changes what Terraform describes. */
const operatorRoles = [
  ...keyViewerRoles,
  'roles/compute.osAdminLogin',
  'roles/compute.viewer',
  'roles/iap.tunnelResourceAccessor',
  'roles/logging.viewer',
  'roles/monitoring.viewer',
];

/** They alone may destroy a version of a key. */
const keyAdministratorRoles = ['roles/cloudkms.admin', ...keyViewerRoles];

/**
 * What a project needs before anything can be made in it: Google's services switched on, people's roles, the boundary
 * that its folder draws around it, and as whom Terraform runs. A person with the rights of an owner applies it, once and
 * when it changes; all other stacks are applied with less (docs/how-to/deploy.md).
 */
export class ProjectStack extends EnvironmentStack {
  /** What Terraform Cloud's workspaces are told; undefined where it isn't used. */
  readonly identity?: {
    readonly providerName: string;
    readonly planEmail: string;
    readonly applyEmail: string;
  };

  constructor(scope: Construct, platform: Platform) {
    super(scope, platform, 'project');
    const { projectId, name: prefix, access, state, network } = platform;
    for (const service of services) {
      new ProjectService(this, `service-${service}`, {
        service: `${service}.googleapis.com`,
        // Whoever takes this stack down may not take down what else the project does.
        disableOnDestroy: false,
      });
    }
    for (const service of recordedServices) {
      new ProjectIamAuditConfig(this, `record-${service}`, {
        project: projectId,
        service: `${service}.googleapis.com`,
        auditLogConfig: [{ logType: 'ADMIN_READ' }, { logType: 'DATA_READ' }, { logType: 'DATA_WRITE' }],
      });
    }
    this.grant('operators', projectId, access.operators, operatorRoles);
    this.grant('key-administrators', projectId, access.keyAdministrators, keyAdministratorRoles);

    if (network.folder !== undefined) {
      new BoundaryPolicy(this, 'boundary', { name: `${projectId}-boundary`, folder: network.folder });
    }
    const deployers = new Deployers(this, 'deployers', { prefix, projectId });
    if (state.kind === 'terraform-cloud') {
      const { providerName } = new TerraformCloudTrust(this, 'terraform-cloud', {
        organization: state.organization,
        terraformProject: terraformProjectOf(platform),
        deployers,
      });
      this.identity = { providerName, planEmail: deployers.plan.email, applyEmail: deployers.apply.email };
    }
  }

  private grant(who: string, project: string, members: readonly string[], roles: readonly string[]): void {
    members.forEach((member, index) => {
      grantProjectRoles(this, `${who}-${String(index + 1)}`, project, member, roles);
    });
  }
}
