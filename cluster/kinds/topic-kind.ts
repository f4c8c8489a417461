import type { Admin } from 'kafkajs';
import { createAcls, deleteAcls, observeAcls, unlessUnguarded } from '../acls.ts';
import { createTopics, growTopics } from '../create-topics.ts';
import type { ConfigChange } from '../alter-configs.ts';
import type { ClientProperties } from '../client-properties.ts';
import { alterConfigs } from '../extended-client.ts';
import { observeTopics } from '../observe.ts';
import type { Json } from '../plan/json.ts';
import type { Outcome, ResourceKind } from '../plan/resource-kind.ts';
import type { Step } from '../plan/step.ts';
import { removeTopics } from '../remove-topics.ts';
import { measureTopics } from './topic-measure.ts';
import { condemnedTopics, waitingTopics } from './condemned-topics.ts';
import { denial, denialsByTopic, denialsOf } from './topic-quarantine.ts';
import { topicSteps, type TopicChange } from './topic-steps.ts';
import { throttleSettings } from '../placement/throttle.ts';
import type { RemovedTopic, SeenTopic, WantedTopic } from './topic.ts';

/**
 * Topics: their existence, partitions and settings, and the rules that cut off the users of one in quarantine.
 *
 * @param removed topics that the catalogue had and wants gone
 */
export function topicKind(
  admin: Admin,
  properties: ClientProperties,
  wanted: readonly WantedTopic[],
  removed: readonly RemovedTopic[] = [],
): ResourceKind {
  return {
    name: 'topic',

    declared: wanted.map(({ name }) => name),

    async observe() {
      const [topics, rules] = await Promise.all([
        observeTopics(admin),
        unlessUnguarded(observeAcls(admin, denial), []),
      ]);
      const deniedBy = denialsByTopic(rules);
      return new Map(
        topics.map(({ name, partitions, configs }): [string, Json] => {
          const seen: SeenTopic = {
            partitions: partitions.length,
            replicationFactor: Math.min(...partitions.map(({ replicas }) => replicas.length)),
            inSyncReplicas: Math.min(...partitions.map(({ inSync }) => inSync.length)),
            configs: withoutThrottle(configs),
          };
          const denied = deniedBy.get(name);
          return [name, { ...seen, ...(denied === undefined ? {} : { denied }) }];
        }),
      );
    },

    steps: (circumstances) => topicSteps(wanted, circumstances, removed),

    waiting: (circumstances) => waitingTopics(condemnedTopics(wanted, removed, circumstances)),

    measure: (steps, { seen }) => measureTopics(admin, properties, steps, seen.get('topic') ?? new Map()),

    async carryOut(steps) {
      const todo = steps.map((step): Todo => ({ step, topic: step.resource, change: step.change as TopicChange }));
      const [created, altered, grown, kept] = await Promise.all([
        createTopics(
          admin,
          todo.flatMap(({ topic, change }) => ('create' in change ? [{ name: topic, ...change.create }] : [])),
        ),
        alterConfigs(properties, mergedConfigs(todo)),
        growTopics(
          admin,
          new Map(todo.flatMap(({ topic, change }) => ('partitions' in change ? [[topic, change.partitions]] : []))),
        ),
        removeTopics(
          admin,
          todo.flatMap(({ topic, change }) => ('remove' in change ? [topic] : [])),
        ),
        createAcls(
          admin,
          todo.flatMap(({ topic, change }) => ('quarantine' in change ? denialsOf(topic) : [])),
        ),
      ]);
      // Only now: until it is gone, nobody is to use what is being removed.
      const isOpened = ({ topic, change }: Todo): boolean =>
        'release' in change || ('remove' in change && change.remove.wasInQuarantine && !kept.has(topic));
      const opened = todo.filter(isOpened).flatMap(({ topic }) => denialsOf(topic));
      await unlessUnguarded(deleteAcls(admin, opened), undefined);
      const errorOf = ({ topic, change }: Todo): string | undefined => {
        if ('configs' in change) return altered.get(`TOPIC ${topic}`);
        if ('create' in change) return created.get(topic)?.reason;
        if ('partitions' in change) return grown.get(topic)?.reason;
        return 'remove' in change ? kept.get(topic)?.reason : undefined;
      };
      return todo.map((its): Outcome => {
        const error = errorOf(its);
        return { step: its.step.id, ...(error === undefined ? {} : { error }) };
      });
    },
  };
}

interface Todo {
  readonly step: Step;
  readonly topic: string;
  readonly change: TopicChange;
}

/** A throttle belongs to a move of replicas, which goes with it: see the kind `placement`. */
function withoutThrottle(configs: SeenTopic['configs']): SeenTopic['configs'] {
  return Object.fromEntries(Object.entries(configs).filter(([name]) => !throttleSettings.topic.includes(name)));
}

/** The settings to change, by topic: a topic may stand in several steps, and is asked for once. */
function mergedConfigs(todo: readonly Pick<Todo, 'topic' | 'change'>[]): readonly ConfigChange[] {
  const byTopic = new Map<string, Record<string, string | null>>();
  for (const { topic, change } of todo) {
    if ('configs' in change) byTopic.set(topic, { ...byTopic.get(topic), ...change.configs });
  }
  return [...byTopic].map(([name, configs]) => ({ type: 'TOPIC', name, configs }));
}
