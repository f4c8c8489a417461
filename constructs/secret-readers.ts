import { SecretManagerSecretIamMember } from '@cdktf/provider-google/lib/secret-manager-secret-iam-member/index.js';
import type { Construct } from 'constructs';

/** Lets an account read the values of some secrets, each a grant of its own within the scope. */
export function allowReading(scope: Construct, secretIds: readonly string[], member: string): void {
  secretIds.forEach((secretId, index) => {
    new SecretManagerSecretIamMember(scope, `secret-${String(index + 1)}`, {
      secretId,
      role: 'roles/secretmanager.secretAccessor',
      member,
    });
  });
}
