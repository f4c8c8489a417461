import { parse } from 'dot-properties';
import {
  definePlatform,
  environmentNames,
  environments,
  onOneMachine,
  platformOf,
  topicPolicyOf,
} from '../../../platform/index.ts';
import type { Platform } from '../../../platform/index.ts';
import { serverProperties, vmLayout } from '../../../render/index.ts';

const layout = vmLayout('kafka');
const production = platformOf('production');

test('brokers talk on SASL_SSL, named by protocol since a listener name beside it is forbidden', () => {
  const properties = propertiesOf(production, 0);
  expect(properties).toMatchObject({
    'advertised.listeners':
      'CLIENT://kafka-01.kafka.production.alphintra.internal:9092,SASL_SSL://kafka-01.kafka.production.alphintra.internal:9093',
    'listener.security.protocol.map': 'CLIENT:SASL_SSL,SASL_SSL:SASL_SSL',
    'security.inter.broker.protocol': 'SASL_SSL',
  });
  expect(properties).not.toHaveProperty(['inter.broker.listener.name']);
});

test('only the brokers’ listener demands a certificate', () => {
  expect(propertiesOf(production, 0)).toMatchObject({
    'listener.name.client.ssl.client.auth': 'none',
    'listener.name.sasl_ssl.ssl.client.auth': 'required',
  });
});

test('a VM takes clients on any address, since a load balancer’s packets carry its own', () => {
  expect(propertiesOf(production, 1)['listeners']).toBe('CLIENT://0.0.0.0:9092,SASL_SSL://10.10.0.52:9093');
});

test('brokers that share a machine take and advertise only their own address', () => {
  const oneMachine = definePlatform(onOneMachine(environments.production, '127.20.0.0/24'));
  expect(propertiesOf(oneMachine, 1)).toMatchObject({
    listeners: 'CLIENT://127.20.0.52:9092,SASL_SSL://127.20.0.52:9093',
    'advertised.listeners': 'CLIENT://127.20.0.52:9092,SASL_SSL://127.20.0.52:9093',
  });
});

test('each broker names the rack of its zone', () => {
  const racks = production.nodes.brokers.map((_, index) => propertiesOf(production, index)['broker.rack']);
  expect(racks).toEqual(['rack-1', 'rack-2', 'rack-3']);
});

test('who has no permission has none', () => {
  expect(propertiesOf(production, 0)).toMatchObject({
    'authorizer.class.name': 'kafka.security.authorizer.AclAuthorizer',
    'allow.everyone.if.no.acl.found': 'false',
    'super.users': 'User:kafka-broker;User:platform-operator',
  });
});

test('offsets and transactions are as durable as the platform’s topics', () => {
  const { settings } = environments.dev.kafka;
  const input = {
    ...environments.dev,
    kafka: { ...environments.dev.kafka, brokers: 4, settings: { ...settings, defaultReplicationFactor: 4 } },
  };
  expect(propertiesOf(definePlatform(input), 0)).toMatchObject({
    'offsets.topic.replication.factor': '4',
    'transaction.state.log.replication.factor': '4',
    'transaction.state.log.min.isr': '2',
  });
});

test('topics are judged by the platform’s policies, whose replication is that of the model', () => {
  const { settings } = environments.dev.kafka;
  const kafka = { ...environments.dev.kafka, brokers: 4, settings: { ...settings, defaultReplicationFactor: 4 } };
  const platform = definePlatform({ ...environments.dev, kafka });
  const properties = propertiesOf(platform, 0);
  expect(properties).toMatchObject({
    'create.topic.policy.class.name': 'com.alphintra.kafka.policies.TopicCreationPolicy',
    'alter.config.policy.class.name': 'com.alphintra.kafka.policies.ConfigChangePolicy',
    'alphintra.topic.name.pattern': topicPolicyOf(platform).namePattern,
    'default.replication.factor': '4',
    'min.insync.replicas': '2',
  });
});

describe.each(environmentNames)('in %s', (environment) => {
  const platform = platformOf(environment);

  test.each(platform.nodes.brokers.map(({ name }, index) => [name, index] as const))(
    '%s has no plaintext listener and no TLS but 1.3',
    (_, index) => {
      const properties = propertiesOf(platform, index);
      expect(JSON.stringify(properties)).not.toMatch(/PLAINTEXT|(?<!SASL_)SSL:\/\//);
      for (const name of ['ssl.', 'zookeeper.ssl.']) {
        expect(properties[`${name}protocol`]).toBe('TLSv1.3');
        expect(properties[`${name}enabled.protocols`]).toBe('TLSv1.3');
        expect(properties[`${name}cipher.suites`]).toBe('TLS_AES_256_GCM_SHA384,TLS_AES_128_GCM_SHA256');
      }
      expect(properties['zookeeper.ssl.client.enable']).toBe('true');
    },
  );

  test('every secret is a reference into the secrets file', () => {
    const secrets = Object.entries(propertiesOf(platform, 0)).filter(([name]) =>
      /(password|secret|jaas\.config)$/.test(name),
    );
    const withoutReferences = secrets.map(([name, value]) => [
      name,
      value.replace(/\$\{file:\/etc\/kafka\/secrets\/broker\.properties:[a-z.]+\}/, 'REFERENCE'),
    ]);
    const scram = 'org.apache.kafka.common.security.scram.ScramLoginModule required';
    expect(Object.fromEntries(withoutReferences)).toEqual({
      'listener.name.client.scram-sha-256.sasl.jaas.config': `${scram};`,
      'listener.name.sasl_ssl.scram-sha-256.sasl.jaas.config': `${scram} username="kafka-broker" password="REFERENCE";`,
      'ssl.keystore.password': 'REFERENCE',
      'ssl.key.password': 'REFERENCE',
      'ssl.truststore.password': 'REFERENCE',
      'zookeeper.ssl.keystore.password': 'REFERENCE',
      'zookeeper.ssl.truststore.password': 'REFERENCE',
      'password.encoder.secret': 'REFERENCE',
    });
  });
});

describe('a fourth broker', () => {
  const four = definePlatform({ ...environments.production, kafka: { ...environments.production.kafka, brokers: 4 } });

  test('changes nothing for the first three', () => {
    for (const [index, broker] of production.nodes.brokers.entries()) {
      expect(serverProperties(four, four.nodes.brokers[index]!, layout)).toBe(
        serverProperties(production, broker, layout),
      );
    }
  });

  test('differs from the first, in whose zone it stands, by id and addresses alone', () => {
    const first = propertiesOf(four, 0);
    const fourth = propertiesOf(four, 3);
    const differing = Object.keys(fourth).filter((name) => fourth[name] !== first[name]);
    expect(differing).toEqual(['broker.id', 'listeners', 'advertised.listeners']);
  });
});

test('a machine may add a property, but not change one of the model', () => {
  const broker = production.nodes.brokers[0]!;
  const added = serverProperties(production, broker, layout, { 'group.initial.rebalance.delay.ms': 0 });
  expect(parse(added)).toMatchObject({ 'group.initial.rebalance.delay.ms': '0' });
  expect(() => serverProperties(production, broker, layout, { 'min.insync.replicas': 1 })).toThrow(
    /min\.insync\.replicas: found in two sections/,
  );
});

function propertiesOf(platform: Platform, index: number): Record<string, string> {
  return parse(serverProperties(platform, platform.nodes.brokers[index]!, layout)) as Record<string, string>;
}
