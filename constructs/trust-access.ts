import { SecretManagerSecretIamMember } from '@cdktf/provider-google/lib/secret-manager-secret-iam-member/index.js';
import { StorageBucketIamMember } from '@cdktf/provider-google/lib/storage-bucket-iam-member/index.js';
import { Construct } from 'constructs';
import { authorityObject } from '../render/index.ts';

export interface TrustAccessProps {
  /** E-mail address of the machines' account. */
  readonly account: string;
  /** Name of the bucket with the authority's certificate. */
  readonly stateBucket: string;
  /** Ids of the secrets that they log in with. */
  readonly secretIds: readonly string[];
}

/** What machines without certificates of their own may read: whom to believe, and as whom they log in. */
export class TrustAccess extends Construct {
  constructor(scope: Construct, id: string, { account, stateBucket, secretIds }: TrustAccessProps) {
    super(scope, id);
    const member = `serviceAccount:${account}`;
    new StorageBucketIamMember(this, 'authority', {
      bucket: stateBucket,
      role: 'roles/storage.objectViewer',
      member,
      condition: {
        title: 'authority-certificate',
        expression: `resource.name == "projects/_/buckets/${stateBucket}/objects/${authorityObject}"`,
      },
    });
    secretIds.forEach((secretId, index) => {
      new SecretManagerSecretIamMember(this, `secret-${String(index + 1)}`, {
        secretId,
        role: 'roles/secretmanager.secretAccessor',
        member,
      });
    });
  }
}
