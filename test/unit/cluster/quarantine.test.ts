import fc from 'fast-check';
import { applyPlan, makePlan, topicKind, type ResourceKind } from '../../../cluster/index.ts';
import { clusterInMemory, Killed } from './cluster-in-memory.ts';

const topic = 'orders';
const id = `topic/${topic}` as const;
const dayMs = 86_400_000;
const nobody = { bootstrapServers: [], certificateAuthority: '', username: '', password: '' };

/** What the files say of the topic. */
type Files = 'declared' | 'in no file' | { readonly quarantineDays: number };

function kindFor(files: Files, { admin }: ReturnType<typeof clusterInMemory>): ResourceKind {
  const wanted = { name: topic, partitions: 1, replicationFactor: 3, configs: {}, key: 'k' };
  const buried = typeof files === 'string' ? [] : [{ topic, date: '2026-11-25', reason: 'Unused', ...files }];
  return {
    ...topicKind(admin, nobody, files === 'declared' ? [wanted] : [], buried),
    measure: () => Promise.resolve(new Map()), // records are asked for by another client
  };
}

async function applyTo(cluster: ReturnType<typeof clusterInMemory>, files: Files, now: Date) {
  const kinds = [kindFor(files, cluster)];
  const plan = await makePlan(kinds, 'c', now, cluster.ownership);
  const accepted = new Set([`data-loss:${topic}`]);
  await applyPlan(kinds, 'c', plan, { accepted, ownership: cluster.ownership, now });
  return plan;
}

const planFor = (cluster: ReturnType<typeof clusterInMemory>, files: Files, now: Date) =>
  makePlan([kindFor(files, cluster)], 'c', now, cluster.ownership);

const at = (days: number) => new Date(Date.UTC(2026, 10, 25) + days * dayMs);
const buried = { quarantineDays: 7 };

async function declaredCluster() {
  const cluster = clusterInMemory();
  await applyTo(cluster, 'declared', at(0));
  return cluster;
}

test('a topic is cut off, waits, and is removed when its time has passed, with nothing left that denies it', async () => {
  const cluster = await declaredCluster();
  expect((await applyTo(cluster, buried, at(0))).steps.map((step) => step.id)).toEqual([`${id}/quarantine`]);
  expect(cluster.rules()).toHaveLength(2);

  const waiting = await applyTo(cluster, buried, at(6.9));
  expect(waiting.steps).toEqual([]);
  expect(waiting.waiting).toMatchObject([{ resource: topic, since: at(0).toISOString(), until: at(7).toISOString() }]);

  const last = await applyTo(cluster, buried, at(7));
  expect(last.steps.map((step) => step.id)).toEqual([`${id}/remove`]);
  expect(last).not.toHaveProperty('waiting');
  expect([...cluster.topics, ...cluster.rules(), ...cluster.quarantined.keys()]).toEqual([]);
  expect((await planFor(cluster, buried, at(8))).steps).toEqual([]);
});

test.each(['declared', 'in no file'] as const)('a topic is taken back by deleting its tombstone, %s', async (files) => {
  const cluster = await declaredCluster();
  await applyTo(cluster, buried, at(0));
  expect((await applyTo(cluster, files, at(3))).steps.map((step) => step.id)).toEqual([`${id}/release`]);
  expect([...cluster.rules(), ...cluster.quarantined.keys()]).toEqual([]);
  expect([...cluster.topics]).toEqual([topic]);
  expect(await planFor(cluster, files, at(9))).toMatchObject({ steps: [] });
});

test('a rule that was taken away by hand is put back, and the time begins anew', async () => {
  const cluster = await declaredCluster();
  await applyTo(cluster, buried, at(0));
  cluster.takeRuleAway();
  const { steps } = await applyTo(cluster, buried, at(6));
  expect(steps).toMatchObject([{ id: `${id}/quarantine`, summary: expect.stringContaining('anew') as string }]);
  expect(cluster.isDenied(topic)).toBe(true);
  expect((await planFor(cluster, buried, at(12.9))).steps).toEqual([]);
  expect((await planFor(cluster, buried, at(13))).steps).toMatchObject([{ action: 'remove' }]);
});

