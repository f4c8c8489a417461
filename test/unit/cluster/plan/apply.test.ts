import fc from 'fast-check';
import {
  applyPlan,
  makePlan,
  planAndApply,
  type Outcome,
  type Plan,
  type ResourceKind,
  type Step,
} from '../../../../cluster/index.ts';
import { aStep } from './steps.ts';

/** A kind whose resources live in a map, and whose steps are given. */
function kindOf(
  name: string,
  resources: Map<string, never> | Map<string, string | number>,
  steps: () => readonly Step[],
  carryOut: (steps: readonly Step[]) => readonly Outcome[] = (its) => its.map(({ id }) => ({ step: id })),
): ResourceKind & { readonly batches: string[][] } {
  const batches: string[][] = [];
  return {
    name,
    batches,
    observe: () => Promise.resolve(new Map(resources)),
    steps,
    carryOut: (its) => {
      batches.push(its.map(({ id }) => id));
      return Promise.resolve().then(() => carryOut(its));
    },
  };
}

const planOf = (steps: readonly Step[]): Plan => ({ clusterId: 'c', observedAt: '2026-11-25T00:00:00.000Z', steps });
const nothingAccepted = { accepted: new Set<string>() };

test('steps are planned after those that they need, whatever order their kinds name them in', () =>
  fc.assert(
    fc.asyncProperty(fc.array(fc.array(fc.nat(20), { maxLength: 3 }), { maxLength: 20 }), async (needs) => {
      // A step needs only steps of smaller numbers, so there is an order; they are named in reverse.
      const steps = needs.map((its, index) =>
        aStep(`s${index}`, { needs: its.filter((each) => each < index).map((each) => `s${each}`) }),
      );
      const { steps: planned } = await makePlan(
        [kindOf('topic', new Map(), () => steps.toReversed())],
        'c',
        new Date(),
      );
      expect(planned).toHaveLength(steps.length);
      planned.forEach(({ needs: its }, index) => {
        const before = planned.slice(0, index).map(({ id }) => id);
        expect(before).toEqual(expect.arrayContaining([...its]));
      });
    }),
  ));

test('a kind judges its steps by what it measured of them', async () => {
  const looked: string[][] = [];
  const measuring = (draft: readonly Step[]): ResourceKind => ({
    ...kindOf('topic', new Map(), () => []),
    steps: ({ measured }) =>
      draft.map((step) => ({
        ...step,
        summary: `holds ${JSON.stringify(measured?.get('topic')?.get('orders'))} bytes`,
      })),
    measure: (steps) => {
      looked.push(steps.map(({ id }) => id));
      return Promise.resolve(new Map(steps.map(() => ['orders', 7])));
    },
  });
  expect(await makePlan([measuring([aStep('a')])], 'c', new Date())).toMatchObject({
    steps: [{ id: 'a', summary: 'holds 7 bytes' }],
  });
  await makePlan([measuring([])], 'c', new Date());
  expect(looked).toEqual([['a'], []]);
});

test('steps that wait for each other are no plan', async () => {
  const steps = [aStep('a', { needs: ['b'] }), aStep('b', { needs: ['a'] })];
  await expect(makePlan([kindOf('topic', new Map(), () => steps)], 'c', new Date())).rejects.toMatchObject({
    code: 'PLAN_INVALID',
    message: 'steps a, b: each waits for another of them, expected an order; plan anew',
  });
});

test('independent steps of a kind go together, and those that need them come after', async () => {
  const steps = [aStep('a'), aStep('b'), aStep('c', { needs: ['a'] })];
  const kind = kindOf('topic', new Map(), () => steps);
  await applyPlan([kind], 'c', planOf(steps), nothingAccepted);
  expect(kind.batches).toEqual([['a', 'b'], ['c']]);
});

test('a step begins as soon as what it needs is done, whatever else is still at work', async () => {
  const steps = [aStep('slow'), aStep('u', { kind: 'user' }), aStep('q', { kind: 'quota', needs: ['u'] })];
  const ended: string[] = [];
  let endSlow: () => void = () => undefined;
  const slow = new Promise<void>((resolve) => (endSlow = resolve));
  const kind = (name: string, until: Promise<void>, onEnd?: () => void): ResourceKind => ({
    ...kindOf(name, new Map(), () => steps.filter((step) => step.kind === name)),
    carryOut: async (its) => {
      await until;
      ended.push(...its.map(({ id }) => id));
      onEnd?.();
      return its.map(({ id }) => ({ step: id }));
    },
  });
  const kinds = [
    kind('topic', slow),
    kind('user', Promise.resolve()),
    kind('quota', Promise.resolve(), () => endSlow()), // which never comes if quotas wait for topics
  ];
  await applyPlan(kinds, 'c', planOf(steps), nothingAccepted);
  expect(ended).toEqual(['u', 'q', 'slow']);
});

