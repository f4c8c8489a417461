import { ProjectIamCustomRole } from '@cdktf/provider-google/lib/project-iam-custom-role/index.js';
import { ProjectIamMember } from '@cdktf/provider-google/lib/project-iam-member/index.js';
import { ServiceAccount } from '@cdktf/provider-google/lib/service-account/index.js';
import { Construct } from 'constructs';
import {
  applyRoles,
  grantableRoles,
  keyPlacePermissions,
  machineFinderId,
  machineFinderPermissions,
  planRoles,
  secretPlacePermissions,
} from './deployer-roles.ts';
import { nameLimits, nameWithin } from './names.ts';
import { grantProjectRoles } from './project-grants.ts';

export interface DeployersProps {
  readonly prefix: string;
  readonly projectId: string;
}

/** An account as which Terraform runs. */
export interface Deployer {
  /** Id of the service account in the long form that its own rules take. */
  readonly id: string;
  readonly email: string;
}

/** As whom Terraform looks, and as whom it changes. A run that only plans can't change a thing. */
export class Deployers extends Construct {
  readonly plan: Deployer;
  readonly apply: Deployer;

  constructor(scope: Construct, id: string, { prefix, projectId: project }: DeployersProps) {
    super(scope, id);
    const plan = this.account('plan', prefix, 'Sees what Terraform would change');
    const apply = this.account('apply', prefix, 'Changes what Terraform describes');
    grantProjectRoles(this, 'plan', project, plan.member, planRoles);
    grantProjectRoles(this, 'apply', project, apply.member, applyRoles);

    const secretPlaces = new ProjectIamCustomRole(this, 'secret-places', {
      roleId: 'secretPlaces',
      title: 'Places for secrets',
      description: 'Makes secrets and says who may read them, without reading them',
      permissions: [...secretPlacePermissions],
    });
    new ProjectIamMember(this, 'apply-secret-places', { project, role: secretPlaces.name, member: apply.member });
    const keyPlaces = new ProjectIamCustomRole(this, 'key-places', {
      roleId: 'keyPlaces',
      title: 'Places for keys',
      description: 'Makes keys and says who may use them, without using or destroying them',
      permissions: [...keyPlacePermissions],
    });
    new ProjectIamMember(this, 'apply-key-places', { project, role: keyPlaces.name, member: apply.member });
    // Granted by the stack with Prometheus, which may not make roles.
    new ProjectIamCustomRole(this, 'machine-finder', {
      roleId: machineFinderId,
      title: 'Finder of machines',
      description: 'Sees which machines there are, to measure them',
      permissions: [...machineFinderPermissions],
    });
    new ProjectIamMember(this, 'apply-project-grants', {
      project,
      role: 'roles/resourcemanager.projectIamAdmin',
      member: apply.member,
      condition: {
        title: 'only-roles-of-the-platform',
        description: 'Those that machines, functions and agents need',
        // https://cloud.google.com/iam/docs/setting-limits-on-granting-roles
        expression: `api.getAttribute("iam.googleapis.com/modifiedGrantsByRole", []).hasOnly([${grantableRoles(project)
          .map((role) => `"${role}"`)
          .join(', ')}])`,
      },
    });
    this.plan = plan;
    this.apply = apply;
  }

  private account(name: string, prefix: string, displayName: string): ServiceAccount {
    return new ServiceAccount(this, name, {
      accountId: nameWithin(nameLimits.serviceAccount, prefix, 'terraform', name),
      displayName,
    });
  }
}
