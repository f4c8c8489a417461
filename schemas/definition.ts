import { z } from 'zod';

/** The six domains of events (seed §3.2). */
export const domains = ['market-data', 'trading', 'strategy', 'community', 'marketplace', 'system'] as const;
export type Domain = (typeof domains)[number];

/** What a version of an event has that the one before had not. */
export interface EventChange {
  /** `major.minor` */
  readonly version: string;
  /** A sentence for those who read the event. */
  readonly what: string;
}

/** An event as its domain file writes it. */
export interface EventSpec<S extends z.ZodRawShape = z.ZodRawShape> {
  readonly doc: string;
  /** `major.minor` of the payload; goes into the envelope as `eventVersion`. */
  readonly version: string;
  /** Since 1.0, oldest first. */
  readonly changes: readonly EventChange[];
  readonly payload: z.ZodObject<S, z.core.$strict>;
}

const firstVersion = '1.0';

/** An event: one sentence on what happened, the fields of its strict payload, and how they came to be so. */
export function event<const S extends z.ZodRawShape>(
  doc: string,
  fields: S,
  changes: readonly EventChange[] = [],
): EventSpec<S> {
  return { doc, version: changes.at(-1)?.version ?? firstVersion, changes, payload: z.strictObject(fields) };
}
