import { parse } from 'dot-properties';
import { definePlatform, environmentNames, environments, platformOf } from '../../../platform/index.ts';
import { vmLayout, zooCfg, zookeeperClientProperties } from '../../../render/index.ts';

const layout = vmLayout('zookeeper');

describe.each(environmentNames)('in %s', (environment) => {
  const platform = platformOf(environment);

  test.each(platform.nodes.zookeeper.map((node) => [node.name, node] as const))(
    '%s has one client port, by TLS, and it is 2181',
    (_, node) => {
      const properties = parse(zooCfg(platform, node, layout)) as Record<string, string>;
      const ports = Object.keys(properties).filter((name) => /port$/i.test(name));
      expect(ports).toEqual(['secureClientPort']);
      expect(properties['secureClientPort']).toBe('2181');
      expect(properties['secureClientPortAddress']).toBe(node.address);
      // "host:2888:3888;2181" would open a plaintext client port.
      expect(Object.values(properties).join('\n')).not.toContain(';');
    },
  );
});

const production = platformOf('production');
const text = zooCfg(production, production.nodes.zookeeper[1]!, layout);
const properties = parse(text) as Record<string, string>;

test('only holders of a certificate are served, and x509 is the one way to be somebody', () => {
  expect(properties).toMatchObject({
    'ssl.clientAuth': 'need',
    'ssl.quorum.clientAuth': 'need',
    'authProvider.x509': 'org.apache.zookeeper.server.auth.X509AuthenticationProvider',
    'enforce.auth.enabled': 'true',
    'enforce.auth.schemes': 'x509',
  });
});

test('the ensemble talks by TLS only, without a plaintext fallback', () => {
  expect(properties).toMatchObject({ sslQuorum: 'true', portUnification: 'false' });
});

test('no side door is open: neither the HTTP server nor a four-letter word that shows data', () => {
  expect(properties).toMatchObject({ 'admin.enableServer': 'false', '4lw.commands.whitelist': 'srvr' });
});

test.each(['ssl.', 'ssl.quorum.'])('%s speaks TLS 1.3 with suites of TLS 1.3', (prefix) => {
  expect(properties[`${prefix}protocol`]).toBe('TLSv1.3');
  expect(properties[`${prefix}enabledProtocols`]).toBe('TLSv1.3');
  expect(properties[`${prefix}ciphersuites`]).toBe('TLS_AES_256_GCM_SHA384,TLS_AES_128_GCM_SHA256');
});

test.each([
  ['a node', text],
  ['the shell', zookeeperClientProperties(layout)],
])('%s reads its passwords from files', (_, file) => {
  const names = Object.keys(parse(file)).filter((name) => /password/i.test(name));
  expect(names.length).toBeGreaterThanOrEqual(2);
  expect(names.filter((name) => !name.endsWith('passwordPath'))).toEqual([]);
});

test('every node lists every node by the name that its certificate carries', () => {
  const servers = Object.entries(properties).filter(([name]) => name.startsWith('server.'));
  expect(servers).toEqual([
    ['server.1', 'zk-01.kafka.production.alphintra.internal:2888:3888'],
    ['server.2', 'zk-02.kafka.production.alphintra.internal:2888:3888'],
    ['server.3', 'zk-03.kafka.production.alphintra.internal:2888:3888'],
  ]);
});

test('brokers come and go without a change to ZooKeeper', () => {
  const four = definePlatform({ ...environments.production, kafka: { ...environments.production.kafka, brokers: 4 } });
  expect(zooCfg(four, four.nodes.zookeeper[1]!, layout)).toBe(text);
});
