import type { Admin } from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { ClientProperties } from '../client-properties.ts';
import { replicasAsSeenBy } from '../extended-client.ts';
import { removeThrottle, setThrottle, type Move } from './throttle.ts';

export interface MoveOptions {
  /**
   * What each broker may send, and receive, for replicas that catch up.
   * @default `defaultBytesPerSecond`
   */
  readonly bytesPerSecond?: number;
  /** How many partitions move at the same time. @default 50: each is a thread's work on its leader and its followers */
  readonly partitionsAtOnce?: number;
  /** How long a broker that is to receive replicas may be away. @default 60,000: a restart takes less */
  readonly awayTimeoutMs?: number;
}

/** A tenth or so of what a 2 TB SSD persistent disk writes (§6.2 of the seed), so that clients keep the rest. */
export const defaultBytesPerSecond = 50_000_000;

const pollMs = 500;
/** Brokers hear of a move's end in milliseconds; on a machine that is busy beyond measure in some seconds. */
const confirmTimeoutMs = 30_000;

/**
 * Moves replicas, some at a time, and waits until all are in sync where they should be. The copying is throttled, and
 * the throttle is gone when this returns. A move that a broker's absence keeps from ending is taken back.
 *
 * @param moves to make
 * @param topics all that are to be at rest afterwards, also those whose moves others have begun
 * @returns why it failed, by topic; empty when all is done
 */
export async function moveReplicas(
  admin: Admin,
  properties: ClientProperties,
  moves: readonly Move[],
  topics: readonly string[],
  { bytesPerSecond = defaultBytesPerSecond, partitionsAtOnce = 50, awayTimeoutMs = 60_000 }: MoveOptions = {},
): Promise<ReadonlyMap<string, string>> {
  const failures = new Map<string, string>();
  const brokers = [...(await liveBrokers(admin))];
  try {
    // One that was cut off may have left a rate at which it never ends.
    const underWay = (await movingPartitions(admin)).filter(({ topic }) => topics.includes(topic));
    const copying = [...moves, ...underWay.map(asMove)].filter(({ before, replicas }) =>
      replicas.some((id) => !before.includes(id)),
    );
    if (copying.length > 0) {
      const refused = inWords(await setThrottle(admin, properties, copying, brokers, bytesPerSecond));
      if (refused !== undefined)
        return new Map(topics.map((topic) => [topic, `not begun without a throttle: ${refused}`]));
    }
    for (let next = 0; next < moves.length; next += partitionsAtOnce) {
      const batch = moves.slice(next, next + partitionsAtOnce);
      if (failures.size > 0) {
        for (const topic of topicsOf(batch)) failures.set(topic, 'not begun, since a move before it failed');
      } else {
        await reassign(admin, batch);
        for (const [topic, reason] of await settle(admin, properties, topicsOf(batch), batch, awayTimeoutMs))
          failures.set(topic, reason);
      }
    }
    const begun = topics.filter((topic) => !failures.has(topic));
    for (const [topic, reason] of await settle(admin, properties, begun, [], awayTimeoutMs))
      failures.set(topic, reason);
  } finally {
    const refused = inWords(await removeThrottle(admin, properties, topics, brokers));
    if (refused !== undefined) for (const topic of topics) failures.set(topic, `its throttle is left: ${refused}`);
  }
  return failures;
}

/** What was refused, or undefined when nothing was. */
function inWords(refused: ReadonlyMap<string, string>): string | undefined {
  if (refused.size === 0) return undefined;
  return [...refused].map(([where, reason]) => `${where.toLowerCase()}: ${reason}`).join('; ');
}

async function reassign(
  admin: Admin,
  placements: readonly { topic: string; partition: number; replicas: readonly number[] }[],
) {
  const byTopic = Map.groupBy(placements, ({ topic }) => topic);
  await admin.alterPartitionReassignments({
    topics: [...byTopic].map(([topic, its]) => ({
      topic,
      partitionAssignment: its.map(({ partition, replicas }) => ({ partition, replicas: [...replicas] })),
    })),
  });
}

/**
 * Waits until nothing moves in these topics.
 *
 * @param mine taken back when a broker that they need stays away
 */
