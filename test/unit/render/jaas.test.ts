import { parse } from 'dot-properties';
import { platformOf } from '../../../platform/index.ts';
import {
  brokerSecretKeys,
  brokerSecretsText,
  scramLoginJaas,
  serverProperties,
  vmLayout,
} from '../../../render/index.ts';

test('a login names its module, user and password', () => {
  expect(scramLoginJaas({ username: 'market-data', password: 'abc' })).toBe(
    'org.apache.kafka.common.security.scram.ScramLoginModule required username="market-data" password="abc";',
  );
});

test('quotation marks, backslashes and line ends in a password cannot end it early', () => {
  expect(scramLoginJaas({ username: 'a', password: 'x"; \\ \n\r' })).toContain('password="x\\"; \\\\ \\n\\r";');
});

test('the broker’s secrets file answers every reference of server.properties, and no more', () => {
  const production = platformOf('production');
  const text = serverProperties(production, production.nodes.brokers[0]!, vmLayout('kafka'));
  const referred = [...text.matchAll(/\$\{file:[^:]+:([^}]+)\}/g)].map(([, key]) => key!);
  expect(new Set(referred)).toEqual(new Set(brokerSecretKeys));

  const secrets = Object.fromEntries(brokerSecretKeys.map((key) => [key, `value of ${key}`]));
  expect(parse(brokerSecretsText(secrets as Parameters<typeof brokerSecretsText>[0]))).toEqual(secrets);
});
