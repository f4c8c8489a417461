import { GoogleApis } from '../../../constructs/index.ts';
import { ofType, synthesizeStack } from './synthesized.ts';

const stack = synthesizeStack((scope) => {
  new GoogleApis(scope, 'google-apis', { prefix: 'risk', networkId: 'a-network' });
});
const rules = ofType(stack, 'google_compute_firewall');

test('lets nothing out but to private ranges, and to Google by HTTPS', () => {
  const open = rules
    .filter(({ allow }) => allow !== undefined)
    .map(({ destination_ranges: to, allow }) => ({ to, allow }));
  expect(open).toEqual([
    { to: ['199.36.153.8/30'], allow: [{ protocol: 'tcp', ports: ['443'] }] },
    { to: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'], allow: [{ protocol: 'all' }] },
  ]);
});

test('denies everything else after all other rules, and records it', () => {
  const [denial] = rules.filter(({ deny }) => deny !== undefined);
  expect(denial).toMatchObject({
    direction: 'EGRESS',
    priority: 65_534,
    destination_ranges: ['0.0.0.0/0'],
    deny: [{ protocol: 'all' }],
    log_config: { metadata: 'INCLUDE_ALL_METADATA' },
  });
});

test("leads every name of Google's services to the addresses that only private networks reach", () => {
  const records = ofType(stack, 'google_dns_record_set').map(({ name, type, rrdatas }) => ({ name, type, rrdatas }));
  for (const domain of ['googleapis.com', 'pkg.dev', 'packages.cloud.google.com', 'run.app', 'cloudfunctions.net']) {
    expect(records).toContainEqual({
      name: `${domain}.`,
      type: 'A',
      rrdatas: ['199.36.153.8', '199.36.153.9', '199.36.153.10', '199.36.153.11'],
    });
    expect(records).toContainEqual({ name: `*.${domain}.`, type: 'CNAME', rrdatas: [`${domain}.`] });
  }
  for (const zone of ofType(stack, 'google_dns_managed_zone')) expect(zone.visibility).toBe('private');
});
