import { KmsCryptoKeyIamMember } from '@cdktf/provider-google/lib/kms-crypto-key-iam-member/index.js';
import { KmsCryptoKey } from '@cdktf/provider-google/lib/kms-crypto-key/index.js';
import { KmsKeyRing } from '@cdktf/provider-google/lib/kms-key-ring/index.js';
import { StorageBucketIamMember } from '@cdktf/provider-google/lib/storage-bucket-iam-member/index.js';
import { Construct } from 'constructs';
import { authorityKey, authorityRingName } from '../render/index.ts';
import { DeployedFunction, type DeployedFunctionProps } from './deployed-function.ts';
import { onlyAuthorityCertificate } from './trust-access.ts';

export interface CertificateAuthorityProps extends Omit<DeployedFunctionProps, 'bucketGrants' | 'secrets'> {
  /** Holds the authority's certificate below `authority/`. */
  readonly stateBucket: string;
  /** E-mail addresses of the accounts that may ask for certificates, by name. */
  readonly callers: Readonly<Record<string, string>>;
}

/**
 * A key that signs the nodes' certificates and never leaves Cloud KMS, and the function that is the only one to use it
 * (docs/adr/0019-a-ca-key-in-cloud-kms.md). The function's account may sign and nothing else: whoever administers keys
 * can't sign with this one, and the signer can neither change nor destroy it.
 */
export class CertificateAuthority extends Construct {
  /** Where nodes ask. */
  readonly uri: string;

  constructor(scope: Construct, id: string, props: CertificateAuthorityProps) {
    super(scope, id);
    const { stateBucket, callers, ...deployed } = props;
    const cryptoKeyId = this.renderKey(props);
    const signer = new DeployedFunction(this, 'signer', { ...deployed, bucketGrants: [], secrets: [] });
    this.uri = signer.uri;
    this.renderGrants(cryptoKeyId, stateBucket, signer.member);
    for (const [name, account] of Object.entries(callers)) {
      signer.allowInvoker(`caller-${name}`, `serviceAccount:${account}`);
    }
  }

  private renderKey({ base }: CertificateAuthorityProps): string {
    const ring = new KmsKeyRing(this, 'ring', { name: authorityRingName(base.prefix), location: base.region });
    return new KmsCryptoKey(this, 'key', {
      name: authorityKey.key,
      keyRing: ring.id,
      // A signing key has no rotation period: a new version is a new authority, which everyone has to trust first.
      purpose: 'ASYMMETRIC_SIGN',
      versionTemplate: { algorithm: 'EC_SIGN_P256_SHA256', protectionLevel: 'HSM' },
      lifecycle: { preventDestroy: true },
    }).id;
  }

  private renderGrants(cryptoKeyId: string, bucket: string, member: string): void {
    for (const role of ['signer', 'publicKeyViewer']) {
      new KmsCryptoKeyIamMember(this, `key-${role}`, { cryptoKeyId, role: `roles/cloudkms.${role}`, member });
    }
    // May write the authority's certificate once: without the right to delete, there is no writing over it.
    for (const role of ['objectCreator', 'objectViewer']) {
      new StorageBucketIamMember(this, `certificate-${role}`, {
        bucket,
        role: `roles/storage.${role}`,
        member,
        condition: onlyAuthorityCertificate(bucket),
      });
    }
  }
}
