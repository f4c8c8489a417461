import type { Admin } from 'kafkajs';
import { aclKey, createAcls, deleteAcls, observeAcls, type Acl } from '../acls.ts';
import type { UseOf } from '../audit-trail.ts';
import type { Json } from '../plan/json.ts';
import type { ResourceKind } from '../plan/resource-kind.ts';
import type { Step } from '../plan/step.ts';
import { accessSteps, type AccessChange } from './access-steps.ts';
import { measuredUses, type RightsLost } from './rule-use.ts';

/**
 * What principals may do: Kafka's access rules, grouped by principal.
 *
 * @param useOf what principals did in the last time; without it nobody knows whom a removal cuts off
 */
export function accessKind(
  admin: Admin,
  principals: readonly string[],
  wanted: readonly Acl[],
  useOf?: UseOf,
): ResourceKind {
  return {
    name: 'access',

    async observe() {
      const rules = Map.groupBy(await observeAcls(admin), ({ principal }) => principal);
      return new Map(
        [...rules].map(([principal, acls]): [string, Json] => [
          principal,
          Object.fromEntries(acls.map((acl) => [aclKey(acl), { ...acl }])),
        ]),
      );
    },

    steps: (circumstances) => accessSteps(principals, wanted, circumstances),

    async measure(steps, { seen }) {
      const lost = rightsLost(steps);
      if (useOf === undefined || lost.size === 0) return new Map();
      const recorded = await useOf([...new Set([...lost.values()].map(({ principal }) => principal))]);
      const ofEverybody = Object.values(seen.get('access')?.get('User:*') ?? {}) as unknown as readonly Acl[];
      return measuredUses(recorded, lost, [...wanted, ...ofEverybody], Date.now());
    },

    async carryOut(steps) {
      const changes = steps.map(({ change }) => change as unknown as AccessChange);
      // Granting first: whoever is given one rule for another never stands without.
      await createAcls(
        admin,
        changes.flatMap((change) => ('create' in change ? change.create : [])),
      );
      await deleteAcls(
        admin,
        changes.flatMap((change) => ('remove' in change ? change.remove : [])),
      );
      return steps.map(({ id }) => ({ step: id }));
    },
  };
}

/** What principals lose by steps that take away rules that allow, or make some that deny, by step. */
function rightsLost(steps: readonly Step[]): ReadonlyMap<string, RightsLost> {
  return new Map(
    steps.flatMap(({ id, resource, change }): [string, RightsLost][] => {
      const asked = change as unknown as AccessChange;
      const removed = 'remove' in asked ? asked.remove.filter(({ permission }) => permission === 'ALLOW') : [];
      const denied = 'create' in asked ? asked.create.filter(({ permission }) => permission === 'DENY') : [];
      return removed.length + denied.length === 0 ? [] : [[id, { principal: resource, removed, denied }]];
    }),
  );
}
