import fc from 'fast-check';
import { withLease, type StateObjects } from '../../../agent/index.ts';
import { clockSkewMs } from '../../../agent/lease.ts';
import { objectsInMemory } from './objects-in-memory.ts';

const lease = { name: 'leases/x.json', durationMs: 60_000 };
const nothing = () => Promise.resolve();

test('the work is done by who holds the lease, and the next may do it afterwards', async () => {
  const objects = objectsInMemory();
  expect(await withLease(objects, lease, () => Promise.resolve('first'))).toEqual({ kind: 'done', result: 'first' });
  expect(await withLease(objects, lease, () => Promise.resolve('second'))).toEqual({ kind: 'done', result: 'second' });
});

test('who comes meanwhile is told who holds it', async () => {
  const objects = objectsInMemory();
  let second: unknown;
  await withLease(objects, { ...lease, holder: 'first' }, async () => {
    second = await withLease(objects, { ...lease, holder: 'second' }, nothing);
  });
  expect(second).toMatchObject({ kind: 'held', by: { holder: 'first' } });
});

test.each([
  ['just before it has ended for everyone', 60_000 + clockSkewMs - 1, 'held'],
  ['once it has ended for everyone', 60_000 + clockSkewMs, 'done'],
])('the lease of a holder that was killed: %s', async (_, laterMs, kind) => {
  const objects = objectsInMemory();
  const killed = new Error('killed');
  await expect(withLease(objects, { ...lease, now: () => 0 }, () => Promise.reject(killed))).rejects.toBe(killed);
  expect(await withLease(objects, { ...lease, now: () => laterMs }, nothing)).toMatchObject({ kind });
});

test('a lease whose answer got lost is held all the same', async () => {
  const objects = objectsInMemory();
  const writesTwice: StateObjects = {
    ...objects,
    async write(name, text, generation) {
      await objects.write(name, text, generation);
      return objects.write(name, text, generation);
    },
  };
  expect(await withLease(writesTwice, lease, nothing)).toMatchObject({ kind: 'done' });
});

test('what is no lease keeps nobody from the work', async () => {
  const objects = objectsInMemory();
  await objects.write(lease.name, '{"half":');
  expect(await withLease(objects, lease, nothing)).toMatchObject({ kind: 'done' });
});

test('no two hold a lease at one time, however their requests interleave, pause, die and tell the time', async () => {
  const contender = fc.record({
    /** Each machine's clock is off by up to half of what is allowed for. */
    skewMs: fc.integer({ min: -clockSkewMs / 2, max: clockSkewMs / 2 }),
    attempts: fc.integer({ min: 1, max: 3 }),
    workSteps: fc.integer({ min: 0, max: 6 }),
    dies: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(contender, { minLength: 2, maxLength: 4 }),
      // Mostly quick steps, so that many are at it within one lease, and now and then a pause that outlasts it.
      fc.array(
        fc.oneof(
          { weight: 9, arbitrary: fc.integer({ min: 0, max: 100 }) },
          { weight: 1, arbitrary: fc.integer({ min: 0, max: 7_000 }) },
        ),
        { minLength: 40, maxLength: 40 },
      ),
      async (scheduler, contenders, steps) => {
        let timeMs = 1_000_000;
        let step = 0;
        const between = async () => {
          await scheduler.schedule(Promise.resolve());
          timeMs += steps[step++ % steps.length] ?? 0; // time passes between any two steps of anybody
        };
        const objects = objectsInMemory(between);
        /** Until when each holder works, at the latest: then its signal has stopped it. In true time. */
        const working = new Map<number, number>();
        let overlaps = 0;
        const count = () => {
          if ([...working.values()].filter((untilMs) => timeMs < untilMs).length > 1) overlaps += 1;
        };
        const contend = async ({ skewMs, attempts, workSteps, dies }: (typeof contenders)[number], index: number) => {
          const now = () => timeMs + skewMs;
          for (let attempt = 0; attempt < attempts; attempt += 1) {
            const untilMs = timeMs + 5_000 - clockSkewMs;
            await withLease(objects, { name: 'lease', durationMs: 5_000, now }, async () => {
              working.set(index, untilMs);
              count();
              for (let done = 0; done < workSteps; done += 1) {
                await between();
                count();
              }
              working.delete(index);
              if (dies) throw new Error('killed');
            }).catch(() => undefined);
          }
        };
        const all = Promise.all(contenders.map(contend));
        await scheduler.waitFor(all);
        expect(overlaps).toBe(0);
      },
    ),
    { numRuns: 200 },
  );
});
