import pMap from 'p-map';
import type { ClientProperties } from '../client-properties.ts';
import { alterScramUsers, observeScramUsers } from '../extended-client.ts';
import type { Json } from '../plan/json.ts';
import type { Outcome, ResourceKind } from '../plan/resource-kind.ts';
import type { Step } from '../plan/step.ts';
import type { ScramChange } from '../scram-credential.ts';
import { userSteps, type UserChange, type WantedUser } from './user-steps.ts';

/** Where passwords are kept. Gives a user's, and makes one when there is none yet. */
export type SecretOf = (user: string) => Promise<string>;

/** Users that log in by SCRAM. */
export function userKind(properties: ClientProperties, users: readonly WantedUser[], secretOf: SecretOf): ResourceKind {
  return {
    name: 'user',

    async observe() {
      const found = await observeScramUsers(properties);
      return new Map([...found].map(([user, credentials]): [string, Json] => [user, { ...credentials }]));
    },

    steps: (circumstances) => userSteps(users, circumstances),

    async carryOut(steps) {
      const { changes, failed } = await changesOf(steps, secretOf);
      const refused = await alterScramUsers(properties, changes);
      return steps.map(({ id, resource }): Outcome => {
        const error = failed.get(resource) ?? refused.get(resource);
        return { step: id, ...(error === undefined ? {} : { error }) };
      });
    },
  };
}

/** Secret stores answer one by one, and refuse a flood. */
const concurrency = 8;

/** What to ask of the cluster, by user; a user whose password can't be had is left as it is. */
async function changesOf(steps: readonly Step[], secretOf: SecretOf) {
  const changes = new Map<string, ScramChange>();
  const failed = new Map<string, string>();
  await pMap(
    Map.groupBy(steps, ({ resource }) => resource),
    async ([user, its]) => {
      const asked = its.map(({ change }) => change as unknown as UserChange);
      try {
        const mechanisms = asked.flatMap((change) => ('set' in change ? [change.set] : []));
        changes.set(user, {
          ...(mechanisms.length > 0 ? { password: await secretOf(user), mechanisms } : {}),
          remove: asked.flatMap((change) => ('remove' in change ? [change.remove] : [])),
        });
      } catch (error) {
        failed.set(user, error instanceof Error ? error.message : String(error));
      }
    },
    { concurrency },
  );
  return { changes, failed };
}
