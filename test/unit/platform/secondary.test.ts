import fc from 'fast-check';
import { definePlatform, environmentNames, environments, platformOf, secondaryOf } from '../../../platform/index.ts';

const { production: input } = environments;
const production = platformOf('production');
const secondary = secondaryOf(production);

test('the second region has the same nodes, in its own zones and range', () => {
  expect(secondary.nodes.brokers).toHaveLength(production.nodes.brokers.length);
  expect(secondary.nodes.brokers[1]).toMatchObject({
    id: 2,
    name: 'kafka-02',
    zone: 'us-east1-c',
    rack: 'rack-2',
    hostname: 'kafka-02.secondary.kafka.production.alphintra.internal',
    address: '10.20.0.52',
    machineType: 'n1-highmem-8',
    disk: { name: 'alphintra-secondary-kafka-02-data', sizeGb: 2_000 },
  });
  expect(secondary.zookeeperConnect).toContain('zk-01.secondary.kafka.production.alphintra.internal:2181');
  expect(secondary.bootstrap).toMatchObject({
    hostname: 'bootstrap.secondary.kafka.production.alphintra.internal',
    address: '10.20.0.5',
  });
});

test('what brokers are set to is the same in both', () => {
  expect(secondary.kafka).toEqual(production.kafka);
  expect(secondary.zookeeper).toEqual(production.zookeeper);
});

test('its brokers answer to the first region’s bootstrap name too, and the first one’s only to their own', () => {
  expect(secondary.bootstrap.hostnames).toEqual([secondary.bootstrap.hostname, production.bootstrap.hostname]);
  expect(production.bootstrap.hostnames).toEqual([production.bootstrap.hostname]);
});

test('a smaller shape is taken over field by field', () => {
  const small = secondaryOf(
    definePlatform({
      ...input,
      secondary: { kafka: { machineType: 'n1-highmem-4', heapMb: 4_096 }, zookeeper: { nodes: 1 } },
    }),
  );
  expect(small.kafka).toMatchObject({ brokers: 3, machineType: 'n1-highmem-4', heapMb: 4_096, diskSizeGb: 2_000 });
  expect(small.nodes.zookeeper.map(({ machineType }) => machineType)).toEqual(['n1-standard-4']);
  expect(small.nodes.brokers.map(({ machineType }) => machineType)).toEqual(Array(3).fill('n1-highmem-4'));
});

test('a broker that the first region replaced is not replaced in the second', () => {
  const replaced = definePlatform({ ...input, kafka: { ...input.kafka, brokerIds: [1, 2, 4] } });
  expect(secondaryOf(replaced).nodes.brokers.map(({ id }) => id)).toEqual([1, 2, 3]);
});

test('no shape of the second region changes the first', () => {
  const shape = fc.record({
    kafka: fc.record({ brokers: fc.integer({ min: 3, max: 199 }), diskSizeGb: fc.integer({ min: 10, max: 65_536 }) }),
    zookeeper: fc.record({ nodes: fc.constantFrom(1, 3, 5) }),
  });
  fc.assert(
    fc.property(shape, (own) => {
      const { secondary: _, ...rest } = definePlatform({ ...input, secondary: own });
      const { secondary: none, ...before } = production;
      expect(rest).toEqual(before);
    }),
    { numRuns: 20 },
  );
});

test.each(environmentNames)('no name or address of %s is in both regions', (environment) => {
  const first = platformOf(environment);
  const identifiersOf = ({ name, bootstrap, nodes }: typeof first) =>
    [bootstrap, ...Object.values(nodes).flat()].flatMap(({ hostname, address }) => [hostname, address, name]);
  const taken = new Set(identifiersOf(first));
  expect(identifiersOf(secondaryOf(first)).filter((each) => taken.has(each))).toEqual([]);
});

test('there is no third region', () => {
  expect(() => secondaryOf(secondary)).toThrow('found the second region');
});
