import type { SchemaDifference } from './schema-difference.ts';

/** One thing wrong with an event: where, what was found, what was expected. */
export interface EventProblem {
  /** Path in the event, such as `payload.bid`; empty for the event as a whole. */
  readonly path: string;
  readonly message: string;
}

/** What the room of schemas refuses. None is worth a retry: the same input fails again. */
abstract class SchemaError extends Error {
  abstract readonly code: string;
  readonly retryable = false;
}

/** The event doesn't match its definition; `problems` names all of it, not only the first. */
export class InvalidEventError extends SchemaError {
  readonly code = 'INVALID_EVENT';
  override readonly name = 'InvalidEventError';
  readonly eventType: string;
  readonly problems: readonly EventProblem[];

  constructor(eventType: string, problems: readonly EventProblem[]) {
    const lines = problems.map(({ path, message }) => `${path === '' ? '(event)' : path}: ${message}`);
    super(`event "${eventType}": ${lines.join('; ')}`);
    this.eventType = eventType;
    this.problems = problems;
  }
}

/** No event of this name is defined. */
export class UnknownEventTypeError extends SchemaError {
  readonly code = 'UNKNOWN_EVENT_TYPE';
  override readonly name = 'UnknownEventTypeError';

  constructor(found: unknown, known: readonly string[]) {
    super(
      `eventType: found ${typeof found === 'string' ? `"${found}"` : String(found)}, expected one of the ${known.length} ` +
        `event types (${known.slice(0, 3).join(', ')}, ...); define a new one in schemas/events/`,
    );
  }
}

/** An Avro body can't be read as the event it should hold. */
export class UndecodableEventError extends SchemaError {
  readonly code = 'UNDECODABLE_EVENT';
  override readonly name = 'UndecodableEventError';

  constructor(eventType: string, bytes: number, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(
      `event "${eventType}": found ${bytes} bytes that are not its Avro body (${why}); was it written with another schema?`,
      {
        cause,
      },
    );
  }
}

/** Bodies written with this schema can't be read as the event of this release. */
export class IncompatibleSchemaError extends SchemaError {
  readonly code = 'INCOMPATIBLE_SCHEMA';
  override readonly name = 'IncompatibleSchemaError';

  constructor(place: string, eventType: string, { path, found, expected }: SchemaDifference, options?: ErrorOptions) {
    super(
      `${place}, event "${eventType}"${path === '' ? '' : `, ${path}`}: found ${found}, expected ${expected}; ` +
        'use a release that knows this schema, or have the writer keep to the registered one',
      options,
    );
  }
}
