import fc from 'fast-check';
import { definePlatform, environments, InvalidPlatformError, type PlatformInput } from '../../../platform/index.ts';
import { withOutsideClients } from './with-outside-clients.ts';

const { production } = environments;

/** Deviations from production as a person might write them, types being no help. */
const kafka = (fields: object) => ({ kafka: { ...production.kafka, ...fields } });
const zookeeper = (fields: object) => ({ zookeeper: { ...production.zookeeper, ...fields } });
const inSecondary = (fields: object) => ({ secondary: fields });
const gke = (fields: object) => ({ gke: { ...production.gke, ...fields } });
const network = (fields: object) => ({ network: { ...production.network, ...fields } });
const outside = (fields: object) =>
  network({ outsideClients: { ...withOutsideClients(production).network.outsideClients, ...fields } });
const primary = (fields: object) => ({
  regions: { ...production.regions, primary: { ...production.regions.primary, ...fields } },
});
const secondary = (fields: object) => ({
  regions: { ...production.regions, secondary: { ...production.regions.secondary, ...fields } },
});

type Refusal = [what: string, deviation: object, path: string, found: string | RegExp, expected: string | RegExp];

test.each<Refusal>([
  // Fields
  ['a misspelt field', kafka({ broker: 3 }), 'kafka.broker', 'unknown field "broker"', /one of version, brokers,/],
  ['an unknown field at the top', { colour: 'red' }, 'colour', 'unknown field "colour"', /one of name, environment,/],
  [
    'an unknown broker setting',
    kafka({ settings: { numIOThreads: 16 } }),
    'kafka.settings.numIOThreads',
    'unknown field "numIOThreads"',
    /numIoThreads/,
  ],
  ['a number as text', kafka({ brokers: '3' }), 'kafka.brokers', '"3"', 'number'],
  ['half a broker', kafka({ brokers: 2.5 }), 'kafka.brokers', '2.5', 'int'],
  ['a missing field', kafka({ heapMb: undefined }), 'kafka.heapMb', 'nothing', 'number'],
  ['no project', { projectId: undefined }, 'projectId', 'nothing', /project id: 6 to 30/],
  ['no regions', { regions: undefined }, 'regions', 'nothing', 'object'],
  ['no second region', { regions: { primary: production.regions.primary } }, 'regions.secondary', 'nothing', 'object'],
  ['a region without a name', primary({ name: undefined }), 'regions.primary.name', 'nothing', /such as "us-central1"/],
  [
    'a region that is a zone',
    primary({ name: 'us-central1-a' }),
    'regions.primary.name',
    /-a"/,
    /such as "us-central1"/,
  ],
  [
    'a machine without a type',
    kafka({ machineType: undefined }),
    'kafka.machineType',
    'nothing',
    /machine type such as/,
  ],
  [
    'a size that Google doesn’t offer',
    kafka({ machineType: 'n1-highmem-6' }),
    'kafka.machineType',
    '"n1-highmem-6"',
    'one of n1-highmem-2, n1-highmem-4, n1-highmem-8, n1-highmem-16, n1-highmem-32, n1-highmem-64, n1-highmem-96',
  ],
  [
    'a custom machine type',
    kafka({ machineType: 'n1-custom-4-8192' }),
    'kafka.machineType',
    '"n1-custom-4-8192"',
    /^one of n1-standard-N, .*e2-medium$/,
  ],
  [
    'a machine type of an unknown series in the second region',
    inSecondary({ zookeeper: { machineType: 'z9-standard-4' } }),
    'secondary.zookeeper.machineType',
    '"z9-standard-4"',
    /^one of n1-standard-N, /,
  ],
  ...(['zookeeper', 'schemaRegistry', 'connect'] as const).map((part): Refusal => [
    `an unknown machine type of ${part}`,
    { [part]: { ...production[part], machineType: 'e2-standard-3' } },
    `${part}.machineType`,
    '"e2-standard-3"',
    /^one of e2-standard-2, /,
  ]),
  [
    'an unknown machine type of a node pool',
    gke({ spot: { ...production.gke.spot, machineType: 'e2-huge' } }),
    'gke.spot.machineType',
    '"e2-huge"',
    /^one of n1-standard-N, /,
  ],
  ['a null disk', kafka({ diskSizeGb: null }), 'kafka.diskSizeGb', 'null', 'number'],
  ['a disk below what Google takes', kafka({ diskSizeGb: 5 }), 'kafka.diskSizeGb', '5', /10/],
  ['an unknown environment', { environment: 'prod' }, 'environment', '"prod"', /"dev"\|"staging"\|"production"/],
  ['a name Google refuses', { name: 'Alphintra_1' }, 'name', '"Alphintra_1"', /Google Cloud name/],
  [
    'a name too long for the accounts of machines',
    { name: 'a'.repeat(12) },
    'name',
    '"aaaaaaaaaaaa", whose machine aaaaaaaaaaaa-secondary-kafka-01 would have an account id of 31 characters',
    'at most 11 characters: an account id takes 30',
  ],
  [
    'a name that a broker with a long id makes too long',
    { name: 'a'.repeat(11), ...inSecondary({ kafka: { brokerIds: [1, 2, 100] } }) },
    'name',
    /"a{11}", whose machine a{11}-secondary-kafka-100 /,
    /at most 10 characters/,
  ],
  ['a short project id', { projectId: 'abc' }, 'projectId', '"abc"', /project id/],
  ['a Kafka without ZooKeeper', kafka({ version: '4.0.0' }), 'kafka.version', '"4.0.0"', /3\.9/],
  ['a range not from its start', primary({ cidr: '10.10.0.1/20' }), 'regions.primary.cidr', /10\.10\.0\.1/, /network/],
  [
    'unclean leader election',
    kafka({ settings: { uncleanLeaderElectionEnable: true } }),
    'kafka.settings.uncleanLeaderElectionEnable',
    'true',
    'false',
  ],
  [
    'plaintext between brokers',
    kafka({ settings: { securityInterBrokerProtocol: 'PLAINTEXT' } }),
    'kafka.settings.securityInterBrokerProtocol',
    '"PLAINTEXT"',
    '"SASL_SSL"',
  ],
  [
    'a functions range that is no /28',
    network({ functionsCidr: '10.10.16.0/24' }),
    'network.functionsCidr',
    /\/24/,
    /\/28/,
  ],
  ['an unknown time zone', { backup: { timeZone: 'Chicago' } }, 'backup.timeZone', '"Chicago"', /IANA/],
  ['a port out of range', kafka({ ports: { client: 70_000 } }), 'kafka.ports.client', '70000', /65535/],

  [
    'clients of other networks without a project of theirs',
    outside({ consumers: {} }),
    'network.outsideClients.consumers',
    '{}',
    /at least one project/,
  ],
  [
    'a consumer that is no project',
    outside({ consumers: { 'Partner Risk': {} } }),
    'network.outsideClients.consumers.Partner Risk',
    '"Partner Risk"',
    /project id: 6 to 30/,
  ],
  [
    'a consumer without an endpoint',
    outside({ consumers: { 'partner-risk': { endpoints: 0 } } }),
    'network.outsideClients.consumers.partner-risk.endpoints',
    '0',
    />=1/,
  ],
  [
    'an unlimited consumer',
    outside({ consumers: { 'partner-risk': { limit: 2 } } }),
    'network.outsideClients.consumers.partner-risk.limit',
    'unknown field "limit"',
    'one of endpoints',
  ],
  [
    'a name that is no zone for clients of other networks',
    outside({ domain: 'kafka' }),
    'network.outsideClients.domain',
    '"kafka"',
    /DNS domain/,
  ],
  [
    'no range for clients of other networks in the second region',
    outside({ natCidrs: { primary: '172.16.0.0/28' } }),
    'network.outsideClients.natCidrs.secondary',
    'nothing',
    'string',
  ],

  // Rules between fields
  [
    'connections of other networks translated to addresses of nodes',
    outside({ natCidrs: { primary: '172.16.0.0/28', secondary: '10.10.15.0/28' } }),
    'network.outsideClients.natCidrs.secondary',
    '10.10.15.0/28',
    'a range that shares no address with 10.10.0.0/20 (regions.primary.cidr)',
  ],
  [
    'one range for the connections to both regions',
    outside({ natCidrs: { primary: '172.16.0.0/28', secondary: '172.16.0.0/28' } }),
    'network.outsideClients.natCidrs.secondary',
    '172.16.0.0/28',
    /172\.16\.0\.0\/28 \(network\.outsideClients\.natCidrs\.primary\)/,
  ],
  [
    'more endpoints than addresses for them',
    outside({ consumers: { 'partner-risk': { endpoints: 7 }, 'partner-data': { endpoints: 6 } } }),
    'network.outsideClients.natCidrs.primary',
    '172.16.0.0/28, which has addresses for 12 endpoints',
    'room for 13: those of all consumers',
  ],
  [
    'names for other networks within the zone of this one',
    outside({ domain: 'partners.kafka.production.alphintra.internal' }),
    'network.outsideClients.domain',
    /"partners\./,
    /another domain than kafka\.production\.alphintra\.internal/,
  ],
  [
    'clients of other networks at the port of those within',
    outside({ port: 9092 }),
    'kafka.ports',
    /"outside":9092/,
    /different port/,
  ],
  [
    'clients of other networks where proxies answer health checks',
    outside({ port: 8404 }),
    'bootstrapProxy.ports',
    /"outside":8404/,
    /different port/,
  ],
  [
    'a session time-out that ZooKeeper would clamp',
    kafka({ settings: { zookeeperSessionTimeoutMs: 60_000 } }),
    'kafka.settings.zookeeperSessionTimeoutMs',
    '60000',
    /4000 to 40000/,
  ],
  [
    'replication factor 4 on 3 brokers',
    kafka({ settings: { defaultReplicationFactor: 4 } }),
    'kafka.settings.defaultReplicationFactor',
    '4',
    'at most 3 (kafka.brokers)',
  ],
  [
    'as many in-sync replicas as replicas',
    kafka({ settings: { minInSyncReplicas: 3 } }),
    'kafka.settings.minInSyncReplicas',
    '3',
    /less than 3/,
  ],
  [
    'one broker id twice',
    kafka({ brokerIds: [1, 2, 2] }),
    'kafka.brokerIds',
    'broker id 2 more than once',
    'each id once',
  ],
  ['fewer ids than brokers', kafka({ brokerIds: [1, 2] }), 'kafka.brokerIds', '2 ids', '3 (kafka.brokers)'],
  ['an even ensemble', zookeeper({ nodes: 4 }), 'zookeeper.nodes', '4', 'an odd number'],
  [
    'replication factor 3 on 2 brokers in the second region',
    inSecondary({ kafka: { brokers: 2 } }),
    'kafka.settings.defaultReplicationFactor',
    '3',
    'at most 2 (secondary.kafka.brokers)',
  ],
  [
    'fewer ids than brokers in the second region',
    inSecondary({ kafka: { brokerIds: [1, 2] } }),
    'secondary.kafka.brokerIds',
    '2 ids',
    '3 (kafka.brokers)',
  ],
  [
    'an even ensemble in the second region',
    inSecondary({ zookeeper: { nodes: 2 } }),
    'secondary.zookeeper.nodes',
    '2',
    'an odd number',
  ],
  [
    'two zones for three replicas in the second region',
    secondary({ zones: ['us-east1-b', 'us-east1-c'] }),
    'regions.secondary.zones',
    '2 zones for replication factor 3',
    /2 in-sync replicas/,
  ],
  [
    'a subnet of the second region that is too small',
    secondary({ cidr: '10.20.0.0/26' }),
    'regions.secondary.cidr',
    '10.20.0.0/26',
    /at least \/24/,
  ],
  [
    'a setting of Kafka for the second region alone',
    inSecondary({ kafka: { settings: {} } }),
    'secondary.kafka.settings',
    'unknown field "settings"',
    'one of brokers, brokerIds, machineType, diskSizeGb, heapMb',
  ],
  [
    'overlapping regions',
    secondary({ cidr: '10.10.8.0/24' }),
    'regions.secondary.cidr',
    '10.10.8.0/24',
    'a range that shares no address with 10.10.0.0/20 (regions.primary.cidr)',
  ],
  [
    'functions within the nodes’ range',
    network({ functionsCidr: '10.10.1.0/28' }),
    'network.functionsCidr',
    '10.10.1.0/28',
    /10\.10\.0\.0\/20 \(regions\.primary\.cidr\)/,
  ],
  [
    'clients within the nodes’ range',
    network({ clientCidrs: ['10.99.0.0/16', '10.0.0.0/8'] }),
    'network.clientCidrs.1',
    '10.0.0.0/8',
    /shares no address/,
  ],
  [
    'a peered network that holds the nodes’ range',
    network({ peers: { trading: ['10.64.0.0/12', '10.0.0.0/10'] } }),
    'network.peers.trading.1',
    '10.0.0.0/10',
    'a range that shares no address with 10.10.0.0/20 (regions.primary.cidr)',
  ],
  [
    'a peered network within the second region',
    network({ peers: { trading: ['10.20.8.0/24'] } }),
    'network.peers.trading.0',
    '10.20.8.0/24',
    /10\.20\.0\.0\/20 \(regions\.secondary\.cidr\)/,
  ],
  [
    'a peered network among the pods',
    network({ peers: { trading: ['10.10.33.0/24'] } }),
    'network.peers.trading.0',
    '10.10.33.0/24',
    /\(gke\.podCidr\)/,
  ],
  [
    'two peered networks with the same addresses',
    network({ peers: { trading: ['10.64.0.0/12'], office: ['10.65.0.0/16'] } }),
    'network.peers.office.0',
    '10.65.0.0/16',
    'a range that shares no address with 10.64.0.0/12 (network.peers.trading.0)',
  ],
  ['a peered network without ranges', network({ peers: { trading: [] } }), 'network.peers.trading', '[]', />=1/],
  [
    'pods within the nodes’ range',
    gke({ podCidr: '10.10.0.0/20' }),
    'gke.podCidr',
    '10.10.0.0/20',
    'a range that shares no address with 10.10.0.0/20 (regions.primary.cidr)',
  ],
  [
    'Kubernetes’ services among its pods',
    gke({ serviceCidr: '10.10.40.0/22' }),
    'gke.serviceCidr',
    '10.10.40.0/22',
    /10\.10\.32\.0\/20 \(gke\.podCidr\)/,
  ],
  [
    'clients within the pods’ range',
    network({ clientCidrs: ['10.10.33.0/24'] }),
    'network.clientCidrs.0',
    '10.10.33.0/24',
    /\(gke\.podCidr\)/,
  ],
  [
    'a range too small for the pods of all nodes',
    gke({ podCidr: '10.10.32.0/23' }),
    'gke.podCidr',
    '10.10.32.0/23, which holds the pods of 8 nodes',
    /room for 13 nodes/,
  ],
  [
    'hardly any time for upgrades',
    gke({ maintenance: { days: ['SU', 'SU'], hours: 6 } }),
    'gke.maintenance',
    '24 hours in 4 weeks',
    'at least 48',
  ],
  [
    'a day that is none',
    gke({ maintenance: { days: ['sunday'] } }),
    'gke.maintenance.days.0',
    '"sunday"',
    /"MO"\|"TU"/,
  ],
  [
    'one region for both',
    secondary({ name: 'us-central1', zones: ['us-central1-a', 'us-central1-b', 'us-central1-c'] }),
    'regions.secondary.name',
    '"us-central1"',
    /another region/,
  ],
  [
    'a zone elsewhere',
    primary({ zones: ['us-central1-a', 'us-east1-b', 'us-central1-c'] }),
    'regions.primary.zones.1',
    '"us-east1-b"',
    'a zone of us-central1',
  ],
  [
    'two racks in a zone',
    primary({ zones: ['us-central1-a', 'us-central1-b', 'us-central1-a'] }),
    'regions.primary.zones.2',
    '"us-central1-a" a second time',
    'one rack a zone',
  ],
  [
    'two zones for three replicas',
    primary({ zones: ['us-central1-a', 'us-central1-b'] }),
    'regions.primary.zones',
    '2 zones for replication factor 3',
    /2 in-sync replicas/,
  ],
  [
    'a subnet too small for the address plan',
    primary({ cidr: '10.10.0.0/25' }),
    'regions.primary.cidr',
    '10.10.0.0/25',
    /at least \/24/,
  ],
  [
    'two listeners on one port',
    kafka({ ports: { client: 9092, interBroker: 9092 } }),
    'kafka.ports',
    /9092/,
    /different port/,
  ],
  [
    'a proxy that answers health checks where clients come',
    { bootstrapProxy: { ports: { health: 9092 } } },
    'bootstrapProxy.ports',
    /9092/,
    /different port/,
  ],
  ['a single proxy', { bootstrapProxy: { replicas: 1 } }, 'bootstrapProxy.replicas', '1', />=2/],
])('refuses %s', (_, deviation, path, found, expected) => {
  const problems = problemsOf({ ...production, ...deviation });
  expect(problems.map((problem) => problem.path)).toContain(path);
  const problem = problems.find((each) => each.path === path)!;
  expect(problem.found).toMatch(exactly(found));
  expect(problem.expected).toMatch(exactly(expected));
  expect(problem.fix).not.toBe('');
});

