import { SecretManagerSecret } from '@cdktf/provider-google/lib/secret-manager-secret/index.js';
import { Construct } from 'constructs';

export interface EncryptedSecretProps {
  readonly name: string;
  /** Each location that holds the value, with a key there that Secret Manager may use. */
  readonly replicas: readonly { readonly location: string; readonly keyId: string }[];
}

/**
 * A place in Secret Manager for a value that Terraform never sees: whoever makes the value adds it as a version
 * (`gcloud secrets versions add`).
 */
export class EncryptedSecret extends Construct {
  /** Id of the secret within its project. */
  readonly secretId: string;

  constructor(scope: Construct, id: string, { name, replicas }: EncryptedSecretProps) {
    super(scope, id);
    this.secretId = new SecretManagerSecret(this, 'secret', {
      secretId: name,
      replication: {
        userManaged: {
          replicas: replicas.map(({ location, keyId }) => ({
            location,
            customerManagedEncryption: { kmsKeyName: keyId },
          })),
        },
      },
      deletionProtection: true,
    }).secretId;
  }
}
