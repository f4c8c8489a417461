import type { Admin } from 'kafkajs';
import { createTopics, growTopics } from '../create-topics.ts';
import type { ConfigChange } from '../alter-configs.ts';
import type { ClientProperties } from '../client-properties.ts';
import { alterConfigs } from '../extended-client.ts';
import { observeTopics } from '../observe.ts';
import type { Json } from '../plan/json.ts';
import type { Outcome, ResourceKind } from '../plan/resource-kind.ts';
import { removeTopics } from '../remove-topics.ts';
import { measureTopics } from './topic-measure.ts';
import { topicSteps, type TopicChange } from './topic-steps.ts';
import { throttleSettings } from '../placement/throttle.ts';
import type { RemovedTopic, SeenTopic, WantedTopic } from './topic.ts';

/**
 * Topics: their existence, partitions and settings.
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
      const topics = await observeTopics(admin);
      return new Map(
        topics.map(({ name, partitions, configs }): [string, Json] => {
          const seen: SeenTopic = {
            partitions: partitions.length,
            replicationFactor: Math.min(...partitions.map(({ replicas }) => replicas.length)),
            inSyncReplicas: Math.min(...partitions.map(({ inSync }) => inSync.length)),
            configs: withoutThrottle(configs),
          };
          return [name, { ...seen }];
        }),
      );
    },

    steps: (circumstances) => topicSteps(wanted, circumstances, removed),

    measure: (steps, { seen }) => measureTopics(admin, properties, steps, seen.get('topic') ?? new Map()),

    async carryOut(steps) {
      const todo = steps.map((step) => ({ step, topic: step.resource, change: step.change as TopicChange }));
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
      ]);
      const refusalsBy = (change: TopicChange) => ('create' in change ? created : 'remove' in change ? kept : grown);
      return todo.map(({ step, topic, change }): Outcome => {
        const error = 'configs' in change ? altered.get(`TOPIC ${topic}`) : refusalsBy(change).get(topic)?.reason;
        return { step: step.id, ...(error === undefined ? {} : { error }) };
      });
    },
  };
}

/** A throttle belongs to a move of replicas, which goes with it: see the kind `placement`. */
function withoutThrottle(configs: SeenTopic['configs']): SeenTopic['configs'] {
  return Object.fromEntries(Object.entries(configs).filter(([name]) => !throttleSettings.topic.includes(name)));
}

/** The settings to change, by topic: a topic may stand in several steps, and is asked for once. */
function mergedConfigs(
  todo: readonly { readonly topic: string; readonly change: TopicChange }[],
): readonly ConfigChange[] {
  const byTopic = new Map<string, Record<string, string | null>>();
  for (const { topic, change } of todo) {
    if ('configs' in change) byTopic.set(topic, { ...byTopic.get(topic), ...change.configs });
  }
  return [...byTopic].map(([name, configs]) => ({ type: 'TOPIC', name, configs }));
}
