import { missingKeys, undecidedTypes } from './customer-keys.ts';

const it = (type: string, attributes: object) => [{ address: 'it', type, attributes }];
const key = '${google_kms_crypto_key_iam_member.disks-use.crypto_key_id}';

test('finds what is encrypted with a key of Google', () => {
  expect(missingKeys(it('google_pubsub_topic', { name: 'it' }))).toEqual([
    'it: found kms_key_name undefined, expected a key of the estate',
  ]);
  expect(missingKeys(it('google_pubsub_topic', { kms_key_name: key }))).toEqual([]);
});

test('looks at every disk of a machine', () => {
  const encrypted = { disk_encryption_key: { kms_key_self_link: key } };
  expect(missingKeys(it('google_compute_instance_template', { disk: [encrypted, {}] }))).toHaveLength(1);
  expect(missingKeys(it('google_compute_instance_template', { disk: [encrypted, encrypted] }))).toEqual([]);
});

test('asks for a decision on a type that it does not know', () => {
  expect(missingKeys(it('google_new_thing', {}))).toEqual([
    'it: found no entry for google_new_thing in customer-keys.ts',
  ]);
  expect(missingKeys(it('google_compute_network', {}))).toEqual([]);
  expect(undecidedTypes()).toEqual([]);
});
