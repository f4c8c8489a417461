import kafkajs, { type AclEntry, type AclFilter, type Admin } from 'kafkajs';
import type { OwnershipRecord } from '../../../cluster/index.ts';
import type { ResourceId } from '../../../cluster/plan/resource-kind.ts';

const { AclPermissionTypes } = kafkajs;

/** Nothing happens any more to a cluster whose apply was killed. */
export class Killed extends Error {}

/** A cluster in memory, with its ownership record. It can be made to stop before any of its effects. */
export function clusterInMemory() {
  const topics = new Set<string>();
  const rules = new Map<string, AclEntry>();
  const owned = new Set<ResourceId>();
  const quarantined = new Map<ResourceId, string>();
  let left = Number.POSITIVE_INFINITY;
  const onEffect: (() => void)[] = [];

  const effect = (change: () => void): void => {
    if (left <= 0) throw new Killed('killed');
    left -= 1;
    change();
    for (const each of onEffect) each();
  };
  const isDenied = (topic: string): boolean =>
    [...rules.values()].filter(({ resourceName }) => resourceName === topic).length === 2;

  const answers = {
    fetchTopicMetadata: () => ({
      topics: [...topics].map((name) => ({
        name,
        partitions: [{ partitionId: 0, leader: 1, replicas: [1, 2, 3], isr: [1, 2, 3] }],
      })),
    }),
    describeConfigs: () => ({ resources: [...topics].map((resourceName) => ({ resourceName, configEntries: [] })) }),
    describeAcls: () => ({
      resources: [...rules.values()].map(({ operation, permissionType, principal, host, ...resource }) => ({
        ...resource,
        acls: [{ operation, permissionType, principal, host }],
      })),
    }),
    listTopics: () => [...topics],
    createTopics: (asked: Parameters<Admin['createTopics']>[0]) => {
      for (const { topic } of asked.topics) effect(() => topics.add(topic));
    },
    deleteTopics: (asked: Parameters<Admin['deleteTopics']>[0]) => {
      for (const topic of asked.topics) effect(() => topics.delete(topic));
    },
    createAcls: ({ acl }: { acl: AclEntry[] }) => {
      for (const each of acl) effect(() => rules.set(keyOf(each), each));
    },
    deleteAcls: ({ filters }: { filters: AclFilter[] }) => {
      for (const each of filters) effect(() => rules.delete(keyOf(each)));
    },
  };
  const admin = Object.fromEntries(
    Object.entries(answers).map(([request, answer]) => [
      request,
      (asked: never) => Promise.resolve().then(() => answer(asked)),
    ]),
  ) as unknown as Admin;

  const ownership: OwnershipRecord = {
    read: () => Promise.resolve({ owned: new Set(owned), quarantined: new Map(quarantined) }),
    write: ({ own, disown, quarantine = new Map() }) =>
      Promise.resolve().then(() =>
        effect(() => {
          for (const id of own) owned.add(id);
          for (const id of disown) owned.delete(id);
          for (const [id, since] of quarantine) {
            if (since === null) quarantined.delete(id);
            else quarantined.set(id, since);
          }
        }),
      ),
  };

  return {
    admin,
    ownership,
    topics,
    quarantined,
    isDenied,
    /** Rules that are left, by operation and topic. */
    rules: () =>
      [...rules.values()].map(
        ({ permissionType, operation, resourceName }) =>
          `${permissionType === AclPermissionTypes.DENY ? 'deny' : 'allow'} ${operation} on ${resourceName}`,
      ),
    /** As a person does by hand. */
    takeRuleAway: () => {
      const [first] = rules.keys();
      if (first !== undefined) rules.delete(first);
      for (const each of onEffect) each();
    },
    /** @param effects after how many of them nothing more happens */
    killAfter: (effects: number) => {
      left = effects;
    },
    /** Calls this after each effect. */
    onEffect: (look: () => void) => {
      onEffect.push(look);
    },
  };
}

function keyOf({ resourceName, principal, operation, permissionType }: AclEntry | AclFilter): string {
  return [resourceName, principal, operation, permissionType].join();
}
