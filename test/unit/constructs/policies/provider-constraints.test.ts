import { refusals } from './provider-constraints.ts';

const found = (type: string, attributes: object) =>
  refusals({ address: `${type}.it`, type, attributes }).map((text) => text.replace(/^\S+ (.*) \(https:.*\)$/, '$1'));

test.each([
  ['takes one of two', 'google_compute_firewall', { allow: [{}], direction: 'INGRESS', source_ranges: ['::/0'] }, []],
  [
    'refuses both of two',
    'google_compute_firewall',
    { allow: [{}], deny: [{}], source_ranges: ['::/0'] },
    ['found allow and deny, expected exactly one of allow, deny'],
  ],
  [
    'refuses neither of two, within a block',
    'google_secret_manager_secret',
    { replication: {} },
    ['found none, expected exactly one of replication.auto, replication.user_managed'],
  ],
  [
    'refuses what conflicts',
    'google_pubsub_subscription',
    { push_config: {}, bigquery_config: {} },
    ['found bigquery_config together with push_config, expected one of them at most'],
  ],
  [
    'refuses a field without its companion',
    'google_secret_manager_secret',
    { replication: { auto: {} }, rotation: { rotation_period: '1s' } },
    ['found rotation without topics'],
  ],
  [
    'refuses a list that is too long',
    'google_compute_forwarding_rule',
    { ports: ['1', '2', '3', '4', '5', '6'], target: 'it' },
    ['found 6 of ports, expected at most 5'],
  ],
  [
    'refuses what a value excludes, in every block of a list',
    'google_compute_region_backend_service',
    { load_balancing_scheme: 'INTERNAL', backend: [{ balancing_mode: 'CONNECTION' }, { capacity_scaler: 1 }] },
    ['found backend.capacity_scaler, expected none with load_balancing_scheme INTERNAL'],
  ],
  [
    'misses what a value requires',
    'google_compute_firewall',
    { direction: 'INGRESS', deny: [{}] },
    ['found none of source_ranges, source_tags, source_service_accounts, expected one with direction INGRESS'],
  ],
])('%s', (_, type, attributes, expected) => {
  expect(found(type, attributes)).toEqual(expected);
});

test('a type that nobody has looked up is a finding, and each finding names the page to read', () => {
  expect(refusals({ address: 'google_new_thing.it', type: 'google_new_thing', attributes: {} })).toEqual([
    'google_new_thing.it: found no entry for google_new_thing in provider-constraints.json',
  ]);
  const type = 'google_compute_address';
  expect(refusals({ address: 'it', type, attributes: { address_type: 'INTERNAL', network_tier: 'PREMIUM' } })).toEqual([
    expect.stringContaining('https://registry.terraform.io/providers/hashicorp/google/6.50.0/docs/resources/'),
    expect.stringContaining('found network_tier, expected none with address_type INTERNAL'),
  ]);
});
