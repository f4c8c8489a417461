import type { ClientQuotas } from '../quota-entity.ts';
import type { ClientProperties } from '../client-properties.ts';
import { alterQuotas, observeQuotas } from '../extended-client.ts';
import type { Json } from '../plan/json.ts';
import type { Outcome, ResourceKind } from '../plan/resource-kind.ts';
import { quotaSteps, type QuotaChange } from './quota-steps.ts';

/** What users, and clients by their id or address, may take from each broker. @param wanted by `quotaEntityText` */
export function quotaKind(properties: ClientProperties, wanted: ReadonlyMap<string, ClientQuotas>): ResourceKind {
  return {
    name: 'quota',

    async observe() {
      const found = await observeQuotas(properties);
      return new Map([...found].map(([user, quotas]): [string, Json] => [user, { ...quotas }]));
    },

    steps: (circumstances) => quotaSteps(wanted, circumstances),

    async carryOut(steps) {
      const changes = steps.map(
        ({ resource, change }) => [resource, (change as unknown as QuotaChange).quotas] as const,
      );
      const refused = await alterQuotas(properties, new Map(changes));
      return steps.map(({ id, resource }): Outcome => {
        const error = refused.get(resource);
        return { step: id, ...(error === undefined ? {} : { error }) };
      });
    },
  };
}
