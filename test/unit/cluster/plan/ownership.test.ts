import fc from 'fast-check';
import { applyPlan, makePlan, type OwnershipRecord, type ResourceKind, type Step } from '../../../../cluster/index.ts';
import { ownershipBefore, ownershipChange, type UnfinishedApply } from '../../../../cluster/plan/ownership.ts';
import type { ResourceId } from '../../../../cluster/plan/resource-kind.ts';
import { aStep } from './steps.ts';

const kindOf = (declared: readonly string[] | undefined, about: Partial<ResourceKind> = {}): ResourceKind => ({
  name: 'topic',
  ...(declared === undefined ? {} : { declared }),
  observe: () => Promise.resolve(new Map()),
  steps: () => [],
  carryOut: (steps) => Promise.resolve(steps.map(({ id }) => ({ step: id }))),
  ...about,
});

const changeFor = ({
  declared,
  there = [],
  owned = [],
  steps = [],
  failed = [],
  quarantined = [],
}: {
  declared: readonly string[] | undefined;
  there?: readonly string[];
  owned?: readonly ResourceId[];
  steps?: readonly Step[];
  failed?: readonly string[];
  quarantined?: readonly ResourceId[];
}) =>
  ownershipChange(
    [kindOf(declared)],
    {
      seen: new Map([['topic', new Map(there.map((name) => [name, null]))]]),
      owned: new Set(owned),
      quarantined: new Map(quarantined.map((id) => [id, { since: '2026-11-25T00:00:00.000Z', ageMs: 1 }])),
    },
    steps,
    steps.map(({ id }) => ({ step: id, ...(failed.includes(id) ? { error: 'no' } : {}) })),
  );

const create = aStep('c', { resource: 'orders', action: 'create' });
const remove = aStep('r', { resource: 'old', action: 'remove' });

test.each([
  ['what is declared and there is taken over', { declared: ['orders'], there: ['orders'] }, ['topic/orders'], []],
  ['what was made is owned', { declared: ['orders'], steps: [create] }, ['topic/orders'], []],
  ['what could not be made is not', { declared: ['orders'], steps: [create], failed: ['c'] }, [], []],
  [
    'what is owned is not entered again',
    { declared: ['orders'], there: ['orders'], owned: ['topic/orders'] as const },
    [],
    [],
  ],
  [
    'what is there and no longer declared stays',
    { declared: [], there: ['old'], owned: ['topic/old'] as const },
    [],
    [],
  ],
  [
    'what was removed is let go',
    { declared: [], there: ['old'], owned: ['topic/old'] as const, steps: [remove] },
    [],
    ['topic/old'],
  ],
  [
    'what could not be removed is not',
    { declared: [], there: ['old'], owned: ['topic/old'] as const, steps: [remove], failed: ['r'] },
    [],
    [],
  ],
  ['what someone else has removed is let go', { declared: [], owned: ['topic/old'] as const }, [], ['topic/old']],
  ['what is declared and gone is to come back', { declared: ['orders'], owned: ['topic/orders'] as const }, [], []],
  ['other kinds’ entries are left alone', { declared: [], owned: ['user/x'] as const }, [], []],
  ['a kind that removes nothing keeps no owners', { declared: undefined, there: ['a'], steps: [create] }, [], []],
])('%s', (_, circumstances, own, disown) => {
  expect(changeFor(circumstances)).toEqual({ own, disown, quarantine: new Map() });
});

describe('a quarantine', () => {
  const now = new Date('2026-11-25T10:00:00.000Z');
  const begin = aStep('q', { resource: 'old', action: 'quarantine' });
  const release = aStep('b', { resource: 'old', action: 'release' });

  test('is entered before it is begun, and by that time', () => {
    expect(ownershipBefore([begin, create, release, remove], now)).toEqual({
      own: [],
      disown: [],
      quarantine: new Map([['topic/old', '2026-11-25T10:00:00.000Z']]),
    });
  });

  const quarantined = ['topic/old'] as const;
  test.each([
    ['is over for what was removed', { steps: [remove], quarantined }, ['topic/old']],
    ['is over for what was released', { steps: [release], quarantined }, ['topic/old']],
    ['is not over for what could not be removed', { steps: [remove], quarantined, failed: ['r'] }, []],
    ['is not over for what could not be released', { steps: [release], quarantined, failed: ['b'] }, []],
    ['is not over for what was begun', { steps: [begin], quarantined }, []],
    ['is not over where it never was', { steps: [remove] }, []],
  ])('%s', (_, circumstances, ended) => {
    expect(changeFor({ declared: [], ...circumstances }).quarantine).toEqual(new Map(ended.map((id) => [id, null])));
  });
});