test('a rule that denies a topic to everybody and is in no record is left to whom made it', async () => {
  const cluster = await declaredCluster();
  await applyTo(cluster, buried, at(0));
  cluster.quarantined.clear(); // as if an operator had made the rules
  expect((await planFor(cluster, 'declared', at(1))).steps).toEqual([]);
});

test('a cluster without an authorizer has no rule to look at, and a quarantine there fails by what its brokers say', async () => {
  const cluster = await declaredCluster();
  const refuse = () =>
    Promise.reject(Object.assign(new Error('Security features are disabled'), { type: 'SECURITY_DISABLED' }));
  const { admin } = cluster;
  const unguarded = { ...cluster, admin: { ...admin, describeAcls: refuse, createAcls: refuse, deleteAcls: refuse } };
  expect((await planFor(unguarded, 'declared', at(1))).steps).toEqual([]);
  const kinds = [kindFor(buried, unguarded)];
  const plan = await makePlan(kinds, 'c', at(1), cluster.ownership);
  const options = { accepted: new Set([`data-loss:${topic}`]), ownership: cluster.ownership, now: at(1) };
  expect(await applyPlan(kinds, 'c', plan, options)).toEqual([
    { step: `${id}/quarantine`, error: 'Security features are disabled' },
  ]);
  expect((await planFor(unguarded, buried, at(20))).steps).toMatchObject([{ action: 'quarantine' }]);
  await applyTo(unguarded, 'declared', at(21));
  expect([...cluster.quarantined]).toEqual([]);
});

test('a topic whose tombstone says so is removed at once, in quarantine or not', async () => {
  for (const isInQuarantine of [true, false]) {
    const cluster = await declaredCluster();
    if (isInQuarantine) await applyTo(cluster, buried, at(0));
    await applyTo(cluster, { quarantineDays: 0 }, at(0));
    expect([...cluster.topics, ...cluster.rules(), ...cluster.quarantined.keys()]).toEqual([]);
  }
});

test('a topic of the name of a removed one is made only when nothing denies it any more', async () => {
  const cluster = await declaredCluster();
  await applyTo(cluster, buried, at(0));
  cluster.killAfter(2); // the beginning is written, the topic is gone
  await expect(applyTo(cluster, buried, at(7))).rejects.toThrow(Killed);
  cluster.killAfter(Number.POSITIVE_INFINITY);
  expect([...cluster.topics]).toEqual([]);
  expect(cluster.rules()).toHaveLength(2);

  expect((await applyTo(cluster, 'declared', at(8))).steps.map((step) => step.id)).toEqual([
    `${id}/release`,
    `${id}/create`,
  ]);
  expect(cluster.rules()).toEqual([]);
});

describe('a saved plan is refused when what it depends on has changed since', () => {
  test.each([
    ['a removal, by another quarantine', buried, at(7)],
    ['a way back, by another quarantine', 'declared', at(3)],
  ] as const)('%s', async (_, files, now) => {
    const cluster = await declaredCluster();
    await applyTo(cluster, buried, at(0));
    const saved = await planFor(cluster, files, now);
    expect(saved.steps).toHaveLength(1);
    await applyTo(cluster, 'declared', at(7));
    await applyTo(cluster, buried, at(8));
    const options = { accepted: new Set([`data-loss:${topic}`]), ownership: cluster.ownership, now: at(16) };
    await expect(applyPlan([kindFor(files, cluster)], 'c', saved, options)).rejects.toMatchObject({
      code: 'REFUSED',
      message:
        `topic ${topic}: quarantinedSince: found "${at(8).toISOString()}", expected "${at(0).toISOString()}" as when the ` +
        'plan was made; plan anew and review what changed',
    });
    expect([...cluster.topics]).toEqual([topic]);
  });

  test('a beginning, by rules that someone has made', async () => {
    const cluster = await declaredCluster();
    const saved = await planFor(cluster, buried, at(0));
    await applyTo(cluster, buried, at(0));
    cluster.takeRuleAway();
    const options = { accepted: new Set([`data-loss:${topic}`]), ownership: cluster.ownership, now: at(1) };
    await expect(applyPlan([kindFor(buried, cluster)], 'c', saved, options)).rejects.toMatchObject({
      message: expect.stringMatching(/^topic orders: denied: found \["\w+"\], expected null/) as string,
    });
  });
});

