import { EncryptedBucket, EncryptedSecret, Encryption } from '../../../constructs/index.ts';
import { ofType, synthesizeStack } from './synthesized.ts';

const stack = synthesizeStack((scope) => {
  const encryption = new Encryption(scope, 'encryption', {
    prefix: 'test',
    location: 'us-east1',
    rotationDays: 30,
    keys: { files: 'serviceAccount:storage@example.com', secrets: 'serviceAccount:secrets@example.com' },
  });
  const location = 'us-east1';
  new EncryptedBucket(scope, 'bucket', { name: 'test-bucket', location, keyId: encryption.keyId('files') });
  new EncryptedSecret(scope, 'secret', {
    name: 'test-secret',
    replicas: [{ location, keyId: encryption.keyId('secrets') }],
  });
});

test('rotates every key and refuses to destroy any', () => {
  const keys = ofType(stack, 'google_kms_crypto_key');
  expect(keys).toHaveLength(2);
  for (const key of keys) {
    expect(key).toMatchObject({ rotation_period: '2592000s', lifecycle: { prevent_destroy: true } });
  }
});

test('lets each service use its own key and no other', () => {
  expect(ofType(stack, 'google_kms_crypto_key_iam_member')).toEqual([
    {
      crypto_key_id: '${google_kms_crypto_key.encryption_files.id}',
      member: 'serviceAccount:storage@example.com',
      role: 'roles/cloudkms.cryptoKeyEncrypterDecrypter',
    },
    {
      crypto_key_id: '${google_kms_crypto_key.encryption_secrets.id}',
      member: 'serviceAccount:secrets@example.com',
      role: 'roles/cloudkms.cryptoKeyEncrypterDecrypter',
    },
  ]);
});

test('what is encrypted waits until its service may use the key', () => {
  expect(ofType(stack, 'google_storage_bucket')[0].encryption.default_kms_key_name).toBe(
    '${google_kms_crypto_key_iam_member.encryption_files-use.crypto_key_id}',
  );
  expect(JSON.stringify(ofType(stack, 'google_secret_manager_secret')[0].replication)).toContain(
    '${google_kms_crypto_key_iam_member.encryption_secrets-use.crypto_key_id}',
  );
});

test('a bucket is private and is not deleted, even when it is empty', () => {
  expect(ofType(stack, 'google_storage_bucket')[0]).toMatchObject({
    uniform_bucket_level_access: true,
    public_access_prevention: 'enforced',
    force_destroy: false,
    lifecycle: { prevent_destroy: true },
  });
});

test('what is overwritten or deleted in a bucket can be had back for a month', () => {
  expect(ofType(stack, 'google_storage_bucket')[0]).toMatchObject({
    versioning: { enabled: true },
    lifecycle_rule: [{ action: { type: 'Delete' }, condition: { days_since_noncurrent_time: 30 } }],
  });
});

test('a secret has a place but no value', () => {
  expect(ofType(stack, 'google_secret_manager_secret')).toHaveLength(1);
  expect(stack.resource).not.toHaveProperty('google_secret_manager_secret_version');
});

test('names the keys that it has when asked for another', () => {
  expect(() =>
    synthesizeStack((scope) => {
      new Encryption(scope, 'e', { prefix: 'test', location: 'us-east1', rotationDays: 1, keys: { a: 'x' } }).keyId(
        'b',
      );
    }),
  ).toThrow('found no key "b", expected one of a');
});
