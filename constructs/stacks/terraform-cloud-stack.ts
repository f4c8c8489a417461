import { Project } from '@cdktf/provider-tfe/lib/project/index.js';
import { ProjectVariableSet } from '@cdktf/provider-tfe/lib/project-variable-set/index.js';
import { TfeProvider } from '@cdktf/provider-tfe/lib/provider/index.js';
import { RunTrigger } from '@cdktf/provider-tfe/lib/run-trigger/index.js';
import { VariableSet } from '@cdktf/provider-tfe/lib/variable-set/index.js';
import { Variable } from '@cdktf/provider-tfe/lib/variable/index.js';
import { WorkspaceSettings } from '@cdktf/provider-tfe/lib/workspace-settings/index.js';
import { Workspace } from '@cdktf/provider-tfe/lib/workspace/index.js';
import type { Construct } from 'constructs';
import type { Platform } from '../../platform/index.ts';
import { EnvironmentStack } from './environment-stack.ts';
import type { ProjectStack } from './project-stack.ts';
import { terraformProjectOf } from './state-backend.ts';

export interface TerraformCloudStackProps {
  readonly organization: string;
  readonly project: ProjectStack;
  /** All other stacks of the environment, in the order in which they are applied. */
  readonly stacks: readonly EnvironmentStack[];
}

/** The first release with write-only arguments, which the stacks may use, is 1.11. */
const terraformVersion = '~> 1.11';

/**
 * An environment in Terraform Cloud: a workspace for each stack, which runs as Google Cloud's deployers and tells its
 * outputs to the stacks that need them and no others. When a stack was applied, those that build on it are planned anew,
 * and wait for a person.
 *
 * Whoever applies this stack needs a token of the organization's owners in `TFE_TOKEN`; it is not kept anywhere.
 */
export class TerraformCloudStack extends EnvironmentStack {
  constructor(scope: Construct, platform: Platform, { organization, project, stacks }: TerraformCloudStackProps) {
    super(scope, platform, 'terraform-cloud');
    new TfeProvider(this, 'tfe', { organization });
    const terraformProject = new Project(this, 'project', { name: terraformProjectOf(platform) });
    const workspaces = new Map(
      [project, ...stacks].map((stack) => [stack, this.workspace(stack, terraformProject.id)]),
    );
    for (const [stack, workspace] of workspaces) {
      const consumers = [...workspaces].filter(([other]) => other.dependencies.includes(stack));
      new WorkspaceSettings(this, `settings-${stack.area}`, {
        workspaceId: workspace.id,
        // People apply the project's own stack, with their own rights; here lies only its state.
        executionMode: stack === project ? 'local' : 'remote',
        globalRemoteState: false,
        remoteStateConsumerIds: consumers.map(([, { id }]) => id),
      });
      if (stack === project) continue;
      for (const [other, consumer] of consumers) {
        new RunTrigger(this, `run-${other.area}-after-${stack.area}`, {
          workspaceId: consumer.id,
          sourceableId: workspace.id,
        });
      }
    }
    this.renderIdentity(project, terraformProject.id);
  }

  private workspace({ node, area }: EnvironmentStack, projectId: string): Workspace {
    return new Workspace(this, `workspace-${area}`, {
      name: node.id,
      projectId,
      terraformVersion,
      autoApply: false,
      // A stack with data in it is taken down by a person who switches this on first.
      allowDestroyPlan: false,
      forceDelete: false,
      queueAllRuns: false,
      lifecycle: { preventDestroy: true },
    });
  }

  /** How runs become Google Cloud's deployers: variables that Terraform Cloud itself reads. None of them is a secret. */
  private renderIdentity({ identity }: ProjectStack, projectId: string): void {
    if (identity === undefined) {
      throw new Error(`${this.node.path}: found no identity in the project's stack, expected one; set state.kind`);
    }
    const set = new VariableSet(this, 'identity', {
      name: `${this.node.id}-identity`,
      description: 'Lets runs become the deployers of Google Cloud, without a stored key',
    });
    new ProjectVariableSet(this, 'identity-of-project', { projectId, variableSetId: set.id });
    const variables = {
      TFC_GCP_PROVIDER_AUTH: 'true',
      TFC_GCP_WORKLOAD_PROVIDER_NAME: identity.providerName,
      TFC_GCP_PLAN_SERVICE_ACCOUNT_EMAIL: identity.planEmail,
      TFC_GCP_APPLY_SERVICE_ACCOUNT_EMAIL: identity.applyEmail,
    };
    for (const [key, value] of Object.entries(variables)) {
      new Variable(this, key, { key, value, category: 'env', variableSetId: set.id });
    }
  }
}
