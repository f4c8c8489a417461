import { ProjectIamMember } from '@cdktf/provider-google/lib/project-iam-member/index.js';
import type { Construct } from 'constructs';

/**
 * Grants roles on a whole project to an IAM member, each as a resource of its own, `<who>-<role>`.
 *
 * @param who unique within the scope
 */
export function grantProjectRoles(
  scope: Construct,
  who: string,
  project: string,
  member: string,
  roles: readonly string[],
): void {
  for (const role of roles) {
    const name = role.replace('roles/', '').replaceAll('.', '-');
    new ProjectIamMember(scope, `${who}-${name}`, { project, role, member });
  }
}
