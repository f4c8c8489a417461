import kafkajs, { type Admin } from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ConfigChange } from '../alter-configs.ts';
import type { ClientProperties } from '../client-properties.ts';
import { alterConfigs } from '../extended-client.ts';
import type { Placement } from './place-replicas.ts';

/** Kafka's settings that slow the copying of replicas down (KIP-73): how much a broker may, and which replicas it holds for. */
export const throttleSettings = {
  broker: ['leader.replication.throttled.rate', 'follower.replication.throttled.rate'],
  topic: ['leader.replication.throttled.replicas', 'follower.replication.throttled.replicas'],
} satisfies Record<string, string[]>;

/** Replicas of a partition before and after. */
export interface Move extends Placement {
  readonly before: readonly number[];
}

/** Brokers learn of settings by ZooKeeper, in milliseconds; on a machine that is busy beyond measure in some seconds. */
const takingTimeoutMs = 30_000;
const pollMs = 200;

/**
 * Holds the copying of these moves to a rate, from when this returns. Replicas in sync aren't held back by it, so producers
 * don't feel it.
 *
 * @param brokers that are there
 * @returns why it failed, by topic or broker; empty when all is set
 */
export async function setThrottle(
  admin: Admin,
  properties: ClientProperties,
  moves: readonly Move[],
  brokers: readonly number[],
  bytesPerSecond: number,
): Promise<ReadonlyMap<string, string>> {
  const [leaders, followers] = throttleSettings.topic as [string, string];
  const ofTopics = [...Map.groupBy(moves, ({ topic }) => topic)].map(([name, its]): ConfigChange => ({
    type: 'TOPIC',
    name,
    configs: {
      [leaders]: its.flatMap(({ partition, before }) => before.map((id) => `${partition}:${id}`)).join(),
      [followers]: its
        .flatMap(({ partition, before, replicas }) =>
          replicas.filter((id) => !before.includes(id)).map((id) => `${partition}:${id}`),
        )
        .join(),
    },
  }));
  const rate = Object.fromEntries(throttleSettings.broker.map((name) => [name, String(bytesPerSecond)]));
  const ofBrokers = brokers.map((id): ConfigChange => ({ type: 'BROKER', name: String(id), configs: rate }));
  // Brokers take settings in the order in which they were made, so one that has the rate knows the topics as well.
  const refused = await alterConfigs(properties, ofTopics);
  if (refused.size > 0) return refused;
  const refusedRates = await alterConfigs(properties, ofBrokers);
  return refusedRates.size > 0 ? refusedRates : takenBy(admin, brokers, bytesPerSecond);
}

/**
 * Waits until each of the brokers tells the rate as its own, or, without one, that it has none. One that can't be asked is
 * away, and reads what holds when it comes back.
 */
async function takenBy(
  admin: Admin,
  brokers: readonly number[],
  bytesPerSecond?: number,
): Promise<ReadonlyMap<string, string>> {
  const expected = bytesPerSecond === undefined ? undefined : String(bytesPerSecond);
  const deadline = performance.now() + takingTimeoutMs;
  for (;;) {
    const told = await Promise.all(brokers.map((id) => observeThrottles(admin, [id]).catch(() => undefined)));
    const lagging = brokers.filter((id, index) => {
      const rates = told[index];
      return rates !== undefined && throttleSettings.broker.some((name) => rates.get(id)?.[name] !== expected);
    });
    if (lagging.length === 0) return new Map();
    if (performance.now() > deadline) {
      const reason = `has not taken the throttle's ${expected === undefined ? 'end' : 'rate'} within ${takingTimeoutMs / 1_000} s; see its log`;
      return new Map(lagging.map((id) => [`BROKER ${id}`, reason]));
    }
    await sleep(pollMs);
  }
}

/** The rates that brokers tell as set for moves, by broker and setting. */
export async function observeThrottles(
  admin: Admin,
  ids: readonly number[],
): Promise<ReadonlyMap<number, Readonly<Record<string, string>>>> {
  if (ids.length === 0) return new Map();
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: ids.map((id) => ({ type: kafkajs.ConfigResourceTypes.BROKER, name: String(id) })),
  });
  return new Map(
    resources.map(({ resourceName, configEntries }) => [
      Number(resourceName),
      Object.fromEntries(
        configEntries
          .filter(
            ({ configName, configSource }) =>
              throttleSettings.broker.includes(configName) &&
              configSource === kafkajs.ConfigSource.DYNAMIC_BROKER_CONFIG,
          )
          .map(({ configName, configValue }) => [configName, configValue]),
      ),
    ]),
  );
}

/** Takes the throttle away again. @returns why it failed, by topic or broker; empty when all brokers are rid of it */
export async function removeThrottle(
  admin: Admin,
  properties: ClientProperties,
  topics: readonly string[],
  brokers: readonly number[],
): Promise<ReadonlyMap<string, string>> {
  const nothing = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, null]));
  const refused = await alterConfigs(properties, [
    ...topics.map((name): ConfigChange => ({ type: 'TOPIC', name, configs: nothing(throttleSettings.topic) })),
    ...brokers.map((id): ConfigChange => ({
      type: 'BROKER',
      name: String(id),
      configs: nothing(throttleSettings.broker),
    })),
  ]);
  return refused.size > 0 ? refused : takenBy(admin, brokers);
}
