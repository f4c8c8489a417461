import type { Admin } from 'kafkajs';
import type { ClientProperties } from '../client-properties.ts';
import { alterConfigs } from '../extended-client.ts';
import type { Json } from '../plan/json.ts';
import type { Circumstances, ResourceKind } from '../plan/resource-kind.ts';
import type { Step } from '../plan/step.ts';
import { observeThrottles, throttleSettings } from '../placement/throttle.ts';
import type { SeenBroker } from './broker.ts';
import { placementStepId } from './placement-steps.ts';

/**
 * Brokers: whether they are there, and free of what a move that was cut off has left.
 *
 * @param ids of the brokers that the catalogue declares
 * @param topics whose moves are seen through before a throttle goes
 */
export function brokerKind(
  admin: Admin,
  properties: ClientProperties,
  ids: readonly number[],
  topics: readonly string[],
): ResourceKind {
  return {
    name: 'broker',

    async observe() {
      const { brokers } = await admin.describeCluster();
      const live = new Set(brokers.map(({ nodeId }) => nodeId));
      const throttles = await observeThrottles(
        admin,
        ids.filter((id) => live.has(id)),
      );
      return new Map(
        ids.map((id): [string, Json] => {
          const seen: SeenBroker = { isLive: live.has(id), throttle: throttles.get(id) ?? {} };
          return [String(id), { ...seen }];
        }),
      );
    },

    steps: ({ seen }: Circumstances) =>
      [...(seen.get('broker') ?? [])].flatMap(([id, broker]) =>
        releaseOf(id, broker as unknown as SeenBroker, topics.map(placementStepId)),
      ),

    async carryOut(steps) {
      const nothing = Object.fromEntries(throttleSettings.broker.map((name) => [name, null]));
      const refused = await alterConfigs(
        properties,
        steps.map(({ resource }) => ({ type: 'BROKER', name: resource, configs: nothing })),
      );
      return steps.map(({ id, resource }) => {
        const error = refused.get(`BROKER ${resource}`);
        return { step: id, ...(error === undefined ? {} : { error }) };
      });
    },
  };
}

function releaseOf(id: string, { throttle }: SeenBroker, moves: readonly string[]): readonly Step[] {
  const rates = Object.entries(throttle);
  if (rates.length === 0) return [];
  return [
    {
      id: `broker/${id}/throttle`,
      kind: 'broker',
      resource: id,
      action: 'remove',
      summary: `throttle that a move has left: ${rates.map(([name, rate]) => `${name} ${rate}`).join(', ')}`,
      consequence: 'A replica that is behind catches up as fast as network and disk allow.',
      basis: rates.map(([name, value]) => ({ path: ['throttle', name], value })),
      change: null,
      needs: moves,
      verdicts: [],
    },
  ];
}
