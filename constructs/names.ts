import { createHash } from 'node:crypto';

/** The longest names that Google Cloud takes, in characters. */
export const nameLimits = {
  /** Of nearly everything in Compute Engine: an RFC 1035 label. */
  label: 63,
  /** Of a service account's id, which ends up before the @ of its address. */
  serviceAccount: 30,
  /** Of an instance template's prefix; behind it the provider puts 26 characters of its own. */
  templatePrefix: 37,
  vpcConnector: 25,
  /** Of a GKE cluster and of its node pools. */
  gke: 40,
} as const;

const digestLength = 6;

/**
 * A resource name from its parts, joined by hyphens: the same parts give the same name, always.
 *
 * A name over the limit keeps its beginning and ends in a digest of the whole, so that two long names that begin
 * alike stay two names.
 */
export function nameWithin(limit: number, ...parts: readonly string[]): string {
  const name = parts.join('-');
  if (name.length <= limit) return name;
  const digest = createHash('sha256').update(name).digest('hex').slice(0, digestLength);
  return `${name.slice(0, limit - digestLength - 1).replace(/-+$/, '')}-${digest}`;
}
