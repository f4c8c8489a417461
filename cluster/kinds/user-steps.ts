import type { Circumstances } from '../plan/resource-kind.ts';
import type { Step } from '../plan/step.ts';
import { ourIterations, type ScramCredentials, type ScramMechanism } from '../scram-credential.ts';

/** What a step asks of the cluster. The password isn't in it: whoever carries it out asks the secret store. */
export type UserChange = { readonly set: 'SCRAM-SHA-256' } | { readonly remove: ScramMechanism };

/**
 * The steps that give each user of the catalogue its one credential. One that is there stays, whatever its password:
 * Kafka doesn't tell, and rotation may have changed it. Users that the catalogue doesn't know are left alone.
 *
 * @param users names of all that the catalogue knows
 */
export function userSteps(users: readonly string[], { seen }: Circumstances): readonly Step[] {
  return users.flatMap((user) => {
    const found = (seen.get('user')?.get(user) ?? {}) as ScramCredentials;
    return [...credential(user, found['SCRAM-SHA-256']), ...others(user, found)];
  });
}

function credential(user: string, iterations: number | undefined): readonly Step[] {
  if (iterations === ourIterations) return [];
  const isNew = iterations === undefined;
  return [
    {
      ...about(user, isNew ? 'create' : 'renew'),
      action: isNew ? 'create' : 'change',
      summary: isNew
        ? "create with SCRAM-SHA-256, with the secret store's password"
        : `SCRAM-SHA-256 was set by hand (${iterations} iterations) -> the secret store's password`,
      consequence: isNew
        ? 'Its service can log in.'
        : 'Who logs in with the password set by hand is refused; open connections last until they have to log in again.',
      basis: [{ path: ['SCRAM-SHA-256'], value: iterations ?? null }],
      change: { set: 'SCRAM-SHA-256' } satisfies UserChange,
      verdicts: [],
    },
  ];
}

/** Brokers here accept SCRAM-SHA-256 only; another credential is of use to nobody, or a back door for a listener to come. */
function others(user: string, found: ScramCredentials): readonly Step[] {
  const iterations = found['SCRAM-SHA-512'];
  if (iterations === undefined) return [];
  return [
    {
      ...about(user, 'remove/SCRAM-SHA-512'),
      action: 'remove',
      summary: 'remove SCRAM-SHA-512, set by hand',
      consequence: 'Nobody can log in with it; the user keeps its SCRAM-SHA-256.',
      basis: [{ path: ['SCRAM-SHA-512'], value: iterations }],
      change: { remove: 'SCRAM-SHA-512' } satisfies UserChange,
      verdicts: [],
    },
  ];
}

/** The ids of all steps that there may be on a user's credentials. */
export function userStepsOf(user: string): readonly string[] {
  return ['create', 'renew', 'remove/SCRAM-SHA-512'].map((what) => `user/${user}/${what}`);
}

function about(user: string, what: string): Pick<Step, 'id' | 'kind' | 'resource' | 'needs'> {
  return { id: `user/${user}/${what}`, kind: 'user', resource: user, needs: [] };
}
