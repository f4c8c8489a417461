import {
  createAuthority,
  parseCertificate,
  validDays,
  validFor,
  type Authority,
  type Signer,
} from '../../certificates/index.ts';
import { authorityObject } from '../../render/index.ts';
import type { ObjectStorage } from '../object-storage/object-storage.ts';
import { StorageError } from '../object-storage/storage-error.ts';
import { SignerError } from './signer-error.ts';

type Storage = Pick<ObjectStorage, 'place' | 'read' | 'create'>;

/**
 * The authority whose key the signer holds. Its certificate is made by the first who needs it: of several at once, the
 * storage lets one win and all take the winner's. Should it get lost, one with the same name and key takes its place,
 * by which all that was signed before is still trusted.
 *
 * @throws SignerError `INVALID_CONFIGURATION` when the certificate that lies there isn't this key's
 */
export async function keptAuthority(signer: Signer, name: string, storage: Storage, now: Date): Promise<Authority> {
  const kept = await storage.read(authorityObject);
  if (kept !== undefined) return expectOwn(kept, signer, storage);
  const authority = await createAuthority(name, signer, validFor(validDays.authority, now));
  try {
    await storage.create(authorityObject, Buffer.from(`${authority.certificate.toString('pem')}\n`));
    return authority;
  } catch (error) {
    const winner = isTaken(error) ? await storage.read(authorityObject) : undefined;
    if (winner === undefined) throw error;
    return expectOwn(winner, signer, storage);
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof StorageError && error.code === 'NAME_TAKEN';
}

/** Whoever can write to the storage must not make nodes trust another authority. */
async function expectOwn(pem: Buffer, signer: Signer, { place }: Storage): Promise<Authority> {
  const certificate = parseCertificate(pem.toString('utf8'));
  const isOwn =
    Buffer.from(certificate.publicKey.rawData).equals(signer.publicKey) && (await certificate.isSelfSigned());
  if (isOwn) return { certificate, signer };
  throw new SignerError(
    'INVALID_CONFIGURATION',
    `${place}/${authorityObject}: found the certificate of another key, expected that of SIGNER_KEY_VERSION; ` +
      'find out who wrote it before you remove it',
  );
}
