import kafkajs, {
  type AclOperationTypes as OperationCode,
  type AclResourceTypes as ResourceCode,
  type Admin,
} from 'kafkajs';
import { kafkaErrorType } from './kafka-failure.ts';
import { ClusterError } from './cluster-error.ts';

// Node sees only some of this CommonJS package's names; the rest are on its default export.
const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs;

/** Kafka's words for what it sends as codes. The client's own tables lack the newer ones, hence the casts. */
/* eslint-disable @typescript-eslint/no-unsafe-enum-assignment */
const resourceTypes = {
  TOPIC: AclResourceTypes.TOPIC,
  GROUP: AclResourceTypes.GROUP,
  CLUSTER: AclResourceTypes.CLUSTER,
  TRANSACTIONAL_ID: AclResourceTypes.TRANSACTIONAL_ID,
  DELEGATION_TOKEN: AclResourceTypes.DELEGATION_TOKEN,
  USER: 7 as ResourceCode,
};
const patternTypes = { LITERAL: ResourcePatternTypes.LITERAL, PREFIXED: ResourcePatternTypes.PREFIXED };
const operationCodes = {
  ALL: AclOperationTypes.ALL,
  READ: AclOperationTypes.READ,
  WRITE: AclOperationTypes.WRITE,
  CREATE: AclOperationTypes.CREATE,
  DELETE: AclOperationTypes.DELETE,
  ALTER: AclOperationTypes.ALTER,
  DESCRIBE: AclOperationTypes.DESCRIBE,
  CLUSTER_ACTION: AclOperationTypes.CLUSTER_ACTION,
  DESCRIBE_CONFIGS: AclOperationTypes.DESCRIBE_CONFIGS,
  ALTER_CONFIGS: AclOperationTypes.ALTER_CONFIGS,
  IDEMPOTENT_WRITE: AclOperationTypes.IDEMPOTENT_WRITE,
  CREATE_TOKENS: 13 as OperationCode,
  DESCRIBE_TOKENS: 14 as OperationCode,
};
/* eslint-enable @typescript-eslint/no-unsafe-enum-assignment */
/** Kafka's words for what a rule allows or denies. */
export const operations = Object.keys(operationCodes) as readonly (keyof typeof operationCodes)[];
const permissions = { DENY: AclPermissionTypes.DENY, ALLOW: AclPermissionTypes.ALLOW };

/** One access rule, in Kafka's own words. */
export interface Acl {
  readonly resourceType: keyof typeof resourceTypes;
  readonly resourceName: string;
  readonly patternType: keyof typeof patternTypes;
  /** `User:name` */
  readonly principal: string;
  /** An address, or `*` for every host. */
  readonly host: string;
  readonly operation: keyof typeof operationCodes;
  readonly permission: keyof typeof permissions;
}

/** Which rules to look at. */
type AclsToObserve = Partial<
  Pick<Acl, 'resourceType' | 'patternType' | 'resourceName' | 'principal' | 'host' | 'permission'>
>;

/**
 * Access rules of the cluster, in one request, sorted, so that equal clusters give equal lists.
 *
 * @param which those that have all of this; every rule unless named
 * @throws ClusterError `CLUSTER_REFUSED` when one has a code that we have no word for: it must not be lost silently
 */
export async function observeAcls(admin: Admin, which: AclsToObserve = {}): Promise<readonly Acl[]> {
  const { resourceType, patternType, permission, ...named } = which;
  const { resources } = await admin.describeAcls({
    ...named,
    resourceType: resourceType === undefined ? AclResourceTypes.ANY : resourceTypes[resourceType],
    resourcePatternType: patternType === undefined ? ResourcePatternTypes.ANY : patternTypes[patternType],
    operation: AclOperationTypes.ANY,
    permissionType: permission === undefined ? AclPermissionTypes.ANY : permissions[permission],
  });
  return resources
    .flatMap(({ resourceType, resourceName, resourcePatternType, acls }) =>
      acls.map(({ principal, host, operation, permissionType }) => ({
        resourceType: wordFor(resourceTypes, resourceType, `resource type of "${resourceName}"`),
        resourceName,
        patternType: wordFor(patternTypes, resourcePatternType, `pattern type of "${resourceName}"`),
        principal,
        host,
        operation: wordFor(operationCodes, operation, `operation on "${resourceName}"`),
        permission: wordFor(permissions, permissionType, `permission on "${resourceName}"`),
      })),
    )
    .sort((left, right) => (aclKey(left) < aclKey(right) ? -1 : 1));
}

/** Creates rules, in one request. Those that are there stay. */
export async function createAcls(admin: Admin, acls: readonly Acl[]): Promise<void> {
  if (acls.length === 0) return;
  await admin.createAcls({ acl: acls.map(inCodes) });
}

/** Takes rules away, in one request. Those that are gone already are no error. */
export async function deleteAcls(admin: Admin, acls: readonly Acl[]): Promise<void> {
  if (acls.length === 0) return;
  await admin.deleteAcls({ filters: acls.map(inCodes) });
}

/** A rule as the client takes it: to make it, and as the filter that fits it alone. */
function inCodes({ resourceType, resourceName, patternType, principal, host, operation, permission }: Acl) {
  return {
    resourceType: resourceTypes[resourceType],
    resourceName,
    resourcePatternType: patternTypes[patternType],
    principal,
    host,
    operation: operationCodes[operation],
    permissionType: permissions[permission],
  };
}

function wordFor<Word extends string, Code extends number>(codes: Record<Word, Code>, code: Code, what: string): Word {
  const word = (Object.keys(codes) as Word[]).find((each) => codes[each] === code);
  if (word !== undefined) return word;
  throw new ClusterError(
    'CLUSTER_REFUSED',
    `access rules: found code ${code} as ${what}, expected one of ${Object.values(codes).join(', ')}; add Kafka's word ` +
      'for it to cluster/acls.ts',
  );
}

/** One text for each rule: equal rules have equal keys, and lists sorted by them are equal for equal clusters. */
export function aclKey(acl: Acl): string {
  return [
    acl.resourceType,
    acl.patternType,
    acl.resourceName,
    acl.principal,
    acl.permission,
    acl.operation,
    acl.host,
  ].join(' ');
}

/**
 * Brokers without an authorizer have no rule to look at or to take away. Only to make one fails there, with what they say.
 *
 * @param otherwise what stands for their answer
 */
export async function unlessUnguarded<T, U>(request: Promise<T>, otherwise: U): Promise<T | U> {
  try {
    return await request;
  } catch (error) {
    if (kafkaErrorType(error) === 'SECURITY_DISABLED') return otherwise;
    throw error;
  }
}
