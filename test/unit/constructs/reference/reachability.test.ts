import { reachability } from '../../../../constructs/reference/reachability.ts';
import { definePlatform, environmentNames, environments } from '../../../../platform/index.ts';
import { resourcesOf, synthesizeEstate } from '../synthesized-estate.ts';

describe.each(environmentNames)('in %s', (environment) => {
  const { network, ...rest } = environments[environment];
  const platform = definePlatform({ ...rest, network: { ...network, clientCidrs: ['10.99.0.0/16'] } });
  const reaches = reachability(resourcesOf(...Object.values(synthesizeEstate(platform))));
  const callersOf = (port: string) => [
    ...new Set(reaches.filter((each) => each.port === port).map(({ from }) => from)),
  ];

  test.each([
    [
      'ZooKeeper is asked by brokers, and probed by the health checks that heal it',
      'tcp/2181',
      ["Google's health checks", 'kafka'],
    ],
    ['brokers copy from brokers alone', 'tcp/9093', ['kafka']],
    ['a ZooKeeper quorum is among its nodes alone', 'tcp/2888', ['zookeeper']],
    ['a ZooKeeper leader is elected among its nodes alone', 'tcp/3888', ['zookeeper']],
  ])('%s', (_, port, callers) => {
    expect(callersOf(port)).toEqual(callers);
  });

  test('clients reach brokers from the ranges that were named', () => {
    expect(callersOf('tcp/9092')).toContain('10.99.0.0/16');
  });

  test('nobody comes from the internet', () => {
    expect(reaches.filter(({ from }) => from === 'anyone')).toEqual([]);
  });

  test('no rule opens all ports, or all machines but for administrators whom the proxy lets through', () => {
    const broad = reaches.filter(({ port, to }) => port.endsWith('/all') || to === 'every machine');
    expect(broad.map(({ from, port }) => `${from} ${port}`)).toEqual(['administrators through IAP tcp/22']);
  });
});

const rule = (attributes: object) => [
  {
    address: 'it',
    type: 'google_compute_firewall',
    attributes: { allow: [{ protocol: 'tcp', ports: ['1'] }], ...attributes },
  },
];

test('names callers and called by the roles of their accounts, from another stack as well', () => {
  const remote =
    '${data.terraform_remote_state.cross-stack-reference-input-dev-kafka.outputs.cross-stack-output-google_service_account-kafka_kafka-01_account-email}';
  const rules = rule({
    description: 'a-to-b: because',
    source_service_accounts: [remote, 'robot@elsewhere.iam.gserviceaccount.com'],
    target_service_accounts: ['${google_service_account.zookeeper_zk-01_account.email}'],
  });
  expect(reachability(rules)).toEqual([
    { from: 'kafka', to: 'zookeeper', port: 'tcp/1', reason: 'because' },
    { from: 'robot@elsewhere.iam.gserviceaccount.com', to: 'zookeeper', port: 'tcp/1', reason: 'because' },
  ]);
});

test('names ranges by what has its addresses in them', () => {
  const subnet = {
    address: 'subnet',
    type: 'google_compute_subnetwork',
    attributes: {
      ip_cidr_range: '10.1.0.0/20',
      region: 'us-east1',
      secondary_ip_range: [{ range_name: 'pods', ip_cidr_range: '10.2.0.0/16' }],
    },
  };
  const ranges = ['10.1.0.0/20', '10.2.0.0/16', '35.235.240.0/20', '10.3.0.0/16'];
  expect(reachability([subnet, ...rule({ source_ranges: ranges })]).map(({ from }) => from)).toEqual([
    '10.3.0.0/16',
    'administrators through IAP',
    'pods of the subnet of us-east1',
    'the subnet of us-east1',
  ]);
});

test('shows a rule that is open to everyone, or to every machine, as what it is', () => {
  const open = rule({ source_ranges: ['0.0.0.0/0'], allow: [{ protocol: 'all' }] });
  expect(reachability(open)).toMatchObject([{ from: 'anyone', to: 'every machine', port: 'all/all' }]);
});
