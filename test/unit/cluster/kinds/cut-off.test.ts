import { accessKind, type Acl, type UseOf } from '../../../../cluster/index.ts';
import { aclKey } from '../../../../cluster/acls.ts';
import type { Json } from '../../../../cluster/plan/json.ts';

const rule: Acl = {
  resourceType: 'TOPIC',
  resourceName: 'orders',
  patternType: 'LITERAL',
  principal: 'User:engine',
  host: '*',
  operation: 'WRITE',
  permission: 'ALLOW',
};
const use = {
  principal: 'User:engine',
  operation: 'WRITE',
  resourceType: 'TOPIC',
  resourceName: 'orders',
  host: '10.0.0.7',
  broker: 'kafka-02',
  lastMs: 0,
} as const;
const ago = (ms: number, changed: object = {}) => ({ ...use, ...changed, lastMs: Date.now() - ms });
const recorded = (...uses: Awaited<ReturnType<UseOf>>['uses']) => ({
  uses,
  span: { sinceMs: Date.UTC(2026, 10, 25), untilMs: Date.UTC(2026, 10, 25, 9, 30) },
  without: [],
});

/** What the plan says of taking away all rules that are found and not wanted. */
async function verdictsOn(found: readonly Acl[], wanted: readonly Acl[], told?: Awaited<ReturnType<UseOf>>) {
  const kind = accessKind(
    undefined as never, // measuring asks the trail alone
    ['User:engine'],
    wanted,
    told === undefined ? undefined : () => Promise.resolve(told),
  );
  const seen = new Map([
    [
      'access',
      new Map(
        [...Map.groupBy(found, ({ principal }) => principal)].map(([principal, rules]): [string, Json] => [
          principal,
          Object.fromEntries(rules.map((acl) => [aclKey(acl), { ...acl }])),
        ]),
      ),
    ],
  ]);
  const measured = new Map([['access', await kind.measure!(kind.steps({ seen }), { seen })]]);
  return kind.steps({ seen, measured }).flatMap(({ verdicts }) => verdicts.filter(({ guard }) => guard === 'cut-off'));
}

test('a rule that a principal makes use of is refused, with what it did, where and when', async () => {
  expect(await verdictsOn([rule], [], recorded(ago(12_000)))).toEqual([
    {
      guard: 'cut-off',
      level: 'refuse',
      reason:
        'User:engine is at work and would be cut off: WRITE on topic orders from 10.0.0.7, 12 seconds ago on kafka-02',
    },
  ]);
});

test('of many uses the latest are named and the others counted', async () => {
  const uses = [5, 1, 4, 2, 3].map((hours) => ago(hours * 3_600_000, { host: `10.0.0.${hours}` }));
  const [verdict] = await verdictsOn([rule], [], recorded(...uses));
  expect(verdict?.reason).toMatch(
    /10\.0\.0\.1, 1 hour ago .*10\.0\.0\.2, 2 hours ago .*10\.0\.0\.3, 3 hours ago .*, and 2 more$/,
  );
});

test('a principal that did nothing for a day, or nothing at all, is no reason to refuse', async () => {
  expect(await verdictsOn([rule], [], recorded(ago(25 * 3_600_000)))).toMatchObject([
    { level: 'note', reason: expect.stringContaining('made use of it: WRITE on topic orders') as string },
  ]);
  expect(await verdictsOn([rule], [], recorded())).toMatchObject([
    {
      level: 'note',
      reason: 'User:engine made no use of it from 2026-11-25T00:00Z to 2026-11-25T09:30Z, by the audit trail',
    },
  ]);
});

test('without a trail it is said that nobody knows, and a broker that has none is named', async () => {
  const unknown = [{ level: 'note', reason: expect.stringContaining("isn't known") as string }];
  expect(await verdictsOn([rule], [])).toMatchObject(unknown);
  expect(await verdictsOn([rule], [], { uses: [], span: null, without: ['kafka-01'] })).toMatchObject(unknown);
  const partly = { ...recorded(), without: ['kafka-01'] };
  expect((await verdictsOn([rule], [], partly))[0]?.reason).toContain('of kafka-01 there is no trail');
});

const all: Acl = { ...rule, resourceName: '*' };
const prefixed: Acl = { ...rule, resourceName: 'ord', patternType: 'PREFIXED' };
describe('whom a removal cuts off', () => {
  test.each<[string, Acl, readonly Acl[], object, boolean]>([
    ['who used this rule', rule, [], {}, true],
    ['who used another operation', rule, [], { operation: 'READ' }, false],
    ['who used another topic', rule, [], { resourceName: 'orders-2' }, false],
    ['who used a group of that name', rule, [], { resourceType: 'GROUP' }, false],
    ['who described what it may write', rule, [], { operation: 'DESCRIBE' }, true],
    ['who is elsewhere than the rule says', { ...rule, host: '10.0.0.8' }, [], {}, false],
    ['who is where the rule says', { ...rule, host: '10.0.0.7' }, [], {}, true],
    ['who used a prefix', prefixed, [], {}, true],
    ['who used any topic', all, [], {}, true],
    ['who used any operation', { ...rule, operation: 'ALL' }, [], {}, true],
    ['who keeps a wider rule', rule, [prefixed], {}, false],
    ['who keeps a rule for any topic', rule, [all], {}, false],
    ['who keeps a rule for another topic', all, [{ ...rule, resourceName: 'other' }], {}, true],
    ['who keeps the rights of everybody', rule, [{ ...rule, principal: 'User:*' }], {}, false],
    ['who keeps what another has', rule, [{ ...rule, principal: 'User:other' }], {}, true],
    ['who keeps what implies it', rule, [{ ...rule, operation: 'READ' }], { operation: 'DESCRIBE' }, false],
  ])('%s', async (_, removed, remaining, used, isCutOff) => {
    const verdicts = await verdictsOn([removed, ...remaining], remaining, recorded(ago(1_000, used)));
    expect(verdicts.map(({ level }) => level)).toEqual([isCutOff ? 'refuse' : 'note']);
  });
});

test('nobody is asked about when nothing that allows is taken away', async () => {
  const deny: Acl = { ...rule, permission: 'DENY' };
  const kind = accessKind(undefined as never, ['User:engine'], [], () => Promise.reject(new Error('asked')));
  const seen = new Map([['access', new Map([['User:engine', { [aclKey(deny)]: { ...deny } }]])]]);
  expect(await kind.measure!(kind.steps({ seen }), { seen })).toEqual(new Map());
});

describe('whom a rule that denies cuts off', () => {
  const deny: Acl = { ...rule, permission: 'DENY' };
  test.each<[string, Acl, object, boolean]>([
    ['who does what it denies, though another rule allows it', deny, {}, true],
    ['who does anything, when all is denied', { ...deny, operation: 'ALL' }, {}, true],
    ['who does something else', deny, { operation: 'READ' }, false],
    ['who describes what it may not write: only denied by name', deny, { operation: 'DESCRIBE' }, false],
    ['who works on another topic', deny, { resourceName: 'orders-2' }, false],
    ['who is elsewhere than the rule says', { ...deny, host: '10.0.0.8' }, {}, false],
  ])('%s', async (_, added, used, isCutOff) => {
    const verdicts = await verdictsOn([rule], [rule, added], recorded(ago(1_000, used)));
    expect(verdicts.map(({ level }) => level)).toEqual([isCutOff ? 'refuse' : 'note']);
  });

  test('a rule that allows asks nobody', async () => {
    expect(await verdictsOn([], [rule], recorded(ago(1_000)))).toEqual([]);
  });
});
