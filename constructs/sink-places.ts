import { BigqueryDatasetIamMember } from '@cdktf/provider-google/lib/bigquery-dataset-iam-member/index.js';
import { BigqueryDataset } from '@cdktf/provider-google/lib/bigquery-dataset/index.js';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { EncryptedBucket } from './encrypted-bucket.ts';

/** A place that data come to rest in. */
interface Place {
  readonly name: string;
  readonly location: string;
  /** A key in the same location that the service may use. */
  readonly keyId: string;
}

export interface SinkPlacesProps {
  /** The bucket of the archive. */
  readonly archive: Place;
  /** The dataset of what is analysed. */
  readonly warehouse: Place;
  /** Who fills both: an IAM principal, `principal://iam.googleapis.com/...`. */
  readonly writer: string;
  /** What must be there before the writer is. */
  readonly after: readonly ITerraformDependable[];
}

/** Where Kafka Connect's sinks write to, and its right to do so there and nowhere else. */
export class SinkPlaces extends Construct {
  constructor(scope: Construct, id: string, { archive, warehouse, writer, after }: SinkPlacesProps) {
    super(scope, id);
    const dependsOn = [...after];
    // A sink that begins anew writes some files again, under the same names.
    new EncryptedBucket(this, 'archive', archive).grant('writer', 'roles/storage.objectUser', writer, dependsOn);
    const { datasetId } = new BigqueryDataset(this, 'warehouse', {
      datasetId: warehouse.name,
      description: 'Events that are analysed, as Kafka Connect brings them',
      location: warehouse.location,
      defaultEncryptionConfiguration: { kmsKeyName: warehouse.keyId },
      deleteContentsOnDestroy: false,
      lifecycle: { preventDestroy: true },
    });
    // It makes tables and widens them; rows come by the Storage Write API, which asks for no right to run jobs.
    new BigqueryDatasetIamMember(this, 'warehouse-writer', {
      datasetId,
      role: 'roles/bigquery.dataEditor',
      // BigQuery has a kind of its own for whoever is no account.
      member: `iamMember:${writer}`,
      dependsOn,
    });
  }
}
