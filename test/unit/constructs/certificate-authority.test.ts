import { CertificateAuthority, NodeAccess } from '../../../constructs/index.ts';
import { platformOf, secondaryOf } from '../../../platform/index.ts';
import { identityPlaces, machineOf } from '../../../render/index.ts';
import { aFunctionsBase } from './a-functions-base.ts';
import { aFunction, ofType, synthesizeEstate, synthesizeStack } from './synthesized.ts';

const stack = synthesizeStack((scope, directory) => {
  const base = aFunctionsBase(scope);
  new CertificateAuthority(scope, 'authority', {
    ...aFunction(directory),
    base,
    environment: {},
    stateBucket: 'the-state',
    callers: { 'kafka-01': 'kafka-01@example.com', 'zk-01': 'zk-01@example.com' },
  });
  new NodeAccess(scope, 'access', {
    machine: 'test-kafka-01',
    account: 'kafka-01@example.com',
    stateBucket: 'the-state',
    secretIds: ['the-password'],
  });
});
const signer = '${google_service_account.authority_signer_account.member}';

test('the key signs on P-256 within hardware, is never rotated by time and never destroyed', () => {
  const [key] = ofType(stack, 'google_kms_crypto_key');
  expect(key).toMatchObject({
    purpose: 'ASYMMETRIC_SIGN',
    version_template: { algorithm: 'EC_SIGN_P256_SHA256', protection_level: 'HSM' },
    lifecycle: { prevent_destroy: true },
  });
  expect(key).not.toHaveProperty('rotation_period');
});

test('only the signer may use the key, and it may not administer it', () => {
  expect(ofType(stack, 'google_kms_crypto_key_iam_member').map(({ member, role }) => ({ member, role }))).toEqual([
    { member: signer, role: 'roles/cloudkms.publicKeyViewer' },
    { member: signer, role: 'roles/cloudkms.signer' },
  ]);
});

test('the signer may write the certificate of the authority, once, and nothing else in the bucket', () => {
  const own = ofType(stack, 'google_storage_bucket_iam_member').filter(({ member }) => member === signer);
  expect(own.map(({ role }) => role as string).sort()).toEqual([
    'roles/storage.objectCreator',
    'roles/storage.objectViewer',
  ]);
  for (const { condition } of own) {
    expect(condition.expression).toBe('resource.name == "projects/_/buckets/the-state/objects/authority/ca.pem"');
  }
});

test('nodes, and nobody else, may call the signer', () => {
  const callers = ofType(stack, 'google_cloud_run_service_iam_member');
  expect(callers.map(({ member }) => member as string).sort()).toEqual([
    'serviceAccount:kafka-01@example.com',
    'serviceAccount:zk-01@example.com',
  ]);
});

test("a node reads its secrets and writes leases and what is its own, never another node's", () => {
  const member = 'serviceAccount:kafka-01@example.com';
  expect(ofType(stack, 'google_secret_manager_secret_iam_member')).toEqual([
    { member, role: 'roles/secretmanager.secretAccessor', secret_id: 'the-password' },
  ]);
  const [state] = ofType(stack, 'google_storage_bucket_iam_member').filter((grant) => grant.member === member);
  expect(state.condition.expression).toBe(
    'resource.name.startsWith("projects/_/buckets/the-state/objects/leases/") || ' +
      'resource.name.startsWith("projects/_/buckets/the-state/objects/nodes/test-kafka-01/")',
  );
});

describe('in the estate', () => {
  const platform = platformOf('production');
  const { foundation, kafka, 'kafka-secondary': kafkaSecondary } = synthesizeEstate(platform);
  const places = identityPlaces(platform);

  test.each([
    ['first', platform, kafka],
    ['second', secondaryOf(platform), kafkaSecondary],
  ])('machines of the %s region have the names and accounts that the signer knows them by', (_, cluster, itsStack) => {
    const accounts = ofType(itsStack, 'google_service_account').map(({ account_id }) => account_id as string);
    const instances = ofType(itsStack, 'google_compute_per_instance_config').map(({ name }) => name as string);
    const { brokers, zookeeper } = cluster.nodes;
    for (const node of [...brokers, ...zookeeper]) {
      const { account, instance } = machineOf(cluster, node);
      expect(accounts).toContain(account.replace(/@.*/, ''));
      expect(instances).toContain(instance);
    }
  });

  test('the bucket and the secrets are where nodes are told to look', () => {
    expect(ofType(foundation, 'google_storage_bucket').map(({ name }) => name as string)).toContain(places.stateBucket);
    const secrets = ofType(foundation, 'google_secret_manager_secret').map(({ secret_id }) => secret_id as string);
    for (const secret of ['brokerPassword', 'operatorPassword', 'encoder'] as const) {
      expect(secrets).toContain(places.secretId(secret));
    }
  });

  test('ZooKeeper nodes read no secret', () => {
    const members = ofType(kafka, 'google_secret_manager_secret_iam_member').map(({ member }) => member as string);
    expect(members).toHaveLength(3 * platform.nodes.brokers.length);
    expect(members.filter((member) => member.includes('zk-'))).toEqual([]);
  });
});
