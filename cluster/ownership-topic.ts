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
 * `kind/name`, one for each that is in quarantine, its key `quarantine/kind/name`, and one for an apply that has not
 * ended. Beside the catalogue's topics, which are for events. Rights on it are given to nobody, so that the operator alone
 * may read and write it.
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
/** No kind of resource is called so. */
const quarantinePrefix = 'quarantine/';

const entryShape = z.object({ since: z.iso.datetime() });
const unfinishedShape = z.object({ startedAt: z.iso.datetime(), steps: z.array(z.string()) });

/** The record of a cluster, kept in `ownershipTopic`. It is made when something is written for the first time. */
export function ownershipRecord(admin: Admin, operator: ClientProperties, durability: Durability): OwnershipRecord {
  return {
    async read() {
      const records = (await readPartition(operator, ownershipTopic, { partition: 0, timeoutMs: readTimeoutMs })) ?? [];
      const last = new Map(records.map((record) => [textOf(record.key), record]));
      const entries = [...last.values()].filter(({ value }) => value !== null);
      const { unfinished = [], quarantined = [], owned = [] } = Object.groupBy(entries, groupOf);
      const [apply] = unfinished.map((record) => valueOf(record, unfinishedShape));
      return {
        owned: new Set(owned.map((record) => entryOf(record)[0])),
        quarantined: new Map(quarantined.map((record) => entryOf(record, quarantinePrefix))),
        ...(apply === undefined ? {} : { unfinished: apply }),
      };
    },

    async write({ own, disown, quarantine }, unfinished) {
      const value = JSON.stringify({ since: new Date().toISOString() });
      const messages = [
        ...own.map((key) => ({ key, value })),
        ...disown.map((key) => ({ key, value: null })),
        ...[...(quarantine ?? [])].map(([id, since]) => ({
          key: `${quarantinePrefix}${id}`,
          value: since && JSON.stringify({ since }),
        })),
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

function groupOf({ key }: ReadRecord): 'unfinished' | 'quarantined' | 'owned' {
  const id = textOf(key);
  if (id === unfinishedKey) return 'unfinished';
  return id.startsWith(quarantinePrefix) ? 'quarantined' : 'owned';
}

/** The resource that a record is about, and since when. Who writes something else here is to be told. */
function entryOf(record: ReadRecord, prefix = ''): [ResourceId, string] {
  const { key, offset } = record;
  const { since } = valueOf(record, entryShape);
  const id = textOf(key).slice(prefix.length);
  if (/^[^/]+\/.+$/.test(id)) return [id as ResourceId, since];
  throw unreadable(offset, `the key "${prefix}${id}", expected ${prefix}kind/name`);
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
