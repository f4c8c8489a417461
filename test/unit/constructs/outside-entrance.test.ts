import { reachability } from '../../../constructs/reference/reachability.ts';
import { definePlatform, environments, namesAllowed, platformOf } from '../../../platform/index.ts';
import { renderNodeIdentity } from '../../../render/index.ts';
import { withOutsideClients } from '../platform/with-outside-clients.ts';
import { ofType, resourcesOf, synthesizeEstate, type StackJson } from './synthesized-estate.ts';

const platform = definePlatform(withOutsideClients(environments.production));
const estate = synthesizeEstate(platform);
const before = synthesizeEstate(platformOf('production'));
const regions = [
  ['kafka', 'us-central1', 'alphintra', '172.16.0.0/28', '10.10.0.6'],
  ['kafka-secondary', 'us-east1', 'alphintra-secondary', '172.16.0.16/28', '10.20.0.6'],
] as const;

const addressesOf = (stack: StackJson) => resourcesOf(stack).map(({ address }) => address);

describe.each(regions)('in %s', (area, region, prefix, natCidr, address) => {
  const stack = estate[area];

  test('named projects may attach as many endpoints as was said, and nobody else any', () => {
    expect(ofType(stack, 'google_compute_service_attachment')).toEqual([
      {
        name: `${prefix}-outside`,
        description: 'Kafka for clients of other networks',
        region,
        target_service: idOf(stack, 'google_compute_forwarding_rule', `${prefix}-outside`),
        nat_subnets: [idOf(stack, 'google_compute_subnetwork', `${prefix}-outside-nat-${region}`)],
        connection_preference: 'ACCEPT_MANUAL',
        consumer_accept_lists: [
          { project_id_or_num: 'partner-risk', connection_limit: 2 },
          { project_id_or_num: 'partner-data', connection_limit: 1 },
        ],
        reconcile_connections: true,
        propagated_connection_limit: 0,
        send_propagated_connection_limit_if_zero: true,
        enable_proxy_protocol: false,
      },
    ]);
  });

  test('their addresses are translated to a subnet that no machine can be in', () => {
    expect(ofType(stack, 'google_compute_subnetwork')).toEqual([
      expect.objectContaining({ ip_cidr_range: natCidr, purpose: 'PRIVATE_SERVICE_CONNECT', region }),
    ]);
  });

  test('what is attached leads to one port of the proxies, at an internal address of its own', () => {
    const rules = ofType(stack, 'google_compute_forwarding_rule');
    expect(rules.find(({ name }) => name === `${prefix}-outside`)).toMatchObject({
      load_balancing_scheme: 'INTERNAL',
      ports: ['9094'],
    });
    expect(new Set(rules.map((rule) => rule.backend_service)).size).toBe(1);
    const addresses = ofType(stack, 'google_compute_address');
    expect(addresses.find(({ name }) => name === `${prefix}-outside`)).toMatchObject({
      address,
      address_type: 'INTERNAL',
    });
  });
});

/** As one resource refers to another. */
function idOf(stack: StackJson, type: string, name: string): string {
  const [id] = Object.entries(stack.resource[type]!).find(([, attributes]) => attributes.name === name)!;
  return `\${${type}.${id}.id}`;
}

test('they reach the one port of the proxies, and the proxies that of the brokers', () => {
  const reaches = reachability(resourcesOf(...Object.values(estate)));
  const known = new Set(reachability(resourcesOf(...Object.values(before))).map((each) => JSON.stringify(each)));
  expect(
    reaches.filter((each) => !known.has(JSON.stringify(each))).map(({ from, to, port }) => `${from} to ${to}: ${port}`),
  ).toEqual([
    'clients of other networks in us-central1 to bootstrap: tcp/9094',
    'clients of other networks in us-east1 to bootstrap: tcp/9094',
    'bootstrap to kafka: tcp/9094',
  ]);
});

test('nothing of it is there when no project is named, and nothing else than it comes with one', () => {
  for (const area of Object.keys(before)) {
    const added = addressesOf(estate[area]!).filter((each) => !addressesOf(before[area]!).includes(each));
    expect(added.filter((each) => !each.includes('outside'))).toEqual([]);
    expect(addressesOf(before[area]!).filter((each) => !addressesOf(estate[area]!).includes(each))).toEqual([]);
  }
  expect(addressesOf(before['kafka']).filter((each) => each.includes('outside'))).toEqual([]);
  const { kafka: _kafka, 'kafka-secondary': _secondary, mirror: _mirror, automation: _automation, ...others } = estate;
  for (const [area, stack] of Object.entries(others)) expect({ [area]: stack }).toEqual({ [area]: before[area] });
});

test('a broker’s agent reports what it serves to other networks, too', () => {
  const [broker] = platform.nodes.brokers;
  const identity = renderNodeIdentity(platform, platform, 'kafka', broker!, namesAllowed(platform, broker!.name));
  expect(identity.served.ports).toEqual([9092, 9093, 9094]);
});
