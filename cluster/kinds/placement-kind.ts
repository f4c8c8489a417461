import type { Admin } from 'kafkajs';
import type { ClientProperties } from '../client-properties.ts';
import { observeTopics } from '../observe.ts';
import { defaultBytesPerSecond, moveReplicas, movingPartitions, type MoveOptions } from '../placement/move-replicas.ts';
import { observeSizes } from '../extended-client.ts';
import { throttleSettings, type Move } from '../placement/throttle.ts';
import type { Json } from '../plan/json.ts';
import type { ResourceKind } from '../plan/resource-kind.ts';
import { placementSteps, type PlacementChange, type SeenPlacement } from './placement-steps.ts';

export interface PlacementOptions extends MoveOptions {
  /** Whether partitions that have as many replicas as wanted stay where they are. @default false */
  readonly keeps?: boolean;
}

/**
 * Where the replicas of the catalogue's topics are. It needs the kind `broker` beside it.
 *
 * @param factors how many replicas each partition is to have, by topic
 * @param racks by id of each declared broker
 */
export function placementKind(
  admin: Admin,
  properties: ClientProperties,
  factors: ReadonlyMap<string, number>,
  racks: ReadonlyMap<number, string>,
  { keeps = false, ...options }: PlacementOptions = {},
): ResourceKind {
  const { bytesPerSecond = defaultBytesPerSecond } = options;
  return {
    name: 'placement',

    async observe() {
      const [topics, moving] = await Promise.all([observeTopics(admin), movingPartitions(admin)]);
      const movingOf = Map.groupBy(moving, ({ topic }) => topic);
      return new Map(
        topics
          .filter(({ name }) => factors.has(name))
          .map(({ name, partitions, configs }): [string, Json] => {
            const its = movingOf.get(name) ?? [];
            const leaving = new Map(its.map(({ partition, removing }) => [partition, removing]));
            const seen: SeenPlacement = {
              replicas: Object.fromEntries(
                partitions.map(({ id, replicas }) => [
                  id,
                  replicas.filter((broker) => leaving.get(id)?.includes(broker) !== true),
                ]),
              ),
              moving: its.map(({ partition }) => String(partition)),
              isThrottled: throttleSettings.topic.some((setting) => setting in configs),
            };
            return [name, { ...seen }];
          }),
      );
    },

    steps: (circumstances) => placementSteps(factors, racks, bytesPerSecond, circumstances, keeps),

    /** The bytes on disk of the topics that would move, by partition id. */
    async measure(steps, { seen }) {
      const moving = steps.filter(
        ({ change }) => Object.keys((change as unknown as PlacementChange).replicas).length > 0,
      );
      const sizes = await observeSizes(
        properties,
        moving.map(({ resource }) => {
          const { replicas } = seen.get('placement')?.get(resource) as unknown as SeenPlacement;
          return { name: resource, partitions: Object.keys(replicas).length };
        }),
      );
      return new Map([...sizes].map(([topic, bytes]): [string, Json] => [topic, [...bytes]]));
    },

    async carryOut(steps) {
      const moves = steps.flatMap(({ resource, change, basis }) => {
        const before = new Map(basis.map(({ path, value }) => [path.at(-1), value as readonly number[]]));
        return Object.entries((change as unknown as PlacementChange).replicas).map(([partition, replicas]): Move => ({
          topic: resource,
          partition: Number(partition),
          replicas,
          before: before.get(partition) ?? [],
        }));
      });
      const failures = await moveReplicas(
        admin,
        properties,
        moves,
        steps.map(({ resource }) => resource),
        options,
      );
      return steps.map(({ id, resource }) => {
        const error = failures.get(resource);
        return { step: id, ...(error === undefined ? {} : { error }) };
      });
    },
  };
}
