import { clientQuotas, limitsOf } from './quotas.ts';
import { grantsOf } from './role.ts';
import type { Grant } from './role.ts';
import type { Service } from './service.ts';

/** A rule that permits something to one user, from every host. */
export interface AccessRule extends Grant {
  /** `User:name` */
  readonly principal: string;
  readonly host: '*';
  readonly permission: 'ALLOW';
}

/** All that users of services are to have. */
export interface WantedAccess {
  /** Names of SCRAM users. */
  readonly users: readonly string[];
  readonly rules: readonly AccessRule[];
  /** By user, in Kafka's own names: `producer_byte_rate` and the like. */
  readonly quotas: ReadonlyMap<string, Readonly<Record<string, number>>>;
}

/**
 * The two users of a service, with equal rights. Kafka keeps one password a user and mechanism, so a new one is given
 * to the user that isn't in use, and the service moves over.
 */
export function usersOf({ name }: Pick<Service, 'name'>): readonly [string, string] {
  return [`${name}-a`, `${name}-b`];
}

/** What the roles of a service permit, each rule once. */
export function serviceGrants({ name, roles }: Service): readonly Grant[] {
  const grants = roles.flatMap((role) => grantsOf(role, name));
  return [...new Map(grants.map((grant) => [Object.values(grant).join(' '), grant])).values()];
}

/** Users, rules and quotas of services. */
export function accessOf(services: readonly Service[]): WantedAccess {
  const users = services.flatMap((service) => usersOf(service).map((user) => ({ user, service })));
  return {
    users: users.map(({ user }) => user),
    rules: users.flatMap(({ user, service }) =>
      serviceGrants(service).map((grant): AccessRule => ({
        ...grant,
        principal: `User:${user}`,
        host: '*',
        permission: 'ALLOW',
      })),
    ),
    quotas: new Map(users.map(({ user, service }) => [user, clientQuotas(limitsOf(service))])),
  };
}