test('every problem is named at once, not only the first', () => {
  const problems = problemsOf({
    ...production,
    ...kafka({ settings: { defaultReplicationFactor: 4 } }),
    ...zookeeper({ nodes: 2 }),
  });
  expect(problems.map(({ path }) => path)).toEqual(['kafka.settings.defaultReplicationFactor', 'zookeeper.nodes']);
});

test('clients may live in a peered network', () => {
  const input = { ...production, ...network({ peers: { trading: ['10.64.0.0/12'] }, clientCidrs: ['10.65.0.0/16'] }) };
  expect(problemsOf(input)).toEqual([]);
});

test('what is left out is to be added, and a machine type that there may be elsewhere says where it would belong', () => {
  const fixesOf = (deviation: object) => problemsOf({ ...production, ...deviation }).map(({ fix }) => fix);
  expect(fixesOf({ projectId: undefined })).toEqual(['add the field']);
  expect(fixesOf(kafka({ machineType: 'n2-standard-4' }))).toEqual([
    expect.stringMatching(/platform\/machine-types\.ts.*prices\.json.*custom types are not priced/),
  ]);
});

test('the message is a line a problem: path, found, expected, what to do', () => {
  expect(() => definePlatform({ ...production, ...zookeeper({ nodes: 4 }) })).toThrow(
    'zookeeper.nodes: found 4, expected an odd number; use 3 or 5',
  );
});

