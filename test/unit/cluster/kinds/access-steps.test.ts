import { aclKey, type Acl } from '../../../../cluster/acls.ts';
import { denialsOf } from '../../../../cluster/kinds/topic-quarantine.ts';
import type { Circumstances } from '../../../../cluster/plan/resource-kind.ts';
import { accessSteps } from '../../../../cluster/kinds/access-steps.ts';

const rule: Acl = {
  resourceType: 'TOPIC',
  resourceName: 'orders',
  patternType: 'LITERAL',
  principal: 'User:engine',
  host: '*',
  operation: 'READ',
  permission: 'ALLOW',
};
const write: Acl = { ...rule, operation: 'WRITE' };
const deny: Acl = { ...rule, permission: 'DENY' };

function stepsFor(
  wanted: readonly Acl[],
  found: readonly Acl[],
  principals = ['User:engine'],
  quarantined: Circumstances['quarantined'] = new Map(),
) {
  const byPrincipal = Map.groupBy(found, ({ principal }) => principal);
  const seen = new Map(
    [...byPrincipal].map(([principal, acls]) => [
      principal,
      Object.fromEntries(acls.map((acl) => [aclKey(acl), { ...acl }])),
    ]),
  );
  return accessSteps(principals, wanted, { seen: new Map([['access', seen]]), quarantined });
}

test('a principal that has its rules needs nothing', () => {
  expect(stepsFor([rule, write], [write, rule])).toEqual([]);
});

test('missing rules are granted together, and depend on being missing', () => {
  expect(stepsFor([rule, write], [])).toMatchObject([
    {
      id: 'access/User:engine/grant',
      summary: 'allow READ, WRITE on topic orders',
      basis: [
        { path: [aclKey(rule)], value: null },
        { path: [aclKey(write)], value: null },
      ],
      change: { create: [rule, write] },
    },
  ]);
});

test('the rules of a quarantine are taken from nobody, and others like them are', () => {
  const denials = [...denialsOf('orders'), ...denialsOf('payments')];
  const quarantined = new Map([['topic/orders', { since: '2026-11-25T00:00:00.000Z', ageMs: 0 }]] as const);
  expect(stepsFor([], denials, ['User:*'], quarantined)).toMatchObject([
    { action: 'remove', resource: 'User:*', change: { remove: denialsOf('payments') } },
  ]);
});

test('a rule that nobody asked for is taken from a principal of the catalogue, and what it allowed is said', () => {
  expect(stepsFor([rule], [rule, write])).toMatchObject([
    {
      id: 'access/User:engine/revoke',
      change: { remove: [write] },
      verdicts: [
        { guard: 'revoke', level: 'note', reason: 'User:engine can no longer do this: allow WRITE on topic orders' },
        { guard: 'cut-off', level: 'note' },
      ],
    },
  ]);
});

test('taking away a denial is said to be one', () => {
  expect(stepsFor([], [deny])).toMatchObject([{ verdicts: [{ guard: 'undeny' }] }]);
});

test('principals that the catalogue does not know are left alone', () => {
  expect(stepsFor([rule], [rule, { ...write, principal: 'User:stranger' }])).toEqual([]);
});
