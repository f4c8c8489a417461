import { PortAccess, type Callers } from '../../../constructs/index.ts';
import { ofType, synthesizeStack, type Json } from './synthesized.ts';

const accounts = (count: number, role: string) =>
  Array.from({ length: count }, (_, index) => `${role}-${String(index + 1)}@test.iam.gserviceaccount.com`);

const rulesOf = (from: Callers, to: readonly string[]): Json[] =>
  ofType(
    synthesizeStack((stack) => {
      const shared = {
        prefix: 'test',
        name: 'callers-to-called',
        purpose: 'they ask',
        networkId: 'net',
        ports: [2888, 3888],
      };
      new PortAccess(stack, 'access', { ...shared, from, to });
    }),
    'google_compute_firewall',
  );

test('opens the ports, and no others, between accounts', () => {
  expect(rulesOf({ accounts: accounts(2, 'caller') }, accounts(3, 'called'))).toEqual([
    {
      name: 'test-callers-to-called',
      description: 'callers-to-called: they ask',
      network: 'net',
      direction: 'INGRESS',
      source_service_accounts: accounts(2, 'caller'),
      target_service_accounts: accounts(3, 'called'),
      allow: [{ protocol: 'tcp', ports: ['2888', '3888'] }],
    },
  ]);
});

test('opens the ports to ranges', () => {
  expect(rulesOf({ ranges: ['10.0.0.0/8'] }, accounts(1, 'called'))).toEqual([
    expect.objectContaining({ source_ranges: ['10.0.0.0/8'], target_service_accounts: accounts(1, 'called') }),
  ]);
});

test('makes more rules for more than ten accounts, so that every pair is allowed and the first rule stays', () => {
  const callers = accounts(12, 'caller');
  const called = accounts(21, 'called');
  const rules = rulesOf({ accounts: callers }, called);
  const pairs = rules.flatMap((rule) =>
    rule.source_service_accounts.flatMap((from: string) =>
      rule.target_service_accounts.map((to: string) => `${from} ${to}`),
    ),
  );
  expect(new Set(pairs).size).toBe(12 * 21);
  expect(pairs).toHaveLength(12 * 21);
  expect(new Set(rules.map(({ name }) => name)).size).toBe(6);
  for (const rule of rules) {
    expect(rule.source_service_accounts.length).toBeLessThanOrEqual(10);
    expect(rule.target_service_accounts.length).toBeLessThanOrEqual(10);
  }
  const [first] = rulesOf({ accounts: callers.slice(0, 10) }, called.slice(0, 10));
  expect(rules).toContainEqual(first);
});
