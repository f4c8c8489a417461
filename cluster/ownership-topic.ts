import type { Admin } from 'kafkajs';
import { z } from 'zod';
import type { ClientProperties } from './client-properties.ts';
import { ClusterError } from './cluster-error.ts';
import { connectKafka } from './connect.ts';
import { createTopics, waitForInSync } from './create-topics.ts';
import { toClusterError } from './kafka-failure.ts';
import { resourceId, type OwnershipChange, type OwnershipRecord } from './plan/ownership.ts';
import type { ResourceId } from './plan/resource-kind.ts';
import { readPartition } from './read-records.ts';

/**
 * The topic that holds the ownership record: a record for each resource that the platform made or took over, its key
 * `kind/name`. Beside the catalogue's topics, which are for events. Rights on it are given to nobody, so that the
 * operator alone may read and write it.
 */
const ownershipTopic = '_platform-ownership';

export interface Durability {
  readonly replicationFactor: number;
  readonly minInSyncReplicas: number;
}

const readTimeoutMs = 15_000;
const creationTimeoutMs = 60_000;

const entryShape = z.object({ since: z.iso.datetime() });

/** The record of a cluster, kept in `ownershipTopic`. It is made when something is written for the first time. */
export function ownershipRecord(admin: Admin, operator: ClientProperties, durability: Durability): OwnershipRecord {
  return {
    async read() {
      const records = (await readPartition(operator, ownershipTopic, { partition: 0, timeoutMs: readTimeoutMs })) ?? [];
      const owned = new Set<ResourceId>();
      for (const { key, value, offset } of records) {
        const id = resourceIdOf(key, offset);
        if (value === null) owned.delete(id);
        else if (entryShape.safeParse(parsed(value)).success) owned.add(id);
        else throw unreadable(offset, 'a value that is not an entry');
      }
      return owned;
    },

    async write(change) {
      if (change.own.length + change.disown.length === 0) return;
      await provideTopic(admin, durability);
      await send(operator, change);
    },
  };
}

/**
 * Enters topics that were made without a plan, as a first start does.
 *
 * @param names of topics that exist
 */
export async function takeOwnership(record: OwnershipRecord, names: readonly string[]): Promise<void> {
  const owned = await record.read();
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

async function send(operator: ClientProperties, { own, disown }: OwnershipChange): Promise<void> {
  const producer = connectKafka(operator).producer({ idempotent: true, maxInFlightRequests: 1 });
  const value = JSON.stringify({ since: new Date().toISOString() });
  try {
    await producer.connect();
    await producer.send({
      topic: ownershipTopic,
      acks: -1,
      messages: [...own.map((key) => ({ key, value })), ...disown.map((key) => ({ key, value: null }))],
    });
  } catch (error) {
    throw toClusterError(error, `topic "${ownershipTopic}"`);
  } finally {
    await producer.disconnect();
  }
}

function resourceIdOf(key: Buffer | null, offset: number): ResourceId {
  const id = key?.toString() ?? '';
  if (!/^[^/]+\/.+$/.test(id)) throw unreadable(offset, `the key "${id}"`);
  return id as ResourceId;
}

function parsed(value: Buffer): unknown {
  try {
    return JSON.parse(value.toString());
  } catch {
    return undefined; // no entry either
  }
}

function unreadable(offset: number, found: string): ClusterError {
  return new ClusterError(
    'CLUSTER_REFUSED',
    `topic "${ownershipTopic}", offset ${offset}: found ${found}, expected kind/name with an entry; see who else writes ` +
      'to it and take that record away',
  );
}
