import lock from './artifacts.lock.json' with { type: 'json' };
import type { Platform } from './define-platform.ts';
import type { RegionRole } from './model.ts';

/** What machines install: each an archive in the artifacts bucket, pinned by `artifacts.lock.json`. */
export const artifactNames = ['node', 'jre', 'kafka', 'key-stores', 'mirror-maker', 'jmx-exporter', 'haproxy'] as const;

export type ArtifactName = (typeof artifactNames)[number];

/** An archive as it lies in the bucket. */
export interface Artifact {
  readonly name: string;
  readonly version: string;
  /** Its name in the bucket tells its content, so that another content never takes its place. */
  readonly object: string;
  readonly sha256: string;
}

/**
 * The bucket that machines of a region install from. Each region has its own: a machine that is made anew must not need
 * the other region.
 */
export function artifactsBucketOf({ projectId, regions }: Platform, region: RegionRole): string {
  return `${projectId}-artifacts-${regions[region].name}`;
}

/** An artifact of the lock file. */
export function lockedArtifact(name: ArtifactName): Artifact {
  const { version, sha256 } = lock[name];
  return { name, version, sha256, object: archiveName(name, version, sha256) };
}

/** `kafka-3.9.2-0123abcd.tar.gz` */
export function archiveName(name: string, version: string, sha256: string): string {
  return `${name}-${version}-${sha256.slice(0, 8)}.tar.gz`;
}

/** The node agent's code, which is bundled from the checkout rather than pinned. */
export function agentArtifact(sha256: string): Artifact {
  const version = sha256.slice(0, 8);
  return { name: 'agent', version, sha256, object: `agent-${version}.mjs` };
}