async function settle(
  admin: Admin,
  properties: ClientProperties,
  topics: readonly string[],
  mine: readonly Move[],
  awayTimeoutMs: number,
): Promise<ReadonlyMap<string, string>> {
  let allThereAt = Date.now();
  for (;;) {
    const moving = (await movingPartitions(admin)).filter(({ topic }) => topics.includes(topic));
    if (moving.length === 0) return confirm(admin, properties, mine);
    const live = await liveBrokers(admin);
    const missing = moving.flatMap(({ adding }) => adding).filter((id) => !live.has(id));
    if (missing.length === 0) allThereAt = Date.now();
    else if (Date.now() - allThereAt > awayTimeoutMs) {
      const stuck = mine.filter(({ topic, partition }) =>
        moving.some((m) => m.topic === topic && m.partition === partition),
      );
      if (stuck.length > 0)
        await reassign(
          admin,
          stuck.map(({ before, ...move }) => ({ ...move, replicas: before })),
        );
      const reason = `broker ${[...new Set(missing)].join(', ')} stays away, and can't receive replicas; plan again when it is back`;
      return new Map(moving.map(({ topic }) => [topic, reason]));
    }
    await sleep(pollMs);
  }
}

/** A broker may not have heard yet that a move has ended, and the next plan would be made from what it tells. */
async function confirm(
  admin: Admin,
  properties: ClientProperties,
  moves: readonly Move[],
): Promise<ReadonlyMap<string, string>> {
  const deadline = Date.now() + confirmTimeoutMs;
  for (;;) {
    const elsewhere = moves.length === 0 ? [] : await notWhereWanted(admin, properties, moves);
    if (elsewhere.length === 0) return new Map();
    if (Date.now() > deadline) {
      return new Map(
        elsewhere.map(({ topic, partition, replicas, found }) => [
          topic,
          `partition ${partition}: found replicas ${found.join()} after the move, expected ${replicas.join()}; plan again`,
        ]),
      );
    }
    await sleep(pollMs);
  }
}

async function notWhereWanted(admin: Admin, properties: ClientProperties, moves: readonly Move[]) {
  const { brokers } = await admin.describeCluster();
  const seen = await Promise.all(
    brokers.map(({ host, port }) => replicasAsSeenBy(properties, `${host}:${port}`, topicsOf(moves))),
  );
  return seen.flatMap((replicas) =>
    moves.flatMap((move) => {
      const found = replicas.get(move.topic)?.[move.partition];
      // A topic that was deleted meanwhile has nothing to confirm.
      return found === undefined || found.join() === move.replicas.join() ? [] : [{ ...move, found }];
    }),
  );
}

export interface MovingPartition {
  readonly topic: string;
  readonly partition: number;
  /** With those that are added and those that go. */
  readonly replicas: readonly number[];
  readonly adding: readonly number[];
  readonly removing: readonly number[];
}

/** What kafkajs 2.2.4 makes of the answer. Its types have other names for topic and partition. */
const reassignments = z.object({
  topics: z.array(
    z.object({
      name: z.string(),
      partitions: z.array(
        z.object({
          partition: z.int(),
          replicas: z.array(z.int()),
          addingReplicas: z.array(z.int()).nullable(),
          removingReplicas: z.array(z.int()).nullable(),
        }),
      ),
    }),
  ),
});

/** Every partition of the cluster whose replicas move now: one request. */
export async function movingPartitions(admin: Admin): Promise<readonly MovingPartition[]> {
  const { topics } = reassignments.parse(await admin.listPartitionReassignments({}));
  return topics.flatMap(({ name, partitions }) =>
    partitions.map(({ partition, replicas, addingReplicas, removingReplicas }) => ({
      topic: name,
      partition,
      replicas,
      adding: addingReplicas ?? [],
      removing: removingReplicas ?? [],
    })),
  );
}

function asMove({ topic, partition, replicas, adding, removing }: MovingPartition): Move {
  const without = (left: readonly number[]) => replicas.filter((id) => !left.includes(id));
  return { topic, partition, before: without(adding), replicas: without(removing) };
}

async function liveBrokers(admin: Admin): Promise<ReadonlySet<number>> {
  const { brokers } = await admin.describeCluster();
  return new Set(brokers.map(({ nodeId }) => nodeId));
}

function topicsOf(moves: readonly Move[]): readonly string[] {
  return [...new Set(moves.map(({ topic }) => topic))];
}
