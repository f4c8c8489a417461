import kafkajs, { type Admin } from 'kafkajs';

// Node sees only some of this CommonJS package's names; the rest are on its default export.
const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs;

/** One access rule, in Kafka's own words. */
export interface Acl {
  readonly resourceType: 'TOPIC' | 'GROUP' | 'CLUSTER' | 'TRANSACTIONAL_ID' | 'DELEGATION_TOKEN';
  readonly resourceName: string;
  readonly patternType: 'LITERAL' | 'PREFIXED';
  /** `User:name` */
  readonly principal: string;
  /** An address, or `*` for every host. */
  readonly host: string;
  readonly operation:
    | 'ALL'
    | 'READ'
    | 'WRITE'
    | 'CREATE'
    | 'DELETE'
    | 'ALTER'
    | 'DESCRIBE'
    | 'CLUSTER_ACTION'
    | 'DESCRIBE_CONFIGS'
    | 'ALTER_CONFIGS'
    | 'IDEMPOTENT_WRITE';
  readonly permission: 'ALLOW' | 'DENY';
}

/** Every access rule of the cluster, in one request, sorted, so that equal clusters give equal lists. */
export async function observeAcls(admin: Admin): Promise<readonly Acl[]> {
  const { resources } = await admin.describeAcls({
    resourceType: AclResourceTypes.ANY,
    resourcePatternType: ResourcePatternTypes.ANY,
    operation: AclOperationTypes.ANY,
    permissionType: AclPermissionTypes.ANY,
  });
  return resources
    .flatMap(({ resourceType, resourceName, resourcePatternType, acls }) =>
      acls.map(({ principal, host, operation, permissionType }) => ({
        resourceType: AclResourceTypes[resourceType] as Acl['resourceType'],
        resourceName,
        patternType: ResourcePatternTypes[resourcePatternType] as Acl['patternType'],
        principal,
        host,
        operation: AclOperationTypes[operation] as Acl['operation'],
        permission: AclPermissionTypes[permissionType] as Acl['permission'],
      })),
    )
    .sort((left, right) => compareText(sortKey(left), sortKey(right)));
}

/**
 * Creates those of `wanted` that the cluster doesn't have, in one request; removes none.
 *
 * @returns those created
 */
export async function createMissingAcls(admin: Admin, wanted: readonly Acl[]): Promise<readonly Acl[]> {
  const present = new Set((await observeAcls(admin)).map(sortKey));
  const missing = wanted.filter((acl) => !present.has(sortKey(acl)));
  if (missing.length === 0) return [];
  await admin.createAcls({
    acl: missing.map(({ resourceType, resourceName, patternType, principal, host, operation, permission }) => ({
      resourceType: AclResourceTypes[resourceType],
      resourceName,
      resourcePatternType: ResourcePatternTypes[patternType],
      principal,
      host,
      operation: AclOperationTypes[operation],
      permissionType: AclPermissionTypes[permission],
    })),
  });
  return missing;
}

function sortKey(acl: Acl): string {
  return [
    acl.resourceType,
    acl.patternType,
    acl.resourceName,
    acl.principal,
    acl.permission,
    acl.operation,
    acl.host,
  ].join('\0');
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