test('what needs a step that failed is not tried, and the rest is done', async () => {
  const steps = [aStep('a'), aStep('b'), aStep('after-a', { needs: ['a'] }), aStep('after-b', { needs: ['b'] })];
  const kind = kindOf(
    'topic',
    new Map(),
    () => steps,
    (its) => its.map(({ id }) => (id === 'a' ? { step: id, error: 'INVALID_CONFIG' } : { step: id })),
  );
  expect(await applyPlan([kind], 'c', planOf(steps), nothingAccepted)).toEqual([
    { step: 'a', error: 'INVALID_CONFIG' },
    { step: 'b' },
    { step: 'after-a', error: 'not tried, since a failed' },
    { step: 'after-b' },
  ]);
});

test('steps that are done already are not done again, though their values have changed', async () => {
  const step = aStep('a', { resource: 'orders', basis: [{ path: [], value: 1 }] });
  const kind = kindOf('topic', new Map([['orders', 2]]), () => []);
  expect(await applyPlan([kind], 'c', planOf([step]), nothingAccepted)).toEqual([]);
  expect(kind.batches).toEqual([]);
});

test('a kind that breaks fails its own steps only', async () => {
  const steps = [aStep('t'), aStep('u', { kind: 'user' })];
  const broken = kindOf(
    'topic',
    new Map(),
    () => steps.slice(0, 1),
    () => {
      throw new Error('the broker went away');
    },
  );
  const user = kindOf('user', new Map(), () => [aStep('u', { kind: 'user' })]);
  expect(await applyPlan([broken, user], 'c', planOf(steps), nothingAccepted)).toEqual([
    { step: 't', error: 'the broker went away' },
    { step: 'u' },
  ]);
});

describe('refuses before anything is changed', () => {
  const attempt = (kind: ResourceKind, plan: Plan, accepted: readonly string[] = [], clusterId = 'c') =>
    applyPlan([kind], clusterId, plan, { accepted: new Set(accepted) });

  test('a plan that was made for another cluster', async () => {
    const kind = kindOf('topic', new Map(), () => []);
    await expect(attempt(kind, planOf([aStep('a')]), [], 'another')).rejects.toMatchObject({ code: 'REFUSED' });
    expect(kind.batches).toEqual([]);
  });

  test('a step whose value has changed since', async () => {
    const kind = kindOf('topic', new Map([['orders', 2]]), () => [step]);
    const step = aStep('a', { resource: 'orders', basis: [{ path: [], value: 1 }] });
    await expect(attempt(kind, planOf([step]))).rejects.toMatchObject({
      code: 'REFUSED',
      message: 'topic orders: found 2, expected 1 as when the plan was made; plan anew and review what changed',
    });
    expect(kind.batches).toEqual([]);
  });

  const harm = { guard: 'data-loss', level: 'refuse', reason: '3 GB would go' } as const;
  const harmful = aStep('a', { resource: 'orders', verdicts: [harm] });

  test('harm that nobody has accepted, and not harm that someone has', async () => {
    const kind = kindOf('topic', new Map(), () => [harmful]);
    await expect(attempt(kind, planOf([harmful]))).rejects.toMatchObject({
      message: 'a: 3 GB would go; if that is meant: --accept data-loss:orders',
    });
    expect(kind.batches).toEqual([]);
    expect(await attempt(kind, planOf([harmful]), ['data-loss:orders'])).toEqual([{ step: 'a' }]);
  });

  test('what can never be right, accepted or not', async () => {
    const impossible = aStep('a', { resource: 'orders', verdicts: [{ ...harm, level: 'never' }] });
    const kind = kindOf('topic', new Map(), () => [impossible]);
    await expect(attempt(kind, planOf([impossible]), ['data-loss:orders'])).rejects.toMatchObject({ code: 'REFUSED' });
  });

  test('a harmless step that has become harmful since', async () => {
    const harmless = aStep('a', { resource: 'orders' });
    const kind = kindOf('topic', new Map(), () => [harmful]);
    await expect(attempt(kind, planOf([harmless]))).rejects.toMatchObject({ code: 'REFUSED' });
  });
});

test('what is planned and applied in one go is looked at once, so that no later answer of another broker counts as a change', async () => {
  const answers = [new Map([['orders', 2]]), new Map([['orders', 3]])];
  const step = aStep('s', { basis: [{ path: [], value: 2 }], resource: 'orders' });
  const kind = { ...kindOf('topic', new Map(), () => [step]), observe: () => Promise.resolve(answers.shift()!) };
  const seen: string[] = [];
  const onObserved = (found: Pick<Plan, 'steps'>) => {
    seen.push(...found.steps.map(({ id }) => id));
  };
  expect(await planAndApply([kind], { ...nothingAccepted, onObserved })).toEqual([{ step: 's' }]);
  expect(seen).toEqual(['s']);
  expect(answers).toHaveLength(1);
});

test('what a guard refuses is not applied in one go either', async () => {
  const refused = aStep('s', { verdicts: [{ guard: 'data-loss', level: 'refuse', reason: 'all is deleted' }] });
  const kind = kindOf('topic', new Map(), () => [refused]);
  await expect(planAndApply([kind], nothingAccepted)).rejects.toMatchObject({ code: 'REFUSED' });
  expect(kind.batches).toEqual([]);
});
