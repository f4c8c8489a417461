import { z } from 'zod';

/** The six domains of events (seed §3.2). */
export const domains = ['market-data', 'trading', 'strategy', 'community', 'marketplace', 'system'] as const;
export type Domain = (typeof domains)[number];

/** An event as its domain file writes it. */
export interface EventSpec<S extends z.ZodRawShape = z.ZodRawShape> {
  readonly doc: string;
  /** `major.minor` of the payload; goes into the envelope as `eventVersion`. */
  readonly version: string;
  readonly payload: z.ZodObject<S, z.core.$strict>;
}

/** An event: one sentence on what happened, and the fields of its strict payload. */
export function event<const S extends z.ZodRawShape>(doc: string, fields: S, version = '1.0'): EventSpec<S> {
  return { doc, version, payload: z.strictObject(fields) };
}
