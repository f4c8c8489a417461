import { StorageBucketIamMember } from '@cdktf/provider-google/lib/storage-bucket-iam-member/index.js';
import { Construct } from 'constructs';
import { allowReading } from './secret-readers.ts';

export interface NodeAccessProps {
  /** `alphintra-kafka-01`: names the objects that are its own. */
  readonly machine: string;
  /** E-mail address of its machine's account. */
  readonly account: string;
  /** Name of the bucket with leases, orders and reports. */
  readonly stateBucket: string;
  /** Ids of the secrets that it reads. */
  readonly secretIds: readonly string[];
}

/** What a node's agent may do beyond its own machine: read its secrets, take leases, carry out its own orders. */
export class NodeAccess extends Construct {
  constructor(scope: Construct, id: string, { machine, account, stateBucket, secretIds }: NodeAccessProps) {
    super(scope, id);
    const member = `serviceAccount:${account}`;
    const objects = `projects/_/buckets/${stateBucket}/objects`;
    new StorageBucketIamMember(this, 'state', {
      bucket: stateBucket,
      role: 'roles/storage.objectUser',
      member,
      condition: {
        title: 'leases-and-own-objects',
        expression: ['leases', `nodes/${machine}`]
          .map((folder) => `resource.name.startsWith("${objects}/${folder}/")`)
          .join(' || '),
      },
    });
    allowReading(this, secretIds, member);
  }
}
