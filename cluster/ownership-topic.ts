import kafkajs, { type Admin, type Message } from 'kafkajs';
import { z } from 'zod';
import type { ClientProperties } from './client-properties.ts';
import { ClusterError } from './cluster-error.ts';
import { connectKafka } from './connect.ts';
import { createTopics, waitForInSync } from './create-topics.ts';
import { readPartition } from './extended-client.ts';
import { toClusterError } from './kafka-failure.ts';
import { resourceId, type OwnershipRecord } from './plan/ownership.ts';
import type { ResourceId } from './plan/resource-kind.ts';
import type { ReadRecord } from './read-records.ts';

/**
 * The topic that holds the ownership record: a record for each resource that the platform made or took over, its key
 * `kind/name`, and one for an apply that has not ended. Beside the catalogue's topics, which are for events. Rights on it are given to nobody, so that the
 * operator alone may read and write it.
 */
const ownershipTopic = '_platform-ownership';

export interface Durability {
  readonly replicationFactor: number;
  readonly minInSyncReplicas: number;
}

const readTimeoutMs = 15_000;
const creationTimeoutMs = 60_000;

/** Keys of resources have a slash. */
const unfinishedKey = 'unfinished-apply';

const entryShape = z.object({ since: z.iso.datetime() });
const unfinishedShape = z.object({ startedAt: z.iso.datetime(), steps: z.array(z.string()) });

/** The record of a cluster, kept in `ownershipTopic`. It is made when something is written for the first time. */
export function ownershipRecord(admin: Admin, operator: ClientProperties, durability: Durability): OwnershipRecord {
  return {
    async read() {
      const records = (await readPartition(operator, ownershipTopic, { partition: 0, timeoutMs: readTimeoutMs })) ?? [];
      const last = new Map(records.map((record) => [textOf(record.key), record]));
      const entries = [...last.values()].filter(({ value }) => value !== null);
      const { unfinished = [], owned = [] } = Object.groupBy(entries, ({ key }) =>
        textOf(key) === unfinishedKey ? 'unfinished' : 'owned',
      );
      const [apply] = unfinished.map((record) => valueOf(record, unfinishedShape));
      return {
        owned: new Set(owned.map(resourceIdOf)),
        ...(apply === undefined ? {} : { unfinished: apply }),
      };
    },

    async write({ own, disown }, unfinished) {
      const value = JSON.stringify({ since: new Date().toISOString() });
      const messages = [
        ...own.map((key) => ({ key, value })),
        ...disown.map((key) => ({ key, value: null })),
        ...(unfinished === undefined ? [] : [{ key: unfinishedKey, value: unfinished && JSON.stringify(unfinished) }]),
      ];
      if (messages.length === 0) return;
      await provideTopic(admin, durability);
      await send(operator, messages);
    },
  };
}

/**
 * Enters topics that were made without a plan, as a first start does.
 *
 * @param names of topics that exist
 */
export async function takeOwnership(record: OwnershipRecord, names: readonly string[]): Promise<void> {
  const { owned } = await record.read();
  const own = names.map((name) => resourceId('topic', name)).filter((id) => !owned.has(id));
  await record.write({ own, disown: [] });
}

async function provideTopic(admin: Admin, { replicationFactor, minInSyncReplicas }: Durability): Promise<void> {
  if ((await admin.listTopics()).includes(ownershipTopic)) return;
  const configs = { 'cleanup.policy': 'compact', 'min.insync.replicas': String(minInSyncReplicas) };
  const refused = await createTopics(admin, [{ name: ownershipTopic, partitions: 1, replicationFactor, configs }]);
  for (const { reason } of refused.values()) {
    throw new ClusterError(
      'CLUSTER_REFUSED',
      `topic "${ownershipTopic}": the controller refused to create it (${reason}); it must be there before anything is ` +
        'changed, so see that all brokers run',
    );
  }
  await waitForInSync(admin, [ownershipTopic], { timeoutMs: creationTimeoutMs });
}

async function send(operator: ClientProperties, messages: readonly Message[]): Promise<void> {
  const producer = connectKafka(operator).producer({ idempotent: true, maxInFlightRequests: 1 });
  try {
    await producer.connect();
    // The steps of a large apply are more than the megabyte that a record may have.
    const compression = kafkajs.CompressionTypes.GZIP;
    await producer.send({ topic: ownershipTopic, acks: -1, compression, messages: [...messages] });
  } catch (error) {
    throw toClusterError(error, `topic "${ownershipTopic}"`);
  } finally {
    await producer.disconnect();
  }
}

function resourceIdOf(record: ReadRecord): ResourceId {
  const { key, offset } = record;
  valueOf(record, entryShape); // who writes something else here is to be told
  const id = textOf(key);
  if (/^[^/]+\/.+$/.test(id)) return id as ResourceId;
  throw unreadable(offset, `the key "${id}", expected kind/name`);
}

function valueOf<T>({ value, offset }: ReadRecord, shape: z.ZodType<T>): T {
  const parsed = shape.safeParse(jsonOf(value));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw unreadable(
    offset,
    `a value that is no entry (${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}), expected one`,
  );
}

const textOf = (bytes: Uint8Array | null) => Buffer.from(bytes ?? []).toString();

function jsonOf(value: Uint8Array | null): unknown {
  try {
    return JSON.parse(textOf(value));
  } catch {
    return undefined; // no entry either
  }
}

function unreadable(offset: number, found: string): ClusterError {
  return new ClusterError(
    'CLUSTER_REFUSED',
    `topic "${ownershipTopic}", offset ${offset}: found ${found}; see who else writes to it, and write an empty value ` +
      'for that key',
  );
}
