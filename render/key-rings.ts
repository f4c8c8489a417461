import type { Platform } from '../platform/index.ts';

/**
 * Where the platform's keys lie in Cloud KMS. A ring can't be deleted, only forgotten: its name has to be one that can be
 * taken up again.
 */

/** The nodes' authority's key, in a ring beside those that encrypt. */
export const authorityKey = { ring: 'authority', key: 'node-certificates' } as const;

/** The ring of a location's keys that encrypt. */
export function encryptionRingName(prefix: string, location: string): string {
  return `${prefix}-${location}`;
}

export function authorityRingName(prefix: string): string {
  return `${prefix}-${authorityKey.ring}`;
}

export interface KeyRing {
  readonly name: string;
  readonly location: string;
  /** `projects/*\/locations/*\/keyRings/*` */
  readonly resource: string;
}

/**
 * Every key ring of an environment; which keys are in them, Cloud KMS knows.
 *
 * @param platform that of the first region
 */
export function keyRingsOf({ name: prefix, projectId, regions }: Platform): readonly KeyRing[] {
  const { primary, secondary } = regions;
  return [
    { name: encryptionRingName(prefix, primary.name), location: primary.name },
    { name: encryptionRingName(prefix, secondary.name), location: secondary.name },
    { name: authorityRingName(prefix), location: primary.name },
  ].map((ring) => ({ ...ring, resource: `projects/${projectId}/locations/${ring.location}/keyRings/${ring.name}` }));
}
