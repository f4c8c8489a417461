import type { Resource } from '../stack-json.ts';

/** What can't be made again: data, keys that data is encrypted with, and addresses that others have written down. */
const lastingTypes = [
  'google_bigquery_dataset',
  'google_compute_address',
  'google_compute_disk',
  'google_kms_crypto_key',
  'google_privateca_certificate_authority',
  'google_storage_bucket',
];

/** Types that their own argument protects; it holds for the console as well. */
const selfProtecting = ['google_container_cluster', 'google_secret_manager_secret'];

export function destructible(resources: readonly Resource[]): string[] {
  return resources.flatMap(({ address, type, attributes }) => {
    if (lastingTypes.includes(type) && attributes.lifecycle?.prevent_destroy !== true) {
      return [`${address}: found no prevent_destroy, expected one`];
    }
    if (selfProtecting.includes(type) && attributes.deletion_protection === false) {
      return [`${address}: found deletion_protection false, expected true`];
    }
    return [];
  });
}
