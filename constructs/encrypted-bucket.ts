import { StorageBucketIamMember } from '@cdktf/provider-google/lib/storage-bucket-iam-member/index.js';
import { StorageBucket } from '@cdktf/provider-google/lib/storage-bucket/index.js';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';

export interface EncryptedBucketProps {
  /** Unique among all buckets of the world: begin with the project. */
  readonly name: string;
  readonly location: string;
  /** A key in the same location that Cloud Storage may use. */
  readonly keyId: string;
}

/** How long an object that was overwritten or deleted can be had back: by then somebody has missed it. */
const formerVersionDays = 30;

/** A private bucket, encrypted with the platform's key, that Terraform won't delete. It keeps what was overwritten. */
export class EncryptedBucket extends Construct {
  readonly name: string;

  constructor(scope: Construct, id: string, { name, location, keyId }: EncryptedBucketProps) {
    super(scope, id);
    this.name = new StorageBucket(this, 'bucket', {
      name,
      location,
      encryption: { defaultKmsKeyName: keyId },
      uniformBucketLevelAccess: true,
      publicAccessPrevention: 'enforced',
      versioning: { enabled: true },
      lifecycleRule: [{ action: { type: 'Delete' }, condition: { daysSinceNoncurrentTime: formerVersionDays } }],
      forceDestroy: false,
      lifecycle: { preventDestroy: true },
    }).name;
  }

  /**
   * Grants a role on the bucket's objects, such as `roles/storage.objectViewer`, to an IAM member.
   *
   * @param after what must be there before the member is
   * @returns what waits for the grant can depend on
   */
  grant(name: string, role: string, member: string, after: readonly ITerraformDependable[] = []): ITerraformDependable {
    const dependsOn = after.length === 0 ? {} : { dependsOn: [...after] };
    return new StorageBucketIamMember(this, `grant-${name}`, { bucket: this.name, role, member, ...dependsOn });
  }
}
