import { impossibleNames, takenNames } from './resource-names.ts';

const it = (type: string, attributes: object) => [{ address: 'it', type, attributes }];

test.each([
  ['google_compute_disk', { name: 'a'.repeat(64) }],
  ['google_compute_disk', { name: 'Kafka' }],
  ['google_service_account', { account_id: 'kafka-schema-registry-machine-1' }],
  ['google_vpc_access_connector', { name: 'alphintra-production-egress' }],
  ['google_container_cluster', { name: 'a'.repeat(41) }],
  ['google_storage_bucket', { name: 'google-backups' }],
  ['google_bigquery_dataset', { dataset_id: 'audit-logs' }],
  ['google_dns_record_set', { name: 'kafka.internal' }],
  ['google_iam_workload_identity_pool', { workload_identity_pool_id: 'gcp-pool' }],
  ['google_new_thing', { name: 'it' }],
])('finds a name that Google Cloud refuses: %s %j', (type, attributes) => {
  expect(impossibleNames(it(type, attributes))).toHaveLength(1);
});

test('tells where the rule is written', () => {
  expect(impossibleNames(it('google_compute_disk', { name: 'Kafka' }))).toEqual([
    expect.stringContaining('(https://cloud.google.com/compute/docs/naming-resources)'),
  ]);
});

test('two things of one name are found where they would be one', () => {
  const ring = (location: string) => it('google_kms_key_ring', { name: 'ring', location });
  expect(takenNames([...ring('us-east1'), ...ring('us-east1')])).toHaveLength(1);
  expect(takenNames([...ring('us-east1'), ...ring('us-central1')])).toEqual([]);
});
