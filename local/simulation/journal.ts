import type { EventDraft, OutgoingEvent } from '../../clients/node/index.ts';
import { eventDefinition, ENVELOPE_VERSION } from '../../schemas/index.ts';
import type { EventType, PayloadInputOf } from '../../schemas/index.ts';
import { topicOf } from '../../topics/index.ts';
import type { ServiceName } from '../../topics/index.ts';
import type { Random } from './random.ts';

/** An event that others may follow from. */
export type Cause = Pick<EventDraft, 'eventId' | 'correlationId' | 'metadata'>;

/** Writes what happens as events: gives ids and times, and links each event to its cause. */
export interface Journal {
  /**
   * Records an event.
   * @param cause the event that led to this one; undefined where a chain begins
   * @param userId who acts or is concerned; the cause's user unless given
   */
  record<T extends EventType>(
    source: ServiceName,
    type: T,
    payload: PayloadInputOf<T>,
    cause?: Cause,
    userId?: string,
  ): EventDraft<T>;
  /** Takes out what was recorded since the last time, in order. */
  take(): OutgoingEvent[];
}

export function createJournal(random: Random, environment: string, now: () => number): Journal {
  let recorded: OutgoingEvent[] = [];
  return {
    record(source, type, payload, cause, userId = cause?.metadata.userId ?? undefined) {
      const eventId = random.uuid();
      const correlationId = cause?.correlationId ?? eventId;
      const event = {
        eventSchema: ENVELOPE_VERSION,
        eventId,
        eventType: type,
        eventVersion: eventDefinition(type).version,
        source,
        timestamp: new Date(now()).toISOString(),
        correlationId,
        causationId: cause?.eventId ?? null,
        // One trace a chain; its id is the chain's own, as W3C trace ids have no hyphens.
        metadata: { userId: userId ?? null, traceId: correlationId.replaceAll('-', ''), environment },
        payload,
      } as unknown as EventDraft<typeof type>;
      recorded.push({ topic: topicOf(type).name, event });
      return event;
    },
    take() {
      const events = recorded;
      recorded = [];
      return events;
    },
  };
}
