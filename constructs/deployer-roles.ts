/**
 * What Terraform may do in the project: as one account to see what would change, as another to change it.
 *
 * Neither has a permission to read a secret's value, to use a key of KMS or to become a project's owner. The one that changes
 * could still come by the first two, since it says what runs as whom (docs/adr/0023-stacks-and-where-their-state-lies.md).
 */

/** To read what the stacks describe. */
export const planRoles: readonly string[] = [
  'roles/artifactregistry.reader',
  'roles/bigquery.metadataViewer',
  'roles/cloudfunctions.viewer',
  'roles/cloudkms.viewer',
  'roles/cloudscheduler.viewer',
  'roles/compute.viewer',
  'roles/container.viewer',
  'roles/dns.reader',
  'roles/eventarc.viewer',
  // Lists everything and who may do what with it, and reads no data.
  'roles/iam.securityReviewer',
  'roles/logging.viewer',
  'roles/monitoring.viewer',
  'roles/osconfig.osPolicyAssignmentViewer',
  'roles/pubsub.viewer',
  'roles/run.viewer',
  'roles/secretmanager.viewer',
  'roles/serviceusage.serviceUsageConsumer',
  'roles/storage.bucketViewer',
  'roles/vpcaccess.viewer',
];

/** To make and change it. */
export const applyRoles: readonly string[] = [
  'roles/artifactregistry.admin',
  'roles/bigquery.dataOwner',
  'roles/cloudfunctions.admin',
  'roles/cloudscheduler.admin',
  'roles/compute.admin',
  'roles/container.admin',
  'roles/dns.admin',
  'roles/eventarc.admin',
  'roles/iam.serviceAccountAdmin',
  // A machine or function is made to run as an account.
  'roles/iam.serviceAccountUser',
  'roles/logging.configWriter',
  'roles/monitoring.editor',
  'roles/osconfig.osPolicyAssignmentAdmin',
  'roles/pubsub.admin',
  'roles/run.admin',
  'roles/serviceusage.serviceUsageConsumer',
  'roles/storage.admin',
  'roles/vpcaccess.admin',
];

/**
 * Secret Manager's own role for administrators reads values, too. Terraform makes the places; values come from
 * elsewhere.
 */
export const secretPlacePermissions: readonly string[] = [
  'secretmanager.locations.get',
  'secretmanager.locations.list',
  'secretmanager.secrets.create',
  'secretmanager.secrets.delete',
  'secretmanager.secrets.get',
  'secretmanager.secrets.getIamPolicy',
  'secretmanager.secrets.list',
  'secretmanager.secrets.setIamPolicy',
  'secretmanager.secrets.update',
  'secretmanager.versions.get',
  'secretmanager.versions.list',
];

/**
 * Cloud KMS's own role for administrators destroys, too. Terraform makes keys and says who may use them; what becomes of
 * their versions is for people (docs/how-to/rotate-keys.md).
 */
export const keyPlacePermissions: readonly string[] = [
  'cloudkms.cryptoKeyVersions.get',
  'cloudkms.cryptoKeyVersions.list',
  'cloudkms.cryptoKeys.create',
  'cloudkms.cryptoKeys.get',
  'cloudkms.cryptoKeys.getIamPolicy',
  'cloudkms.cryptoKeys.list',
  'cloudkms.cryptoKeys.setIamPolicy',
  'cloudkms.cryptoKeys.update',
  'cloudkms.keyRings.create',
  'cloudkms.keyRings.get',
  'cloudkms.keyRings.list',
  'cloudkms.locations.get',
  'cloudkms.locations.list',
];

/** To see which machines there are and at which addresses: less than a viewer of Compute Engine may. */
export const machineFinderPermissions: readonly string[] = ['compute.instances.list'];

/** The custom role with `machineFinderPermissions`, as grants name it. */
export function machineFinderRole(projectId: string): string {
  return `projects/${projectId}/roles/${machineFinderId}`;
}

export const machineFinderId = 'machineFinder';

/**
 * The only roles that Terraform may grant for the whole project: what the stacks grant there to machines, functions and
 * Google's own agents. With the freedom to grant any, whoever may deploy could make themselves an owner.
 */
export const grantableRoles = (projectId: string): readonly string[] => [
  'roles/artifactregistry.reader',
  'roles/container.defaultNodeServiceAccount',
  'roles/logging.logWriter',
  'roles/monitoring.metricWriter',
  'roles/storage.objectViewer',
  machineFinderRole(projectId),
];
