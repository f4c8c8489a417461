import { StorageBucketIamMember } from '@cdktf/provider-google/lib/storage-bucket-iam-member/index.js';
import { Construct } from 'constructs';

export interface ArtifactsReaderProps {
  /** Name of the artifacts bucket. */
  readonly bucket: string;
  /** E-mail address of a machine's service account. */
  readonly account: string;
}

/** Lets a machine read what it installs, and no more. */
export class ArtifactsReader extends Construct {
  constructor(scope: Construct, id: string, { bucket, account }: ArtifactsReaderProps) {
    super(scope, id);
    new StorageBucketIamMember(this, 'grant', {
      bucket,
      role: 'roles/storage.objectViewer',
      member: `serviceAccount:${account}`,
    });
  }
}
