import { execa } from 'execa';
import { tickLimitSeconds } from '../render/index.ts';
import { AgentError, messageOf } from './agent-error.ts';
import { ensureIdentity, type IdentityDependencies, type IdentityNode } from './identity/ensure-identity.ts';
import { reportServed } from './identity/served.ts';
import { carryOutOrder, type CarryOut } from './orders.ts';
import { bucketObjects, type StateObjects } from './state-objects.ts';

/** Kept for writing down what became of an order, before systemd ends the tick. */
const reportMs = 30_000;

export interface TickDependencies extends IdentityDependencies {
  /** @default the node's state bucket */
  readonly objects?: StateObjects;
  /** @default by systemd */
  readonly carryOut?: CarryOut;
}

/**
 * What the agent does every minute or so: renews what is due, carries out an order, tells what is served. One that
 * fails keeps none of the others from being done.
 *
 * @throws AgentError with all that failed
 */
export async function tick(node: IdentityNode, dependencies: TickDependencies): Promise<void> {
  if (node.identity === undefined) return;
  const { metadata, patience, carryOut = bySystemd, log } = dependencies;
  const { instance, stateBucket } = node.identity;
  const objects = dependencies.objects ?? bucketObjects(stateBucket, metadata, patience);
  const now = dependencies.now ?? (() => new Date());
  const nowMs = () => now().getTime();
  const untilMs = nowMs() + tickLimitSeconds * 1_000 - reportMs;
  const parts: Readonly<Record<string, () => Promise<unknown>>> = {
    identity: () => ensureIdentity(node, dependencies),
    order: () => carryOutOrder(objects, instance, carryOut, log, untilMs, nowMs),
    report: () => reportServed(node, objects, now),
  };
  const failures: string[] = [];
  for (const [part, run] of Object.entries(parts)) {
    await run().catch((error: unknown) => failures.push(`${part}: ${messageOf(error)}`));
  }
  if (failures.length === 0) return;
  throw new AgentError({
    place: `agent of ${node.name}`,
    found: failures.join(' | '),
    expected: 'its identity, orders and report to be in order',
    next: 'see each; the next tick tries again',
  });
}

const bySystemd: CarryOut = async ({ unit }, signal) => {
  await execa('systemctl', ['restart', `${unit}.service`], { cancelSignal: signal });
};
