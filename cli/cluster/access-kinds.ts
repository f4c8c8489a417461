import type { Admin } from 'kafkajs';
import {
  accessKind,
  quotaKind,
  serviceUser,
  userKind,
  type Acl,
  type ClientProperties,
  type ResourceKind,
  type UseOf,
} from '../../cluster/index.ts';
import { clientAccess, secretsIn, type Home } from '../../local/reach.ts';
import { accessOf, services } from '../../topics/index.ts';

/** Users, access rules and quotas of the services. */
export type AccessKinds = (admin: Admin, operator: ClientProperties) => readonly ResourceKind[];

/**
 * Those of a remote cluster.
 *
 * @param secretsDir where the users' passwords are kept
 * @param useOf who is at work; without it nobody knows
 */
export function remoteAccess(secretsDir: string, useOf?: UseOf): AccessKinds {
  return accessKinds(secretsDir, [], useOf);
}

/**
 * The platform on this machine has one client beside its services: `clientUser` of `client.properties`.
 *
 * @param useOf who is at work; a start needs none, since nobody is
 */
export function localAccess(home: Pick<Home, 'files'>, clientUser: string, useOf?: UseOf): AccessKinds {
  return accessKinds(home.files.serviceSecrets, clientAccess(clientUser), useOf);
}

function accessKinds(secretsDir: string, beside: readonly Acl[], useOf?: UseOf): AccessKinds {
  const { users, rules, quotas } = accessOf(services);
  const principals = new Set([...users.map((user) => `User:${user}`), ...beside.map(({ principal }) => principal)]);
  return (admin, operator) => [
    accessKind(admin, [...principals], [...rules, ...beside], useOf),
    userKind(operator, users.map(serviceUser), secretsIn(secretsDir)),
    quotaKind(operator, quotas),
  ];
}
