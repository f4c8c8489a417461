import type { Circumstances } from '../plan/resource-kind.ts';
import type { Step } from '../plan/step.ts';
import { ourIterations, scramMechanisms, type ScramCredentials, type ScramMechanism } from '../scram-credential.ts';

/** A user as the catalogue wants it. */
export interface WantedUser {
  readonly name: string;
  /** By which it can log in; there is to be no other. */
  readonly mechanisms: readonly ScramMechanism[];
  /** Whether its passwords are the secret store's, so that one that was set by hand shows and is replaced. */
  readonly isFromStore: boolean;
}

/** What a step asks of the cluster. The password isn't in it: whoever carries it out asks the secret store. */
export type UserChange = { readonly set: ScramMechanism } | { readonly remove: ScramMechanism };

/** A user of a service: brokers here accept SCRAM-SHA-256 only. */
export function serviceUser(name: string): WantedUser {
  return { name, mechanisms: ['SCRAM-SHA-256'], isFromStore: true };
}

/**
 * The steps that give each user of the catalogue its credentials. One that is there stays, whatever its password:
 * Kafka doesn't tell, and rotation may have changed it. Users that the catalogue doesn't know are left alone.
 *
 * @param users all that the catalogue knows
 */
export function userSteps(users: readonly WantedUser[], { seen }: Circumstances): readonly Step[] {
  return users.flatMap((user) => {
    const found = (seen.get('user')?.get(user.name) ?? {}) as ScramCredentials;
    return scramMechanisms.flatMap((mechanism) =>
      user.mechanisms.includes(mechanism) ? credential(user, mechanism, found) : other(user, mechanism, found),
    );
  });
}

function credential(user: WantedUser, mechanism: ScramMechanism, found: ScramCredentials): readonly Step[] {
  const iterations = found[mechanism];
  const isNew = iterations === undefined;
  if (!isNew && (iterations === ourIterations || !user.isFromStore)) return [];
  return [
    {
      ...about(user.name, isNew ? 'create' : 'renew', mechanism),
      action: isNew ? 'create' : 'change',
      summary: isNew
        ? `create with ${mechanism}, with the secret store's password`
        : `${mechanism} was set by hand (${iterations} iterations) -> the secret store's password`,
      consequence: isNew
        ? 'Its service can log in.'
        : 'Who logs in with the password set by hand is refused; open connections last until they have to log in again.',
      basis: [{ path: [mechanism], value: iterations ?? null }],
      change: { set: mechanism } satisfies UserChange,
      verdicts: [],
    },
  ];
}

/** A credential that the catalogue doesn't know is of use to nobody, or a back door. */
function other({ name, mechanisms }: WantedUser, mechanism: ScramMechanism, found: ScramCredentials): readonly Step[] {
  const iterations = found[mechanism];
  if (iterations === undefined) return [];
  return [
    {
      ...about(name, 'remove', mechanism),
      action: 'remove',
      summary: `remove ${mechanism}, set by hand`,
      consequence: `Nobody can log in with it; the user keeps its ${mechanisms.join(' and ')}.`,
      basis: [{ path: [mechanism], value: iterations }],
      change: { remove: mechanism } satisfies UserChange,
      verdicts: [],
    },
  ];
}

/** The ids of all steps that there may be on a user's credentials. */
export function userStepsOf(user: string): readonly string[] {
  return scramMechanisms.flatMap((mechanism) => stepWords.map((what) => about(user, what, mechanism).id));
}

const stepWords = ['create', 'renew', 'remove'] as const;

function about(
  user: string,
  what: (typeof stepWords)[number],
  mechanism: ScramMechanism,
): Pick<Step, 'id' | 'kind' | 'resource' | 'needs'> {
  const of = what === 'remove' || mechanism !== 'SCRAM-SHA-256' ? `/${mechanism}` : '';
  return { id: `user/${user}/${what}${of}`, kind: 'user', resource: user, needs: [] };
}
