import { http } from '@google-cloud/functions-framework';
import { OAuth2Client } from 'google-auth-library';
import type { Authority } from '../../certificates/index.ts';
import { answerWith } from './answer.ts';
import type { SignerConfig } from './config.ts';

/** An instance of the function keeps its authority: a certificate then takes one call of Cloud KMS. */
let kept: Promise<Authority> | undefined;

/** The function's name in the catalogue, and the entry point that Cloud Functions calls. */
http(
  'certificate-signer',
  answerWith({
    google: new OAuth2Client(),
    authority: (config) => (kept ??= openAuthority(config)),
    now: () => new Date(),
  }),
);

/** Makes the clients, and is the only place that does. They are loaded for callers who have proven who they are. */
async function openAuthority({ keyVersion, authorityName, bucket }: SignerConfig): Promise<Authority> {
  try {
    const [{ KeyManagementServiceClient }, { kmsSigner }, { cloudStorage, storageClient }, { keptAuthority }] =
      await Promise.all([
        import('@google-cloud/kms'),
        import('./kms-signer.ts'),
        import('../object-storage/cloud-storage.ts'),
        import('./kept-authority.ts'),
      ]);
    const signer = await kmsSigner(new KeyManagementServiceClient(), keyVersion);
    return await keptAuthority(signer, authorityName, cloudStorage(storageClient(), bucket), new Date());
  } catch (error) {
    kept = undefined; // the next caller tries again
    throw error;
  }
}
