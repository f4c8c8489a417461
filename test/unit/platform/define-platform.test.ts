import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import {
  definePlatform,
  environmentNames,
  environments,
  onOneMachine,
  platformOf,
  type Platform,
  type PlatformInput,
} from '../../../platform/index.ts';

const { production } = environments;

describe('production is seed §6.2', () => {
  const { nodes, kafka } = platformOf('production');

  test.each([
    ['brokers', nodes.brokers, 3, 'n1-highmem-8', 2_000],
    ['ZooKeeper nodes', nodes.zookeeper, 3, 'n1-standard-4', 100],
    ['Schema Registry replicas', nodes.schemaRegistry, 2, 'n1-standard-2', 50],
    ['Connect workers', nodes.connect, 3, 'n1-standard-4', 100],
  ] as const)('%s', (_, machines, count, machineType, sizeGb) => {
    expect(machines).toHaveLength(count);
    for (const node of machines) {
      expect(node).toMatchObject({ machineType, disk: { type: 'pd-ssd', sizeGb } });
    }
  });

  test('three replicas', () => {
    expect(kafka.settings.defaultReplicationFactor).toBe(3);
  });

  test.each([nodes.brokers, nodes.zookeeper])(
    'one node in each zone, one zone a rack, as §3.1 draws it',
    (...machines) => {
      expect(machines.map(({ zone, rack }) => [zone, rack])).toEqual([
        ['us-central1-a', 'rack-1'],
        ['us-central1-b', 'rack-2'],
        ['us-central1-c', 'rack-3'],
      ]);
    },
  );

  test('names as §3.1 draws them', () => {
    expect(nodes.brokers.map(({ name }) => name)).toEqual(['kafka-01', 'kafka-02', 'kafka-03']);
    expect(nodes.zookeeper.map(({ name }) => name)).toEqual(['zk-01', 'zk-02', 'zk-03']);
  });

  test('ports as §8.3 opens them', () => {
    expect(nodes.brokers[0]?.ports.client).toBe(9092);
    expect(nodes.zookeeper[0]?.ports.client).toBe(2181);
    expect(nodes.schemaRegistry[0]?.port).toBe(8081);
    expect(nodes.connect[0]?.port).toBe(8083);
  });
});

describe.each(environmentNames)('%s', (environment) => {
  const platform = platformOf(environment);

  test('is frozen through and through', () => {
    expect(thawedPaths(platform)).toEqual([]);
    expect(() => {
      (platform.nodes.brokers[0] as { rack: string }).rack = 'rack-9';
    }).toThrow(TypeError);
  });

  test('leaves its input as it was', () => {
    const input = structuredClone(environments[environment]);
    definePlatform(input);
    expect(input).toEqual(environments[environment]);
    expect(Object.isFrozen(input)).toBe(false);
  });

  test('has every part of production in a smaller size', () => {
    expect(platform.nodes.brokers.length).toBeGreaterThanOrEqual(platform.kafka.settings.defaultReplicationFactor);
    expect(new Set(platform.nodes.brokers.map(({ rack }) => rack)).size).toBe(3);
    expect(platform.kafka.version).toBe(platformOf('production').kafka.version);
  });
});

test('environments share no address, so that they can be connected', () => {
  const addresses = environmentNames.flatMap((name) => addressesOf(platformOf(name)));
  expect(new Set(addresses).size).toBe(addresses.length);
});

test('clients begin with the brokers’ client listeners, brokers with all of ZooKeeper and no chroot', () => {
  const platform = platformOf('production');
  const domain = 'kafka.production.alphintra.internal';
  expect(platform.bootstrapServers).toBe(`kafka-01.${domain}:9092,kafka-02.${domain}:9092,kafka-03.${domain}:9092`);
  expect(platform.schemaRegistryUrls).toEqual([
    `https://schema-registry-01.${domain}:8081`,
    `https://schema-registry-02.${domain}:8081`,
  ]);
  expect(platform.zookeeperConnect).toBe(`zk-01.${domain}:2181,zk-02.${domain}:2181,zk-03.${domain}:2181`);
  expect(platform.bootstrap).toEqual({
    hostname: `bootstrap.${domain}`,
    hostnames: [`bootstrap.${domain}`],
    host: `bootstrap.${domain}`,
    address: '10.10.0.5',
    port: 9092,
  });
});

