import type { Admin } from 'kafkajs';
import {
  accessKind,
  quotaKind,
  userKind,
  type Acl,
  type ClientProperties,
  type ResourceKind,
} from '../../cluster/index.ts';
import { clientAccess, secretsIn, type Home } from '../../local/reach.ts';
import { accessOf, services } from '../../topics/index.ts';

/** Users, access rules and quotas of the services. */
export type AccessKinds = (admin: Admin, operator: ClientProperties) => readonly ResourceKind[];

/** Those of a remote cluster. @param secretsDir where the users' passwords are kept */
export function remoteAccess(secretsDir: string): AccessKinds {
  return accessKinds(secretsDir, []);
}

/** The platform on this machine has one client beside its services: `clientUser` of `client.properties`. */
export function localAccess(home: Pick<Home, 'files'>, clientUser: string): AccessKinds {
  return accessKinds(home.files.serviceSecrets, clientAccess(clientUser));
}

function accessKinds(secretsDir: string, beside: readonly Acl[]): AccessKinds {
  const { users, rules, quotas } = accessOf(services);
  const principals = new Set([...users.map((user) => `User:${user}`), ...beside.map(({ principal }) => principal)]);
  return (admin, operator) => [
    accessKind(admin, [...principals], [...rules, ...beside]),
    userKind(operator, users, secretsIn(secretsDir)),
    quotaKind(operator, quotas),
  ];
}
