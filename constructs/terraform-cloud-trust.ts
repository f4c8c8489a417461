import { IamWorkloadIdentityPoolProvider } from '@cdktf/provider-google/lib/iam-workload-identity-pool-provider/index.js';
import { IamWorkloadIdentityPool } from '@cdktf/provider-google/lib/iam-workload-identity-pool/index.js';
import { ServiceAccountIamMember } from '@cdktf/provider-google/lib/service-account-iam-member/index.js';
import { Construct } from 'constructs';
import type { Deployers } from './deployers.ts';

export interface TerraformCloudTrustProps {
  readonly organization: string;
  /** The project within the organization whose workspaces are trusted. */
  readonly terraformProject: string;
  readonly deployers: Deployers;
}

const issuer = 'https://app.terraform.io';

/**
 * Terraform Cloud's runs become the deployers, by tokens that it signs for each run: there is no key that could be
 * stored or stolen. Any organization of Terraform Cloud has tokens of this issuer, so the condition names the one
 * whose are taken. A run that plans becomes the one deployer, a run that applies the other.
 */
export class TerraformCloudTrust extends Construct {
  /** Full name of the provider, as a workspace is told it. */
  readonly providerName: string;

  constructor(scope: Construct, id: string, { organization, terraformProject, deployers }: TerraformCloudTrustProps) {
    super(scope, id);
    // A pool's id stays reserved for 30 days after it was deleted.
    const pool = new IamWorkloadIdentityPool(this, 'pool', {
      workloadIdentityPoolId: 'terraform-cloud',
      displayName: 'Terraform Cloud',
    });
    this.providerName = new IamWorkloadIdentityPoolProvider(this, 'provider', {
      workloadIdentityPoolId: pool.workloadIdentityPoolId,
      workloadIdentityPoolProviderId: 'terraform-cloud',
      displayName: 'Terraform Cloud',
      oidc: { issuerUri: issuer },
      // Not the token's own subject: with long names of workspaces it passes Google's limit of 127 bytes.
      attributeMapping: {
        'google.subject': 'assertion.terraform_workspace_id',
        'attribute.terraform_run_phase': 'assertion.terraform_run_phase',
      },
      attributeCondition:
        `assertion.terraform_organization_name == "${organization}" && ` +
        `assertion.terraform_project_name == "${terraformProject}"`,
    }).name;
    for (const phase of ['plan', 'apply'] as const) {
      new ServiceAccountIamMember(this, phase, {
        serviceAccountId: deployers[phase].id,
        role: 'roles/iam.workloadIdentityUser',
        member: `principalSet://iam.googleapis.com/${pool.name}/attribute.terraform_run_phase/${phase}`,
      });
    }
  }
}
