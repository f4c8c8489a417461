import avro from 'avsc';
import type { Schema, Type } from 'avsc';
import { avroSchemaFor } from './avro.ts';
import type { EventOf, EventType } from './catalogue.ts';
import { decimalFromBytes, decimalToBytes } from './decimal-bytes.ts';
import { InvalidEventError, UndecodableEventError } from './errors.ts';
import type { EventProblem } from './errors.ts';
import { Decimal } from './money.ts';

const MILLIS_PER_DAY = 86_400_000;

/** Logical types read only what was written as the same logical type; anything else is another meaning. */
abstract class EventLogicalType extends avro.types.LogicalType {
  protected override _resolve(writer: Type): unknown {
    return writer.typeName === this.typeName ? (value: unknown) => value : undefined;
  }
}

class DecimalType extends EventLogicalType {
  protected override _fromValue(bytes: Uint8Array): Decimal {
    return decimalFromBytes(bytes);
  }
  /** Undefined for anything but a Decimal: avsc takes that as "not of this type". */
  protected override _toValue(value: unknown): Buffer | undefined {
    return value instanceof Decimal ? decimalToBytes(value) : undefined;
  }
}

class TimestampType extends EventLogicalType {
  protected override _fromValue(millis: number): string {
    return new Date(millis).toISOString();
  }
  protected override _toValue(value: unknown): number | undefined {
    return typeof value === 'string' ? Date.parse(value) : undefined;
  }
}

class CalendarDateType extends EventLogicalType {
  protected override _fromValue(days: number): string {
    return new Date(days * MILLIS_PER_DAY).toISOString().slice(0, 10);
  }
  protected override _toValue(value: unknown): number | undefined {
    return typeof value === 'string' ? Date.parse(value) / MILLIS_PER_DAY : undefined;
  }
}

const logicalTypes = { decimal: DecimalType, 'timestamp-millis': TimestampType, date: CalendarDateType };

/** Writes and reads one event type as an Avro body, without the registry's five bytes in front. */
export interface EventCodec<T extends EventType = EventType> {
  /** In: an event as `parseEvent` gives it. Throws `InvalidEventError` for anything else. */
  encode(event: EventOf<T>): Buffer;
  /** Out: the event that was encoded, equal in every field. Throws `UndecodableEventError`. */
  decode(body: Buffer): EventOf<T>;
}

function problemsOf(type: Type, event: unknown): EventProblem[] {
  const problems: EventProblem[] = [];
  type.isValid(event, {
    errorHook: (path, found, expected) => {
      const message = `found ${JSON.stringify(found)}, expected ${expected.typeName} of a parsed event; call parseEvent first`;
      problems.push({ path: path.join('.'), message });
    },
  });
  return problems;
}

function createCodec<T extends EventType>(eventType: T): EventCodec<T> {
  const type = avro.Type.forSchema(avroSchemaFor(eventType) as unknown as Schema, {
    logicalTypes,
    omitRecordMethods: true,
  });
  return {
    encode(event) {
      try {
        return type.toBuffer(event);
      } catch (cause) {
        const problems = problemsOf(type, event);
        if (problems.length === 0) throw cause;
        throw new InvalidEventError(eventType, problems);
      }
    },
    decode(body) {
      try {
        return type.fromBuffer(body) as EventOf<T>;
      } catch (cause) {
        throw new UndecodableEventError(eventType, body.length, cause);
      }
    },
  };
}

const codecs = new Map<EventType, EventCodec>();

/** The codec of an event type, made at its first use and kept: compiling a schema takes a thousand encodes' time. */
export function codecFor<T extends EventType>(type: T): EventCodec<T> {
  let codec = codecs.get(type);
  if (codec === undefined) {
    codec = createCodec(type);
    codecs.set(type, codec);
  }
  return codec as unknown as EventCodec<T>;
}
