import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { machineShape, similarMachineTypes } from './machine-types.ts';

/**
 * Scalars that the model is made of. Each carries the rule of the system that will reject a bad value
 * last, so that it is rejected here first, with the field's path.
 */

/** A text of a form; what is expected is said to whoever leaves it out, too. */
const textLike = (pattern: RegExp, expected: string) => z.string(expected).regex(pattern, expected);

/** A Compute Engine resource name (RFC 1035 label): lower case, digits and hyphens, at most 63 characters. */
export const gcpName = textLike(
  /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/,
  'expected a Google Cloud name: a-z, 0-9 and "-", first a letter, at most 63 characters',
);

/** A Google Cloud project id: 6 to 30 characters. */
export const projectId = textLike(
  /^[a-z][-a-z0-9]{4,28}[a-z0-9]$/,
  'expected a project id: 6 to 30 of a-z, 0-9 and "-", first a letter',
);

export const regionName = textLike(/^[a-z]+-[a-z]+\d+$/, 'expected a region such as "us-central1"');

export const zoneName = textLike(/^[a-z]+-[a-z]+\d+-[a-z]$/, 'expected a zone such as "us-central1-a"');

/** A machine type that is known by its cores, memory and price. */
export const machineType = z
  .string('expected a Compute Engine machine type such as "n1-highmem-8"')
  .refine((name) => machineShape(name) !== undefined, {
    error: ({ input }) => `expected one of ${similarMachineTypes(String(input)).join(', ')}`,
    params: {
      fix:
        'choose one of them; for a series that Google has besides, add it to platform/machine-types.ts and its price ' +
        'to monitoring/cost/prices.json (custom types are not priced)',
    },
  });

export const domainName = textLike(
  /^([a-z0-9]([-a-z0-9]*[a-z0-9])?\.)+[a-z]{2,}$/,
  'expected a DNS domain such as "kafka.example.internal"',
);

/** An IPv4 range whose base address is its network address, so that one range has one spelling. */
export const ipv4Range = z
  .string()
  .refine(
    (text) => ipaddr.IPv4.isValidCIDR(text) && text === networkAddress(text),
    'expected an IPv4 range written from its network address, such as "10.10.0.0/20"',
  );

function networkAddress(range: string): string {
  const [, prefixLength] = ipaddr.IPv4.parseCIDR(range);
  return `${ipaddr.IPv4.networkAddressFromCIDR(range).toString()}/${String(prefixLength)}`;
}

export const diskType = z.enum(['pd-ssd', 'pd-balanced', 'pd-standard']);

/** A persistent disk's size; Google Cloud counts in GiB and takes 10 to 65,536. */
export const diskSizeGb = z.int().min(10).max(65_536);

export const port = z.int().min(1).max(65_535);

export const durationMs = z.int().positive();

/** A cron expression of five fields, as Cloud Scheduler takes it. */
export const cronSchedule = textLike(/^(\S+\s+){4}\S+$/, 'expected five cron fields such as "0 2 * * *"');

/** An IANA time zone that the runtime knows. */
export const timeZone = z.string().refine((name) => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone.length > 0;
  } catch {
    return false; // an unknown zone throws a RangeError: that is the answer, not a failure
  }
}, 'expected an IANA time zone such as "UTC" or "America/Chicago"');

/** A folder of the organization, as Google Cloud's resource manager names it. */
export const folderName = textLike(/^folders\/\d+$/, 'expected a folder such as "folders/123456789012"');

/** Whom Google Cloud grants roles to. A group rather than a person: who is in it changes without a deployment. */
export const iamGroup = textLike(
  /^group:[^@\s]+@[^@\s]+\.[a-z]+$/,
  'expected a group such as "group:kafka-operators@example.com"',
);

/** The name of an organization of Terraform Cloud. */
export const terraformOrganization = textLike(
  /^[A-Za-z0-9][-_A-Za-z0-9]{2,39}$/,
  'expected an organization of Terraform Cloud such as "alphintra"',
);
