import { environmentNames, platformOf } from '../../../platform/index.ts';
import { ofType, resourcesOf, synthesizeEstate, type EstateJson, type Json } from './synthesized-estate.ts';

const estates = environmentNames.map((name) => {
  const platform = platformOf(name);
  return [name, synthesizeEstate(platform), platform] as const;
});
const production = estates.find(([name]) => name === 'production')![1];

const projectGrants = (...stacks: readonly Json[]) =>
  resourcesOf(...stacks).filter(({ type }) => type === 'google_project_iam_member');

const rolesOf = (estate: EstateJson, account: string) =>
  projectGrants(estate['project'])
    .filter(({ attributes }) => String(attributes.member).includes(`deployers_${account}.member`))
    .map(({ attributes }) => String(attributes.role));

describe.each(estates)('%s', (_, estate, platform) => {
  test('lets Terraform grant for the project what its stacks grant there, and nothing else', () => {
    const [grant] = projectGrants(estate['project']).filter(
      ({ attributes }) => attributes.role === 'roles/resourcemanager.projectIamAdmin',
    );
    const list = /hasOnly\(\[(.*)\]\)/.exec(grant!.attributes.condition.expression)![1]!;
    const grantable = [...list.matchAll(/"([^"]+)"/g)].map(([, role]) => role!);
    const others = Object.entries(estate).flatMap(([area, stack]) => (area === 'project' ? [] : [stack]));
    const granted = new Set(projectGrants(...others).map(({ attributes }) => String(attributes.role)));
    expect([...granted].filter((role) => !grantable.includes(role))).toEqual([]);
  });

  test('has a run that only plans change nothing', () => {
    const reading = /(viewer|reader|securityReviewer|metadataViewer|bucketViewer|serviceUsageConsumer)$/i;
    expect(rolesOf(estate, 'plan').filter((role) => !reading.test(role))).toEqual([]);
  });

  test('gives no deployer a role that reads secrets, uses keys or is an owner’s', () => {
    const forbidden =
      /secretAccessor|secretmanager\.admin|cryptoKey(Encrypter|Decrypter)|signer|roles\/(owner|editor|viewer)$/;
    expect([...rolesOf(estate, 'plan'), ...rolesOf(estate, 'apply')].filter((role) => forbidden.test(role))).toEqual(
      [],
    );
    for (const { permissions } of ofType(estate['project']!, 'google_project_iam_custom_role')) {
      expect(permissions).not.toContain('secretmanager.versions.access');
    }
  });

  test("lets key administrators destroy a key's versions, and nobody else", () => {
    const withDestruction = /^roles\/(cloudkms\.admin|owner|editor)$/;
    const administrators = projectGrants(...Object.values(estate))
      .filter(({ attributes }) => withDestruction.test(String(attributes.role)))
      .map(({ attributes }) => String(attributes.member));
    expect(new Set(administrators)).toEqual(new Set(platform.access.keyAdministrators));
    const permissions = ofType(estate['project']!, 'google_project_iam_custom_role').flatMap(
      (role) => role.permissions,
    );
    expect(permissions.filter((each) => /cloudkms.*(destroy|delete)|cryptoKeyVersions\.update/.test(each))).toEqual([]);
  });

  test('lets operators and key administrators see what uses a key', () => {
    const viewers = projectGrants(estate['project'])
      .filter(({ attributes }) => attributes.role === 'roles/cloudkms.protectedResourcesViewer')
      .map(({ attributes }) => String(attributes.member));
    expect(viewers.sort()).toEqual([...platform.access.operators, ...platform.access.keyAdministrators].sort());
  });

  test('records who reads and writes buckets, secrets and keys', () => {
    const recorded = ofType(estate['project']!, 'google_project_iam_audit_config');
    expect(recorded.map(({ service }) => service)).toEqual([
      'cloudkms.googleapis.com',
      'secretmanager.googleapis.com',
      'storage.googleapis.com',
    ]);
    for (const { audit_log_config: logs } of recorded) {
      const types = (logs as Json[]).map(({ log_type: type, exempted_members: exempt }) => [type, exempt]);
      expect(types).toEqual([
        ['ADMIN_READ', undefined],
        ['DATA_READ', undefined],
        ['DATA_WRITE', undefined],
      ]);
    }
  });

  test('leaves services on when the stack is taken down', () => {
    for (const service of ofType(estate['project']!, 'google_project_service')) {
      expect(service.disable_on_destroy).toBe(false);
    }
  });
});

test('takes tokens of one project of one organization of Terraform Cloud only', () => {
  const [provider] = ofType(production['project']!, 'google_iam_workload_identity_pool_provider');
  expect(provider.attribute_condition).toBe(
    'assertion.terraform_organization_name == "alphintra" && assertion.terraform_project_name == "alphintra-kafka-production"',
  );
  expect(provider.attribute_mapping).toHaveProperty(['google.subject']);
});

test('makes a run that plans another account than one that applies', () => {
  const bindings = ofType(production['project']!, 'google_service_account_iam_member').map((binding) => [
    /run_phase\/(\w+)$/.exec(binding.member)?.[1],
    /deployers_(\w+)\.id/.exec(binding.service_account_id)?.[1],
  ]);
  expect(bindings).toEqual([
    ['apply', 'apply'],
    ['plan', 'plan'],
  ]);
});
