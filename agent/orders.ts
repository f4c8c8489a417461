import { z } from 'zod';
import { longestStopSeconds } from '../render/index.ts';
import { messageOf } from './agent-error.ts';
import { withLease } from './lease.ts';
import type { Log } from './log.ts';
import type { StateObjects } from './state-objects.ts';

/** What a node can be told to do. Functions decide which node and when; the node does it. */
const order = z.strictObject({
  id: z.uuid(),
  kind: z.literal('restart'),
  unit: z.enum(['kafka', 'zookeeper', 'haproxy', 'mirror-maker']),
  /** Whoever gave it doesn't wait any longer: from then on it is not carried out. */
  expiresAt: z.iso.datetime(),
});
export type Order = z.output<typeof order>;

const anyOrder = z.object({ id: z.string() });

const outcome = z.object({
  id: z.string(),
  /** `interrupted`: begun, and nobody knows how far it came. */
  state: z.enum(['begun', 'done', 'failed', 'refused', 'interrupted']),
  at: z.iso.datetime(),
  detail: z.string().optional(),
});
export type OrderOutcome = z.output<typeof outcome>;

/** Carries out one order. */
export type CarryOut = (order: Order, signal: AbortSignal) => Promise<void>;

/** What a restart may take: the stop of the old process, and the start of the new one. */
const restartMs = (longestStopSeconds + 60) * 1_000;

/** Names of the objects of a machine, such as `alphintra-kafka-01`. */
export function orderObjects(machine: string) {
  const folder = `nodes/${machine}`;
  return {
    order: `${folder}/order.json`,
    outcome: `${folder}/order-outcome.json`,
    lease: `leases/order-${machine}.json`,
  };
}

/**
 * Carries out a node's order, if there is a new one: at most once, whoever is killed when. That it was begun is written
 * before anything is done; whoever finds it begun by a tick that is no more, says so and doesn't do it again.
 *
 * @param untilMs when this tick is ended, and with it the lease: the next one finds the order free. With less time than a
 * restart may take, the order is left to it
 * @returns what became of it, or undefined where there is nothing to do
 */
export async function carryOutOrder(
  objects: StateObjects,
  machine: string,
  carryOut: CarryOut,
  log: Log,
  untilMs: number,
  now: () => number = Date.now,
): Promise<OrderOutcome | undefined> {
  const names = orderObjects(machine);
  if ((await readOrder(objects, names)) === undefined) return undefined;
  const durationMs = untilMs - now();
  if (durationMs < restartMs) {
    log(`order left to the next tick: found ${String(durationMs)} ms for it, expected ${String(restartMs)}`);
    return undefined;
  }
  const held = await withLease(objects, { name: names.lease, durationMs, now }, async (signal) => {
    // Looked at again under the lease: another tick may just have done it.
    const found = await readOrder(objects, names);
    if (found === undefined) return undefined;
    const record = async (state: OrderOutcome['state'], detail?: string): Promise<OrderOutcome> => {
      const made = {
        id: found.id,
        state,
        at: new Date(now()).toISOString(),
        ...(detail === undefined ? {} : { detail }),
      };
      await objects.write(names.outcome, JSON.stringify(made));
      log(`order ${found.id}: ${state}${detail === undefined ? '' : `, ${detail}`}`);
      return made;
    };
    if (found.begun) return record('interrupted', 'an earlier tick began it and was ended; look at the unit');
    if (found.order === undefined) return record('refused', 'found no order that this agent knows');
    if (Date.parse(found.order.expiresAt) <= now())
      return record('refused', `found that it ended at ${found.order.expiresAt}`);
    await record('begun');
    try {
      await carryOut(found.order, signal);
    } catch (error) {
      return record('failed', messageOf(error));
    }
    return record('done');
  });
  return held.kind === 'done' ? held.result : undefined;
}

/** The order that has no outcome yet. `order` is absent where the agent doesn't know it. */
async function readOrder(
  objects: StateObjects,
  names: ReturnType<typeof orderObjects>,
): Promise<{ readonly id: string; readonly order: Order | undefined; readonly begun: boolean } | undefined> {
  const [given, made] = await Promise.all([objects.read(names.order), objects.read(names.outcome)]);
  if (given === undefined) return undefined;
  const json = jsonOf(given.text);
  // What has no id has its generation: it is refused once, too.
  const id = anyOrder.safeParse(json).data?.id ?? `generation-${given.generation}`;
  const previous = outcome.safeParse(jsonOf(made?.text ?? '')).data;
  if (previous?.id === id && previous.state !== 'begun') return undefined;
  return { id, order: order.safeParse(json).data, begun: previous?.id === id };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // no JSON is no order
  }
}
