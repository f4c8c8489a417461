import {
  definePlatform,
  environmentNames,
  environments,
  namesAllowed,
  platformOf,
  secondaryOf,
} from '../../../platform/index.ts';
import { withOutsideClients } from './with-outside-clients.ts';

const production = definePlatform(withOutsideClients(environments.production));
const secondary = secondaryOf(production);

test.each(environmentNames)('nobody comes into %s from other networks', (environment) => {
  const platform = platformOf(environment);
  expect([platform, secondaryOf(platform)].map((each) => 'outside' in each)).toEqual([false, false]);
  expect(platform.nodes.brokers.filter((broker) => 'outside' in broker)).toEqual([]);
});

test('each broker has a name of its own for clients of other networks, in each region', () => {
  expect(production.nodes.brokers.map(({ outside }) => outside)).toEqual(
    ['01', '02', '03'].map((id) => ({ hostname: `kafka-${id}.kafka.alphintra.exchange`, port: 9094 })),
  );
  expect(secondary.nodes.brokers[2]?.outside?.hostname).toBe('kafka-03.secondary.kafka.alphintra.exchange');
});

test('they begin at one name, behind which is an address of the plan that nothing else has', () => {
  const { outside, bootstrap, nodes } = production;
  expect(outside).toMatchObject({ hostname: 'bootstrap.kafka.alphintra.exchange', port: 9094, address: '10.10.0.6' });
  expect([bootstrap, ...Object.values(nodes).flat()].map(({ address }) => address)).not.toContain(outside?.address);
  expect(secondary.outside).toMatchObject({ address: '10.20.0.6', natCidr: '172.16.0.16/28' });
});

test('the second region answers to the first one’s name too, so that a consumer’s zone can lead there', () => {
  const [first, second] = ['bootstrap.kafka.alphintra.exchange', 'bootstrap.secondary.kafka.alphintra.exchange'];
  expect(production.outside?.hostnames).toEqual([first]);
  expect(secondary.outside?.hostnames).toEqual([second, first]);
});

test('a broker may have its names of other networks certified, and a ZooKeeper node none of them', () => {
  expect(namesAllowed(production, 'kafka-02')[0]?.dnsNames).toEqual([
    'kafka-02.kafka.production.alphintra.internal',
    'bootstrap.kafka.production.alphintra.internal',
    'kafka-02.kafka.alphintra.exchange',
    'bootstrap.kafka.alphintra.exchange',
  ]);
  expect(namesAllowed(secondary, 'kafka-01')[0]?.dnsNames).toEqual(
    expect.arrayContaining(['kafka-01.secondary.kafka.alphintra.exchange', 'bootstrap.kafka.alphintra.exchange']),
  );
  expect(JSON.stringify(namesAllowed(production, 'zk-01'))).not.toContain('exchange');
});

test('a consumer has one endpoint in a region unless more are named', () => {
  expect(production.outside?.consumers).toEqual({ 'partner-risk': { endpoints: 2 }, 'partner-data': { endpoints: 1 } });
});
