import type { z } from 'zod';
import { eventDefinition, eventTypes, isEventType } from './catalogue.ts';
import type { EventOf, EventType, PayloadInputOf } from './catalogue.ts';
import { ENVELOPE_VERSION } from './envelope.ts';
import { InvalidEventError, UnknownEventTypeError } from './errors.ts';
import type { EventProblem } from './errors.ts';

/** What an event needs besides its payload. Ids and times come from outside: this room has no clock. */
export interface EventContext {
  readonly eventId: string;
  /** ISO-8601 instant of what happened. */
  readonly timestamp: string;
  /** Name of the producing service. */
  readonly source: string;
  /** Default: the event starts a chain and correlates with its own id. */
  readonly correlationId?: string;
  /** The event that led to this one. Default: none. */
  readonly causationId?: string | null;
  readonly metadata: {
    readonly environment: string;
    readonly userId?: string | null;
    readonly sessionId?: string | null;
    readonly traceId?: string | null;
  };
}

function problemsOf(error: z.core.$ZodError): EventProblem[] {
  return error.issues.map(({ path, message }) => ({ path: path.map(String).join('.'), message }));
}

/**
 * Checks an event from anywhere (parsed JSON, a caller without types) and gives it in its parsed form.
 * Throws `UnknownEventTypeError`, or `InvalidEventError` that lists every problem with its path. The input is not
 * changed.
 */
export function parseEvent(input: unknown): EventOf {
  const type = (input as { eventType?: unknown } | null | undefined)?.eventType;
  if (!isEventType(type)) throw new UnknownEventTypeError(type, eventTypes);
  const result = eventDefinition(type).event.safeParse(input);
  if (!result.success) throw new InvalidEventError(type, problemsOf(result.error));
  return result.data;
}

/**
 * A checked event from a payload and its context, in the current version of its definition.
 * Throws `InvalidEventError` like `parseEvent`.
 */
export function createEvent<T extends EventType>(
  type: T,
  payload: PayloadInputOf<T>,
  context: EventContext,
): EventOf<T> {
  return parseEvent({
    eventSchema: ENVELOPE_VERSION,
    eventId: context.eventId,
    eventType: type,
    eventVersion: eventDefinition(type).version,
    source: context.source,
    timestamp: context.timestamp,
    correlationId: context.correlationId ?? context.eventId,
    causationId: context.causationId ?? null,
    metadata: context.metadata,
    payload,
  }) as EventOf<T>;
}
