import { GoogleAuth } from 'google-auth-library';
import type { Platform } from '../platform/index.ts';
import { identityPlaces, keyRingsOf } from '../render/index.ts';
import { openCloudKms, type CloudKms } from './cloud-kms.ts';
import type { GoogleEndpoints } from './google-endpoints.ts';
import { asking } from './google-refusal.ts';
import { openKmsInventory, type KmsInventory } from './kms-inventory.ts';

/** An environment's keys in Google Cloud, and who asks for them. */
export interface KeyPlace {
  readonly kms: CloudKms;
  readonly inventory: KmsInventory;
  readonly rings: ReturnType<typeof keyRingsOf>;
  /** Name of the version that signs the nodes' certificates now. */
  readonly signingVersion: string;
}

/**
 * Makes the clients, and is the only place that does. Credentials come from the environment, as Google documents.
 *
 * @param platform that of the first region
 * @param organization its number, to see resources of other projects as well
 * @throws KeysError `MACHINE_LACKS` when nobody is logged in
 */
export async function openKeys(
  platform: Platform,
  endpoints: GoogleEndpoints,
  organization: string | undefined,
): Promise<KeyPlace> {
  const { projectId } = platform;
  const auth = new GoogleAuth({
    // Else the library asks gcloud and the metadata server for the project that is meant.
    projectId,
    scopes: ['https://www.googleapis.com/auth/cloud-platform'],
    // A person's calls have to be charged to a project, and Google asks which.
    clientOptions: { quotaProjectId: projectId },
  });
  // Without credentials the client of Cloud KMS would try for a minute before it says so.
  await asking({ what: 'login', role: '', projectId, service: '' }, () => auth.getClient());
  const scope =
    organization === undefined ? (`projects/${projectId}` as const) : (`organizations/${organization}` as const);
  return {
    kms: openCloudKms(auth, projectId, endpoints.cloudKms),
    inventory: openKmsInventory(auth, projectId, scope, endpoints.kmsInventory),
    rings: keyRingsOf(platform),
    signingVersion: identityPlaces(platform).keyVersion,
  };
}
