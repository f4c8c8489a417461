import { randomUUID } from 'node:crypto';
import { carryOutOrder, orderObjects, type Order, type StateObjects } from '../../../agent/index.ts';
import { clockSkewMs } from '../../../agent/lease.ts';
import { objectsInMemory } from './objects-in-memory.ts';

const names = orderObjects('kafka-01');
const nowMs = Date.parse('2027-03-01T12:00:00Z');
const quiet = () => undefined;
const restart: Order = { id: randomUUID(), kind: 'restart', unit: 'kafka', expiresAt: '2027-03-01T13:00:00.000Z' };

let objects: StateObjects;
let carriedOut: Order[];
beforeEach(() => {
  objects = objectsInMemory();
  carriedOut = [];
});

const give = (order: unknown) => objects.write(names.order, JSON.stringify(order));
/** When a tick that has just begun is ended. */
const untilMs = nowMs + 570_000;
const tick = (carryOut = (order: Order) => Promise.resolve(void carriedOut.push(order))) =>
  carryOutOrder(objects, 'kafka-01', carryOut, quiet, untilMs, () => nowMs);
const outcome = async () => JSON.parse((await objects.read(names.outcome))?.text ?? '{}') as object;

test('an order is carried out once, and its outcome is recorded', async () => {
  await give(restart);
  expect(await tick()).toMatchObject({ id: restart.id, state: 'done' });
  expect(await tick()).toBeUndefined();
  expect(carriedOut).toEqual([restart]);
  expect(await outcome()).toEqual({ id: restart.id, state: 'done', at: '2027-03-01T12:00:00.000Z' });
});

test('two ticks at once carry it out once', async () => {
  await give(restart);
  await Promise.all([tick(), tick(), tick()]);
  expect(carriedOut).toEqual([restart]);
});

test('the next order is another', async () => {
  const next = { ...restart, id: randomUUID() };
  await give(restart);
  await tick();
  await give(next);
  await tick();
  expect(carriedOut).toEqual([restart, next]);
});

test('without an order nothing is done and nothing is written', async () => {
  expect(await tick()).toBeUndefined();
  expect(await objects.read(names.lease)).toBeUndefined();
});

test('an order that was begun by a tick that was killed is not done again, and that is said', async () => {
  await give(restart);
  await objects.write(
    names.outcome,
    JSON.stringify({ id: restart.id, state: 'begun', at: '2027-03-01T11:00:00.000Z' }),
  );
  expect(await tick()).toMatchObject({ state: 'interrupted' });
  expect(carriedOut).toEqual([]);
});

test('the lease of a tick ends with it: one that was killed keeps no later one from saying so', async () => {
  await give(restart);
  const killed = () => new Promise<never>(() => undefined);
  void carryOutOrder(objects, 'kafka-01', killed, quiet, untilMs, () => nowMs);
  await until(async () => 'state' in (await outcome()));
  const nextTick = (atMs: number) => carryOutOrder(objects, 'kafka-01', killed, quiet, atMs + 570_000, () => atMs);
  expect(await nextTick(untilMs - 1_000)).toBeUndefined();
  expect(await nextTick(untilMs + clockSkewMs)).toMatchObject({ state: 'interrupted' });
});

test('an order that a tick has no time for any more is left to the next one', async () => {
  await give(restart);
  const late = await carryOutOrder(
    objects,
    'kafka-01',
    () => Promise.resolve(),
    quiet,
    untilMs,
    () => untilMs - 300_000,
  );
  expect(late).toBeUndefined();
  expect(await objects.read(names.lease)).toBeUndefined();
  expect(await tick()).toMatchObject({ state: 'done' });
});

test('what fails is recorded with the reason', async () => {
  await give(restart);
  expect(await tick(() => Promise.reject(new Error('unit kafka.service not found')))).toMatchObject({
    state: 'failed',
    detail: 'unit kafka.service not found',
  });
  expect(await tick()).toBeUndefined();
});

test.each([
  ['of an unknown kind', { ...restart, kind: 'format-disk' }],
  ['for a unit that is none of the platform', { ...restart, unit: 'sshd' }],
  ['with more than an order has', { ...restart, command: 'rm -rf /' }],
  ['without an id', { kind: 'restart' }],
  ['that has ended', { ...restart, expiresAt: '2027-03-01T11:59:59.000Z' }],
])('an order %s is refused, once', async (_, order) => {
  await give(order);
  expect(await tick()).toMatchObject({ state: 'refused' });
  expect(await tick()).toBeUndefined();
  expect(carriedOut).toEqual([]);
});

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise(setImmediate);
}
