import { StorageBucketIamMember } from '@cdktf/provider-google/lib/storage-bucket-iam-member/index.js';
import { Construct } from 'constructs';
import { authorityObject } from '../render/index.ts';
import { allowReading } from './secret-readers.ts';

export interface TrustAccessProps {
  /** E-mail address of the machines' account. */
  readonly account: string;
  /** Name of the bucket with the authority's certificate. */
  readonly stateBucket: string;
  /** Ids of the secrets that they log in with. */
  readonly secretIds: readonly string[];
}

/** The condition of a grant that is for the authority's certificate, and no other object of the bucket. */
export function onlyAuthorityCertificate(bucket: string): { readonly title: string; readonly expression: string } {
  return {
    title: 'authority-certificate',
    expression: `resource.name == "projects/_/buckets/${bucket}/objects/${authorityObject}"`,
  };
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
      condition: onlyAuthorityCertificate(stateBucket),
    });
    allowReading(this, secretIds, member);
  }
}
