import { defaultAccounts, looseGrants, publicPlaces, secretsInState, unjustifiedRules } from './access.ts';

const it = (type: string, attributes: object) => [{ address: 'it', type, attributes }];

test('finds an address of the internet, in nested blocks too', () => {
  const template = { network_interface: [{ subnetwork: 'inside', access_config: [{}] }] };
  expect(publicPlaces(it('google_compute_instance_template', template))).toEqual([
    'it: found access_config, expected no address of the internet',
  ]);
  expect(publicPlaces(it('google_compute_address', { name: 'it' }))).toEqual([
    'it: found address_type undefined, expected INTERNAL',
  ]);
  expect(publicPlaces(it('google_compute_address', { address_type: 'INTERNAL' }))).toEqual([]);
});

test('asks only those subnets for a private way to Google that machines can be in', () => {
  const purpose = 'PRIVATE_SERVICE_CONNECT';
  expect(publicPlaces(it('google_compute_subnetwork', { purpose }))).toEqual([]);
  expect(publicPlaces(it('google_compute_subnetwork', {}))).toHaveLength(1);
});

test("finds what would run as the project's default account", () => {
  const own = { service_account: { email: '${google_service_account.it.email}' } };
  expect(defaultAccounts(it('google_compute_instance_template', own))).toEqual([]);
  expect(defaultAccounts(it('google_cloudfunctions2_function', { service_config: {} }))).toEqual([
    'it: found no account of the estate in service_config.service_account_email, expected one',
    'it: found no account of the estate in build_config.service_account, expected one',
  ]);
});

test('finds basic roles, grants to everyone, and grants that take others away', () => {
  expect(looseGrants(it('google_project_iam_member', { role: 'roles/editor', member: 'user:a' }))).toEqual([
    'it: found the basic role roles/editor',
  ]);
  expect(looseGrants(it('google_storage_bucket_iam_member', { role: 'roles/x', member: 'allUsers' }))).toEqual([
    'it: found allUsers',
  ]);
  expect(
    looseGrants(it('google_project_iam_binding', { role: 'roles/x', members: ['allAuthenticatedUsers'] })),
  ).toEqual(['it: found allAuthenticatedUsers', 'it: found google_project_iam_binding, expected an _iam_member']);
  expect(looseGrants(it('google_project_iam_member', { role: 'roles/logging.viewer', member: 'user:a' }))).toEqual([]);
});

test("finds what would put a secret into Terraform's state", () => {
  expect(secretsInState(it('random_password', { length: 20 }))).toHaveLength(1);
  expect(secretsInState(it('google_compute_vpn_tunnel', { shared_secret: 'open sesame' }))).toEqual([
    "it: found shared_secret, which would lie in Terraform's state",
  ]);
  expect(secretsInState(it('google_secret_manager_secret', { secret_id: 'it' }))).toEqual([]);
});

test('finds firewall rules that nobody has justified', () => {
  expect(unjustifiedRules(it('google_compute_firewall', { description: '' }))).toHaveLength(1);
  expect(unjustifiedRules(it('google_compute_network_firewall_policy_rule', {}))).toHaveLength(1);
  expect(unjustifiedRules(it('google_compute_firewall', { description: 'Brokers reach ZooKeeper' }))).toEqual([]);
});
