import { identitiesOf, needsNewCertificates } from '../../../local/certificates.ts';
import { definePlatform, environments, onOneMachine } from '../../../platform/index.ts';

const wanted = { identities: 'kafka-01', storePasswordSha256: 'abc' };
const made = { ...wanted, notAfter: '2027-06-30T00:00:00.000Z' };

test('keeps certificates that are for the same names and last', () => {
  expect(needsNewCertificates(made, wanted, new Date('2027-05-30T00:00:00Z'))).toBe(false);
});

test.each([
  ['there are none', undefined, wanted, '2027-01-01'],
  ['they end within 30 days', made, wanted, '2027-06-01'],
  ['they have ended', made, wanted, '2028-01-01'],
  ['a node was added', made, { ...wanted, identities: 'kafka-01,kafka-02' }, '2027-01-01'],
  ['the secrets were made anew', made, { ...wanted, storePasswordSha256: 'def' }, '2027-01-01'],
])('makes new ones when %s', (_name, seen, want, now) => {
  expect(needsNewCertificates(seen, want, new Date(now))).toBe(true);
});

test('names each node by host name and address', () => {
  const platform = definePlatform(onOneMachine(environments.production, '127.20.0.0/24'));
  const identities = identitiesOf(platform);
  expect([...identities.keys()]).toEqual(['kafka-01', 'kafka-02', 'kafka-03', 'zk-01', 'zk-02', 'zk-03']);
  const [broker] = platform.nodes.brokers;
  expect(identities.get('kafka-01')).toEqual({
    subject: 'CN=kafka-01',
    dnsNames: [broker?.hostname, platform.bootstrap.hostname],
    addresses: [broker?.address],
  });
});
