import type { Admin } from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TopicRefusal } from './create-topics.ts';
import { kafkaErrorType } from './kafka-failure.ts';

/** The controller forgets a topic when all brokers have let go of its partitions. */
const removalTimeoutMs = 60_000;

/**
 * Removes topics with all that they hold, and waits until the brokers no longer tell of them. One that is gone already
 * is no failure.
 *
 * @returns why one was refused, by topic; empty when all are gone
 */
export async function removeTopics(admin: Admin, names: readonly string[]): Promise<ReadonlyMap<string, TopicRefusal>> {
  if (names.length === 0) return new Map();
  // One request each: the client tells only the first failure of several, and not whose it is.
  const refusals = await Promise.all(names.map(async (name) => [name, await refusalOf(admin, name)] as const));
  const refused = new Map(refusals.flatMap(([name, refusal]) => (refusal === undefined ? [] : [[name, refusal]])));
  const removed = names.filter((name) => !refused.has(name));
  const deadline = performance.now() + removalTimeoutMs;
  for (;;) {
    const present = new Set(await admin.listTopics());
    const rest = removed.filter((name) => present.has(name));
    if (rest.length === 0) return refused;
    if (performance.now() > deadline) {
      const reason = `the controller has accepted to remove it, and it is still there after ${removalTimeoutMs / 1_000} s; see the controller's log`;
      return new Map([...refused, ...rest.map((name) => [name, { type: undefined, reason }] as const)]);
    }
    await sleep(100);
  }
}

async function refusalOf(admin: Admin, name: string): Promise<TopicRefusal | undefined> {
  try {
    await admin.deleteTopics({ topics: [name], timeout: removalTimeoutMs });
    return undefined;
  } catch (error) {
    const type = kafkaErrorType(error) ?? (error instanceof Error ? kafkaErrorType(error.cause) : undefined);
    if (type === undefined) throw error;
    if (type === 'UNKNOWN_TOPIC_OR_PARTITION') return undefined;
    return { type, reason: `${type}: ${error instanceof Error ? error.message : String(error)}` };
  }
}