test('an unknown field is refused wherever it stands', () => {
  const places = objectPaths(production);
  expect(places.length).toBeGreaterThan(5);
  const fieldName = fc.stringMatching(/^[a-z]{3,12}X$/);
  fc.assert(
    fc.property(fc.constantFrom(...places), fieldName, (place, name) => {
      const input = structuredClone(production);
      const target = place.reduce<Record<string, unknown>>((value, key) => value[key] as never, input as never);
      target[name] = 1;
      expect(problemsOf(input)).toEqual([
        expect.objectContaining({ path: [...place, name].join('.'), found: `unknown field "${name}"` }),
      ]);
    }),
  );
});

test('two ranges are refused exactly when they share an address', () => {
  const range = fc
    .record({ address: fc.nat(0xff_ff_ff), prefixLength: fc.integer({ min: 10, max: 24 }) })
    .map(({ address, prefixLength }) => {
      const size = 2 ** (32 - prefixLength);
      const first = 0x0a_00_00_00 + Math.floor(address / size) * size;
      const cidr = `${[24, 16, 8, 0].map((shift) => (first >>> shift) & 0xff).join('.')}/${prefixLength}`;
      return { cidr, first, last: first + size - 1 };
    });
  fc.assert(
    fc.property(range, range, (left, right) => {
      const overlap = left.first <= right.last && right.first <= left.last;
      const input = {
        ...production,
        ...network({ functionsCidr: '192.168.0.0/28' }),
        ...gke({ nodeCidr: '192.168.1.0/24', podCidr: '192.168.32.0/20', serviceCidr: '192.168.48.0/22' }),
        regions: {
          primary: { ...production.regions.primary, cidr: left.cidr },
          secondary: { ...production.regions.secondary, cidr: right.cidr },
        },
      };
      expect(problemsOf(input).map(({ path }) => path)).toEqual(overlap ? ['regions.secondary.cidr'] : []);
    }),
  );
});

function problemsOf(input: PlatformInput) {
  try {
    definePlatform(input);
    return [];
  } catch (error) {
    if (error instanceof InvalidPlatformError) return error.problems;
    throw error;
  }
}

function exactly(text: string | RegExp): RegExp {
  return typeof text === 'string' ? new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`) : text;
}

/** Paths of all objects within a value, itself included. */
function objectPaths(value: object, path: readonly string[] = []): (readonly string[])[] {
  const inner = Object.entries(value).flatMap(([key, part]: [string, unknown]) =>
    typeof part === 'object' && part !== null && !Array.isArray(part) ? objectPaths(part, [...path, key]) : [],
  );
  return [path, ...inner];
}
