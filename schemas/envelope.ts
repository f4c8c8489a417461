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
  userId: optional(id).describe('Who acts or is concerned; none for market data'),
  sessionId: optional(id),
  traceId: optional(id).describe('Of the distributed trace; none where tracing is off'),
  environment: z.string().min(1).describe('Such as production'),
});

/**
 * The fields around each payload (seed §4.1).
 * `correlationId` is never missing: the root of a chain correlates with itself. `causationId` is the id of the event
 * that led to this one, so a root has none.
 */
export const envelopeFields = {
  eventSchema: z.literal(ENVELOPE_VERSION).describe('Version of the envelope'),
  eventId: z.uuid(),
  eventType: z.string(),
  eventVersion: z
    .string()
    .regex(/^\d+\.\d+$/, 'expected major.minor, such as 1.0')
    .describe('Version of the payload, major.minor'),
  source: z.string().min(1).describe('Name of the service that produced the event'),
  timestamp: timestamp.describe('When the event happened, by the clock of the producer'),
  correlationId: z.uuid().describe('Shared by all events of a chain: the id of its first event'),
  causationId: optional(z.uuid()).describe('Id of the event that led to this one; none for the first of a chain'),
  metadata: eventMetadata,
};

export const envelope = z.strictObject(envelopeFields);
export type Envelope = z.output<typeof envelope>;
