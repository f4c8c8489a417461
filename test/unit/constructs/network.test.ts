import { Network } from '../../../constructs/index.ts';
import { objectsWithin, ofType, resourcesOf, synthesizeStack } from './synthesized.ts';

const props = {
  prefix: 'test',
  domain: 'kafka.test.internal',
  subnets: {
    primary: { region: 'us-central1', cidr: '10.1.0.0/20' },
    secondary: { region: 'us-east1', cidr: '10.2.0.0/20' },
  },
};
const stack = synthesizeStack((scope) => {
  new Network(scope, 'network', props);
});

test('has a subnet for each region and makes none by itself', () => {
  expect(ofType(stack, 'google_compute_network')[0]).toMatchObject({ name: 'test', auto_create_subnetworks: false });
  expect(ofType(stack, 'google_compute_subnetwork')).toEqual([
    expect.objectContaining({ name: 'test-us-central1', region: 'us-central1', ip_cidr_range: '10.1.0.0/20' }),
    expect.objectContaining({ name: 'test-us-east1', region: 'us-east1', ip_cidr_range: '10.2.0.0/20' }),
  ]);
});

test("reaches Google's services from private addresses and records flows, in every subnet", () => {
  for (const subnet of ofType(stack, 'google_compute_subnetwork')) {
    expect(subnet).toMatchObject({ private_ip_google_access: true, log_config: { metadata: 'INCLUDE_ALL_METADATA' } });
  }
});

test('denies and records everything that no other rule allows', () => {
  expect(ofType(stack, 'google_compute_firewall')).toEqual([
    expect.objectContaining({
      direction: 'INGRESS',
      priority: 65_534,
      source_ranges: ['0.0.0.0/0'],
      deny: [{ protocol: 'all' }],
      log_config: { metadata: 'INCLUDE_ALL_METADATA' },
    }),
  ]);
  expect(objectsWithin(stack.resource).some((object) => 'allow' in object)).toBe(false);
});

test('resolves its names within the network only', () => {
  expect(ofType(stack, 'google_dns_managed_zone')[0]).toMatchObject({
    dns_name: 'kafka.test.internal.',
    visibility: 'private',
    private_visibility_config: { networks: [{ network_url: '${google_compute_network.network_vpc.id}' }] },
  });
});

test('has no way out to the internet: no router, no NAT', () => {
  expect(resourcesOf(stack).filter(({ type }) => type.includes('router'))).toEqual([]);
});

test('names the subnets that it has when asked for another', () => {
  expect(() =>
    synthesizeStack((scope) => {
      new Network(scope, 'network', props).subnet('tertiary');
    }),
  ).toThrow('found no subnet "tertiary", expected one of primary, secondary');
});