test('what nobody declares is never taken over, and what is there never let go', () => {
  const names = fc.uniqueArray(fc.constantFrom<string[]>('a', 'b', 'c', 'd'));
  fc.assert(
    fc.property(names, names, names, (declared, there, owned) => {
      const { own, disown } = changeFor({ declared, there, owned: owned.map((name): ResourceId => `topic/${name}`) });
      expect(own.filter((id) => !declared.includes(id.slice('topic/'.length)))).toEqual([]);
      expect(disown.filter((id) => there.includes(id.slice('topic/'.length)))).toEqual([]);
    }),
  );
});

describe('the record', () => {
  function recorded(owned: readonly ResourceId[] = [], left?: UnfinishedApply) {
    const entries = new Set<ResourceId>(owned);
    const log: string[] = [];
    const record: OwnershipRecord = {
      read: () => Promise.resolve({ owned: new Set(entries), ...(left === undefined ? {} : { unfinished: left }) }),
      write: ({ own, disown }, unfinished) => {
        log.push(unfinished === undefined ? 'entered' : unfinished === null ? 'ended' : unfinished.steps.join());
        for (const id of own) entries.add(id);
        for (const id of disown) entries.delete(id);
        return Promise.resolve();
      },
    };
    return { record, entries, log };
  }

  test('is read before a plan is made', async () => {
    const kind = kindOf([], { steps: ({ owned }) => [...(owned ?? [])].map((id) => aStep(id)) });
    const { steps } = await makePlan([kind], 'c', new Date(), recorded(['topic/old']).record);
    expect(steps.map(({ id }) => id)).toEqual(['topic/old']);
  });

  test('is written after the steps, also when some failed', async () => {
    const { record, entries } = recorded(['topic/old']);
    const steps = [remove, create, aStep('x', { resource: 'extra', action: 'create' })];
    const kind = kindOf(['orders', 'extra'], {
      observe: () => Promise.resolve(new Map([['old', null]])),
      steps: () => steps,
      carryOut: (its) => Promise.resolve(its.map(({ id }) => ({ step: id, ...(id === 'x' ? { error: 'no' } : {}) }))),
    });
    const plan = { clusterId: 'c', observedAt: '2026-11-25T00:00:00.000Z', steps };
    await applyPlan([kind], 'c', plan, { accepted: new Set(), ownership: record });
    expect([...entries]).toEqual(['topic/orders']);
  });

  const planOf = (...steps: Step[]) => ({ clusterId: 'c', observedAt: '2026-11-25T00:00:00.000Z', steps });
  const left = { startedAt: '2026-11-25T00:00:00.000Z', steps: ['c', 'r'] };

  test('says what an apply is about to do before it does it, and that it has ended after', async () => {
    const { record, log } = recorded();
    const kind = kindOf(['orders'], {
      steps: () => [create],
      carryOut: (its) => {
        log.push('at work');
        return Promise.resolve(its.map(({ id }) => ({ step: id })));
      },
    });
    await applyPlan([kind], 'c', planOf(create), { accepted: new Set(), ownership: record });
    expect(log).toEqual(['c', 'at work', 'ended']);
  });

  test('of an apply that was killed shows in the next plan, and is cleared by the next apply', async () => {
    const { record, log } = recorded([], left);
    expect(await makePlan([kindOf([])], 'c', new Date(), record)).toMatchObject({ unfinished: left });
    await applyPlan([kindOf([])], 'c', planOf(), { accepted: new Set(), ownership: record });
    expect(log).toEqual(['ended']);
  });

  test('is not written by an apply that was refused', async () => {
    const { record, log } = recorded();
    const plan = { clusterId: 'another', observedAt: '2026-11-25T00:00:00.000Z', steps: [] };
    await expect(
      applyPlan([kindOf(['orders'])], 'c', plan, { accepted: new Set(), ownership: record }),
    ).rejects.toMatchObject({ code: 'REFUSED' });
    expect(log).toEqual([]);
  });
});
