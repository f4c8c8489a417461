import { z } from 'zod';
import { id, optional } from './fields.ts';
import { timestamp } from './timestamp.ts';

/** Version of the envelope itself (seed §4.1, `eventSchema`). */
export const ENVELOPE_VERSION = '1.0';

/**
 * Who and where an event comes from. Market data has no user and no session, work of a schedule has no session, and
 * tracing may be off: only the environment is always known.
 */
export const eventMetadata = z.strictObject({
  userId: optional(id),
  sessionId: optional(id),
  traceId: optional(id),
  environment: z.string().min(1),
});

/**
 * The fields around each payload (seed §4.1).
 * `correlationId` is never missing: the root of a chain correlates with itself. `causationId` is the id of the event
 * that led to this one, so a root has none.
 */
export const envelopeFields = {
  eventSchema: z.literal(ENVELOPE_VERSION),
  eventId: z.uuid(),
  eventType: z.string(),
  eventVersion: z.string().regex(/^\d+\.\d+$/, 'expected major.minor, such as 1.0'),
  source: z.string().min(1).describe('Name of the service that produced the event'),
  timestamp: timestamp.describe('When the event happened, by the clock of the producer'),
  correlationId: z.uuid(),
  causationId: optional(z.uuid()),
  metadata: eventMetadata,
};

export const envelope = z.strictObject(envelopeFields);
export type Envelope = z.output<typeof envelope>;