describe('on one machine', () => {
  const one = definePlatform(onOneMachine(production, '127.20.0.0/24'));

  test('nodes tell each other loopback addresses', () => {
    const all = [...one.nodes.brokers, ...one.nodes.zookeeper];
    expect(all.every(({ host, address }) => host === address && address.startsWith('127.20.0.'))).toBe(true);
    expect(one.schemaRegistryUrls).toEqual(['http://127.20.0.21:8081/apis/ccompat/v7']);
    expect(one.bootstrapServers).toBe('127.20.0.51:9092,127.20.0.52:9092,127.20.0.53:9092');
  });

  test('nothing but sizes and addresses differs from production', () => {
    const inProduction = platformOf('production');
    expect(one.kafka).toEqual({ ...inProduction.kafka, heapMb: one.kafka.heapMb });
    expect(one.zookeeper).toEqual({ ...inProduction.zookeeper, heapMb: one.zookeeper.heapMb });
    expect(one.clientDefaults).toEqual(inProduction.clientDefaults);
    expect(one.nodes.brokers.map(({ rack }) => rack)).toEqual(inProduction.nodes.brokers.map(({ rack }) => rack));
  });
});

const sizes = fc.record({
  brokers: fc.integer({ min: 3, max: 199 }),
  zookeeperPairs: fc.nat(4),
  registries: fc.integer({ min: 1, max: 9 }),
  workers: fc.integer({ min: 1, max: 19 }),
  prefixLength: fc.integer({ min: 12, max: 24 }),
});

test('no size of platform has two nodes at one address, or one at an address that Google keeps', () => {
  fc.assert(
    fc.property(sizes, ({ brokers, zookeeperPairs, registries, workers, prefixLength }) => {
      const cidr = `10.16.0.0/${prefixLength}`;
      const platform = definePlatform({
        ...withBrokers(brokers),
        zookeeper: { ...production.zookeeper, nodes: 2 * zookeeperPairs + 1 },
        schemaRegistry: { ...production.schemaRegistry, replicas: registries },
        connect: { ...production.connect, workers },
        regions: {
          primary: { ...production.regions.primary, cidr },
          secondary: { ...production.regions.secondary, cidr: '10.200.0.0/20' },
        },
      });
      const addresses = addressesOf(platform);
      expect(addresses).toHaveLength(1 + brokers + 2 * zookeeperPairs + 1 + registries + workers);
      expect(new Set(addresses).size).toBe(addresses.length);
      for (const address of addresses) {
        expect(ipaddr.IPv4.parse(address).match(ipaddr.IPv4.parseCIDR(cidr))).toBe(true);
      }
      expect(addresses.filter((address) => /^10\.16\.0\.(0|1|254|255)$/.test(address))).toEqual([]);
    }),
  );
});

test('one broker more leaves every other node as it was, whatever the number', () => {
  fc.assert(
    fc.property(fc.integer({ min: 3, max: 198 }), (brokers) => {
      const before = definePlatform(withBrokers(brokers));
      const after = definePlatform(withBrokers(brokers + 1));
      expect(after.nodes).toEqual({
        ...before.nodes,
        brokers: [...before.nodes.brokers, after.nodes.brokers.at(-1)],
      });
      expect(after.bootstrap).toEqual(before.bootstrap);
      expect(after.zookeeperConnect).toBe(before.zookeeperConnect);
    }),
    { numRuns: 30 },
  );
});

test('a fourth broker joins the first rack', () => {
  expect(definePlatform(withBrokers(4)).nodes.brokers[3]).toMatchObject({
    id: 4,
    name: 'kafka-04',
    zone: 'us-central1-a',
    rack: 'rack-1',
    address: '10.10.0.54',
  });
});

test('a broker replaced under a new id leaves its neighbours on their racks', () => {
  const { brokers } = definePlatform({
    ...production,
    kafka: { ...production.kafka, brokerIds: [1, 3, 5] },
  }).nodes;
  expect(brokers.map(({ name, rack }) => [name, rack])).toEqual([
    ['kafka-01', 'rack-1'],
    ['kafka-03', 'rack-3'],
    ['kafka-05', 'rack-2'],
  ]);
});

function withBrokers(brokers: number): PlatformInput {
  return { ...production, kafka: { ...production.kafka, brokers } };
}

function addressesOf({ bootstrap, nodes }: Platform): string[] {
  return [
    bootstrap.address,
    ...Object.values(nodes).flatMap((role) => role.map((node: { address: string }) => node.address)),
  ];
}

/** Paths of objects that could still be changed. */
function thawedPaths(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.entries(value).flatMap(([key, part]) => thawedPaths(part, `${path}.${key}`));
  return Object.isFrozen(value) ? inner : [path, ...inner];
}
