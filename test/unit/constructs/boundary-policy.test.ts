import ipaddr from 'ipaddr.js';
import { BoundaryPolicy } from '../../../constructs/index.ts';
import { definePlatform, environments } from '../../../platform/index.ts';
import { ofType, synthesizeEstate, synthesizeStack, type Json } from './synthesized.ts';

const stack = synthesizeStack((scope) => {
  new BoundaryPolicy(scope, 'boundary', { name: 'risk-boundary', folder: 'folders/1' });
});
const rules = ofType(stack, 'google_compute_firewall_policy_rule').toSorted(
  (left: Json, right: Json) => left.priority - right.priority,
);

/** What the first rule that fits says, as Google Cloud asks them. */
function verdict(direction: 'INGRESS' | 'EGRESS', address: string): string {
  const ranges = (rule: Json): string[] => rule.match[direction === 'INGRESS' ? 'src_ip_ranges' : 'dest_ip_ranges'];
  const fits = (range: string) => ipaddr.parse(address).match(ipaddr.parseCIDR(range));
  return rules.find((rule) => rule.direction === direction && ranges(rule).some(fits)).action;
}

test.each([
  ['an address of the internet', '203.0.113.7', 'deny', 'deny'],
  ['a machine of a VPC', '10.10.0.51', 'goto_next', 'goto_next'],
  ["Google's health checks", '35.191.3.4', 'goto_next', 'deny'],
  ['Identity-Aware Proxy', '35.235.241.2', 'goto_next', 'deny'],
  ["Google's APIs for private networks", '199.36.153.9', 'deny', 'goto_next'],
] as const)('%s: in %s, in %s, out %s', (_, address, ingress, egress) => {
  expect(verdict('INGRESS', address)).toBe(ingress);
  expect(verdict('EGRESS', address)).toBe(egress);
});

test('allows nothing by itself: what passes is decided by the network below it', () => {
  expect(rules.filter(({ action }: Json) => !['goto_next', 'deny'].includes(action))).toEqual([]);
});

test('records what it denies', () => {
  for (const { action, enable_logging } of rules) expect(enable_logging).toBe(action === 'deny');
});

test('is drawn around the folder that the platform names, and left out where there is none', () => {
  const { network, ...rest } = environments.production;
  const { folder, ...networkWithout } = network;
  const inFolder = synthesizeEstate(definePlatform({ ...rest, network }));
  expect(ofType(inFolder['project']!, 'google_compute_firewall_policy_association')[0]).toMatchObject({
    attachment_target: folder,
  });
  const without = synthesizeEstate(definePlatform({ ...rest, network: networkWithout }));
  expect(ofType(without['project']!, 'google_compute_firewall_policy')).toEqual([]);
});
