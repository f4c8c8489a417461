import { KmsCryptoKeyIamMember } from '@cdktf/provider-google/lib/kms-crypto-key-iam-member/index.js';
import { KmsCryptoKey } from '@cdktf/provider-google/lib/kms-crypto-key/index.js';
import { KmsKeyRing } from '@cdktf/provider-google/lib/kms-key-ring/index.js';
import { Construct } from 'constructs';
import { encryptionRingName } from '../render/index.ts';

const secondsInADay = 86_400;

export interface EncryptionProps {
  readonly prefix: string;
  /** A region; a key serves only what lies in its own. */
  readonly location: string;
  /** After how many days new data is encrypted with a new version of a key. */
  readonly rotationDays: number;
  /**
   * The keys by name, each with the service that encrypts with it: an IAM member, such as
   * `serviceAccount:service-1@compute-system.iam.gserviceaccount.com`; several where services pass data on.
   */
  readonly keys: Readonly<Record<string, string | readonly string[]>>;
}

/**
 * A location's key ring with a key for each kind of data (seed §8.2).
 *
 * Each service's agent is granted the use of its key and nothing more. `keyId` leads to a key through that grant, so
 * that whatever is encrypted with the key waits for it, the last of several: Google Cloud refuses a key that its agent
 * may not use.
 */
export class Encryption extends Construct {
  private readonly keys: ReadonlyMap<string, string>;

  constructor(scope: Construct, id: string, props: EncryptionProps) {
    super(scope, id);
    const { prefix, location } = props;
    const ring = new KmsKeyRing(this, 'ring', { name: encryptionRingName(prefix, location), location });
    this.keys = new Map(
      Object.entries(props.keys).map(([name, agents]) => [name, this.renderKey(name, [agents].flat(), ring.id, props)]),
    );
  }

  /**
   * The id of a key, for the service that was named for it.
   *
   * @throws Error when there is no key of that name
   */
  keyId(name: string): string {
    const id = this.keys.get(name);
    if (id !== undefined) return id;
    const known = [...this.keys.keys()].join(', ');
    throw new Error(`${this.node.path}: found no key "${name}", expected one of ${known}; add it to props.keys`);
  }

  private renderKey(
    name: string,
    agents: readonly string[],
    keyRing: string,
    { rotationDays }: EncryptionProps,
  ): string {
    const key = new KmsCryptoKey(this, name, {
      name,
      keyRing,
      purpose: 'ENCRYPT_DECRYPT',
      rotationPeriod: `${String(rotationDays * secondsInADay)}s`,
      // Destroying a key destroys all its versions, and with them everything that was ever encrypted with it.
      lifecycle: { preventDestroy: true },
    });
    // Each grant names the key through the one before it: what waits for the last has waited for all.
    return agents.reduce(
      (cryptoKeyId, member, index) =>
        new KmsCryptoKeyIamMember(this, index === 0 ? `${name}-use` : `${name}-use-${String(index + 1)}`, {
          cryptoKeyId,
          role: 'roles/cloudkms.cryptoKeyEncrypterDecrypter',
          member,
        }).cryptoKeyId,
      key.id,
    );
  }
}
