import { parse } from 'dot-properties';
import { definePlatform, environments, platformOf } from '../../../platform/index.ts';
import { clientProperties, producerProperties, type Trust } from '../../../render/index.ts';

const production = platformOf('production');
const credentials = { username: 'market-data', password: 'an-example' };
const pem: Trust = { type: 'PEM', location: '/ca.pem' };

test('a client file is complete: where, who and whom to trust', () => {
  expect(parse(clientProperties(production, { credentials, trust: pem }))).toEqual({
    'bootstrap.servers': production.bootstrapServers,
    'security.protocol': 'SASL_SSL',
    'sasl.mechanism': 'SCRAM-SHA-256',
    'sasl.jaas.config':
      'org.apache.kafka.common.security.scram.ScramLoginModule required username="market-data" password="an-example";',
    'ssl.protocol': 'TLSv1.3',
    'ssl.enabled.protocols': 'TLSv1.3',
    'ssl.endpoint.identification.algorithm': 'https',
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.location': '/ca.pem',
  });
});

test('a Java trust store comes with its password', () => {
  const trust: Trust = { type: 'JKS', location: '/truststore.jks', password: 'changeit' };
  expect(parse(clientProperties(production, { credentials, trust }))).toMatchObject({
    'ssl.truststore.type': 'JKS',
    'ssl.truststore.location': '/truststore.jks',
    'ssl.truststore.password': 'changeit',
  });
});

test('a producer adds the platform’s defaults and full acknowledgement', () => {
  const { clientDefaults, ...rest } = environments.production;
  const platform = definePlatform({ ...rest, clientDefaults: { ...clientDefaults, lingerMs: 7 } });
  const producer = parse(producerProperties(platform, { credentials, trust: pem }));
  expect(producer).toEqual({
    ...parse(clientProperties(platform, { credentials, trust: pem })),
    'batch.size': '16384',
    'linger.ms': '7',
    'buffer.memory': '33554432',
    'compression.type': 'lz4',
    acks: 'all',
    'enable.idempotence': 'true',
  });
});

test('a fourth broker adds one address to begin with', () => {
  const four = definePlatform({ ...environments.production, kafka: { ...environments.production.kafka, brokers: 4 } });
  const before = clientProperties(production, { credentials, trust: pem });
  expect(clientProperties(four, { credentials, trust: pem })).toBe(
    before.replace(
      production.bootstrapServers,
      `${production.bootstrapServers},kafka-04.kafka.production.alphintra.internal:9092`,
    ),
  );
});
