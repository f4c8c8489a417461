import { CloudBackend, GcsBackend, LocalBackend, NamedCloudWorkspace, type TerraformStack } from 'cdktf';
import type { Platform } from '../../platform/index.ts';

/**
 * Says where a stack's state lies. Other stacks of the environment read its outputs from there.
 *
 * @param name of the stack, which is also the name of its workspace, or its place in the bucket
 */
export function keepState(stack: TerraformStack, name: string, { state, projectId }: Platform): void {
  switch (state.kind) {
    case 'gcs':
      // Made by hand, before the first stack (docs/how-to/deploy.md).
      new GcsBackend(stack, { bucket: `${projectId}-terraform-state`, prefix: name });
      return;
    case 'terraform-cloud':
      // By name, since outputs of a workspace that is found by tags can't be read.
      new CloudBackend(stack, { organization: state.organization, workspaces: new NamedCloudWorkspace(name) });
      return;
    case 'local':
      // From the stack's own directory, where Terraform runs, to that of the checkout: the same on every machine.
      new LocalBackend(stack, { path: `../../../.platform/terraform/${name}.tfstate` });
  }
}

/** The project within Terraform Cloud that an environment's workspaces belong to; Google Cloud trusts it by name. */
export function terraformProjectOf({ name, environment }: Platform): string {
  return `${name}-kafka-${environment}`;
}
