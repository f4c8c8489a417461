import type { Admin } from 'kafkajs';
import { createTopics, growTopics } from '../create-topics.ts';
import { alterTopicConfigs } from '../alter-topic-configs.ts';
import type { ClientProperties } from '../client-properties.ts';
import { observeTopics } from '../observe.ts';
import type { Json } from '../plan/json.ts';
import type { Outcome, ResourceKind } from '../plan/resource-kind.ts';
import { topicSteps, type TopicChange } from './topic-steps.ts';
import type { SeenTopic, WantedTopic } from './topic.ts';

/** Topics: their existence, partitions and settings. */
export function topicKind(admin: Admin, properties: ClientProperties, wanted: readonly WantedTopic[]): ResourceKind {
  return {
    name: 'topic',

    async observe() {
      const topics = await observeTopics(admin);
      return new Map(
        topics.map(({ name, partitions, configs }): [string, Json] => {
          const seen: SeenTopic = {
            partitions: partitions.length,
            replicationFactor: Math.min(...partitions.map(({ replicas }) => replicas.length)),
            inSyncReplicas: Math.min(...partitions.map(({ inSync }) => inSync.length)),
            configs,
          };
          return [name, { ...seen }];
        }),
      );
    },

    steps: (circumstances) => topicSteps(wanted, circumstances),

    async carryOut(steps) {
      const todo = steps.map((step) => ({ step, topic: step.resource, change: step.change as TopicChange }));
      const [created, altered, grown] = await Promise.all([
        createTopics(
          admin,
          todo.flatMap(({ topic, change }) => ('create' in change ? [{ name: topic, ...change.create }] : [])),
        ),
        alterTopicConfigs(properties, mergedConfigs(todo)),
        growTopics(
          admin,
          new Map(todo.flatMap(({ topic, change }) => ('partitions' in change ? [[topic, change.partitions]] : []))),
        ),
      ]);
      return todo.map(({ step, topic, change }): Outcome => {
        const error =
          'configs' in change ? altered.get(topic) : ('create' in change ? created : grown).get(topic)?.reason;
        return { step: step.id, ...(error === undefined ? {} : { error }) };
      });
    },
  };
}

/** The settings to change, by topic: a topic may stand in several steps, and is asked for once. */
function mergedConfigs(
  todo: readonly { readonly topic: string; readonly change: TopicChange }[],
): ReadonlyMap<string, Readonly<Record<string, string | null>>> {
  const byTopic = new Map<string, Record<string, string | null>>();
  for (const { topic, change } of todo) {
    if ('configs' in change) byTopic.set(topic, { ...byTopic.get(topic), ...change.configs });
  }
  return byTopic;
}