describe('whatever is decided, killed and done by hand', () => {
  type Event = { readonly files: Files } | { readonly days: number } | { readonly effects: number } | 'by hand';
  const condemned: Event = { files: { quarantineDays: 2 } };
  const isDone: Event = { effects: 100 };
  const events = fc.array(
    fc.oneof(
      { weight: 2, arbitrary: fc.constant(condemned) },
      { weight: 1, arbitrary: fc.record({ files: fc.constantFrom<Files>('declared', 'in no file') }) },
      { weight: 3, arbitrary: fc.record({ days: fc.constantFrom(0.5, 1, 2) }) },
      { weight: 3, arbitrary: fc.record({ effects: fc.nat(7) }) },
      { weight: 3, arbitrary: fc.constant(isDone) },
      { weight: 1, arbitrary: fc.constant<Event>('by hand') },
    ),
    { maxLength: 25, size: 'max' },
  );

  /** Plays the events, and looks at each effect whether the topic goes before its users were cut off for two days. */
  async function played(story: readonly Event[]) {
    const cluster = await declaredCluster();
    let files: Files = 'declared';
    let days = 0;
    let cutOffSince: number | undefined;
    let wasThere = true;
    const cutOffDays: number[] = []; // of each time that it went
    const deniedAnew: string[] = [];
    cluster.onEffect(() => {
      const isThere = cluster.topics.has(topic);
      if (wasThere && !isThere) cutOffDays.push(days - (cutOffSince ?? days));
      if (!wasThere && isThere) deniedAnew.push(...cluster.rules());
      cutOffSince = isThere && cluster.isDenied(topic) ? (cutOffSince ?? days) : undefined;
      wasThere = isThere;
    });
    for (const event of story) {
      if (event === 'by hand') cluster.takeRuleAway();
      else if ('files' in event) files = event.files;
      else if ('days' in event) days += event.days;
      else {
        cluster.killAfter(event.effects);
        await applyTo(cluster, files, at(days)).catch((error: unknown) => {
          if (!(error instanceof Killed)) throw error;
        });
      }
    }
    expect(cutOffDays.filter((each) => each < 2)).toEqual([]);
    expect(deniedAnew).toEqual([]);
    return { ...cluster, removals: cutOffDays.length, leftOver: await planFor(cluster, files, at(days)) };
  }

  test('a topic never goes before its time, and one that is taken back is denied to nobody', async () => {
    let removals = 0;
    await fc.assert(
      fc.asyncProperty(events, fc.constantFrom<Files>('declared', 'in no file'), async (story, files) => {
        const after = await played([...story, { files }, isDone]);
        expect([...after.rules(), ...after.quarantined.keys()]).toEqual([]);
        expect(after.leftOver).toMatchObject({ steps: [] });
        expect(after.topics.has(topic) || files === 'in no file').toBe(true);
        removals += after.removals;
      }),
      { numRuns: 500 },
    );
    expect(removals).toBeGreaterThan(0);
  });

  test('one that stays condemned is gone after its time, with all that denied it', () =>
    fc.assert(
      fc.asyncProperty(events, async (story) => {
        const end: Event[] = [{ files: 'declared' }, isDone, condemned, isDone, { days: 2 }, isDone];
        const after = await played([...story, ...end]);
        expect([...after.topics, ...after.rules(), ...after.quarantined.keys()]).toEqual([]);
      }),
    ));
});
