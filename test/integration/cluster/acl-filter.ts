import kafkajs, { type AclFilter, type AclResourceTypes } from 'kafkajs';

const { AclOperationTypes, AclPermissionTypes, ResourcePatternTypes } = kafkajs;

/** Matches all access rules for a kind of resource, whatever their pattern. */
export function allAclsOf(resourceType: AclResourceTypes, resourceName?: string): AclFilter {
  return {
    resourceType,
    ...(resourceName === undefined ? {} : { resourceName }),
    resourcePatternType: ResourcePatternTypes.ANY,
    operation: AclOperationTypes.ANY,
    permissionType: AclPermissionTypes.ANY,
  };
}
