import type { Admin } from 'kafkajs';
import { aclKey, createAcls, deleteAcls, observeAcls, type Acl } from '../acls.ts';
import type { Json } from '../plan/json.ts';
import type { ResourceKind } from '../plan/resource-kind.ts';
import { accessSteps, type AccessChange } from './access-steps.ts';

/** What principals may do: Kafka's access rules, grouped by principal. */
export function accessKind(admin: Admin, principals: readonly string[], wanted: readonly Acl[]): ResourceKind {
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
