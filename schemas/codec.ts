import type { Schema, Type } from 'avsc';
import { avroSchemaFor } from './avro.ts';
import type { EventOf, EventType } from './catalogue.ts';
import { IncompatibleSchemaError, InvalidEventError, UndecodableEventError } from './errors.ts';
import type { EventProblem } from './errors.ts';
import { compileSchema } from './logical-types.ts';
import { firstDifference } from './schema-difference.ts';

/** Reads Avro bodies of one event type, without the registry's five bytes in front. */
export interface EventDecoder<T extends EventType = EventType> {
  /** Out: the event that was encoded, in the form of this release. Throws `UndecodableEventError`. */
  decode(body: Buffer): EventOf<T>;
}

/** Writes and reads one event type in its schema of this release: what was encoded comes back equal in every field. */
export interface EventCodec<T extends EventType = EventType> extends EventDecoder<T> {
  /** In: an event as `parseEvent` gives it. Throws `InvalidEventError` for anything else. */
  encode(event: EventOf<T>): Buffer;
}

/** The codec of an event type, made at its first use and kept: compiling a schema takes a thousand encodes' time. */
export function codecFor<T extends EventType>(type: T): EventCodec<T> {
  return compiledOf(type).codec as unknown as EventCodec<T>;
}

/**
 * What reads bodies of an event type that were written with another schema, of an older or newer release. Fields that
 * the writer didn't know are null, fields that this release doesn't know are left out (Avro's schema resolution).
 *
 * @param writer the writer's schema as the registry has it, JSON text
 * @param place what to call that schema in an error, such as `schema 7`
 * @throws IncompatibleSchemaError naming the first field that can't be read
 */
export function decoderFor<T extends EventType>(eventType: T, writer: string, place: string): EventDecoder<T> {
  const { type: reader } = compiledOf(eventType);
  const writerType = compileWriter(eventType, writer, place);
  const difference = firstDifference(reader, writerType);
  if (difference !== undefined) throw new IncompatibleSchemaError(place, eventType, difference);
  const resolver = reader.createResolver(writerType);
  return { decode: (body) => decoded(eventType, body, () => reader.fromBuffer(body, resolver) as EventOf<T>) };
}

interface Compiled {
  readonly type: Type;
  readonly codec: EventCodec;
}

const compiled = new Map<EventType, Compiled>();

function compiledOf(eventType: EventType): Compiled {
  let found = compiled.get(eventType);
  if (found === undefined) {
    const type = compileSchema(avroSchemaFor(eventType) as unknown as Schema);
    found = { type, codec: createCodec(eventType, type) };
    compiled.set(eventType, found);
  }
  return found;
}

function createCodec(eventType: EventType, type: Type): EventCodec {
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
    decode: (body) => decoded(eventType, body, () => type.fromBuffer(body) as EventOf),
  };
}

function decoded<E>(eventType: EventType, body: Buffer, decode: () => E): E {
  try {
    return decode();
  } catch (cause) {
    throw new UndecodableEventError(eventType, body.length, cause);
  }
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

function compileWriter(eventType: EventType, writer: string, place: string): Type {
  try {
    return compileSchema(JSON.parse(writer) as Schema);
  } catch (cause) {
    const found = cause instanceof Error ? cause.message : String(cause);
    throw new IncompatibleSchemaError(place, eventType, { path: '', found, expected: 'an Avro schema' }, { cause });
  }
}
