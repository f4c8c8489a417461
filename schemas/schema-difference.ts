import avro from 'avsc';
import type { Type } from 'avsc';

/** A place where what was written can't be read. */
export interface SchemaDifference {
  /** Path in the event, such as `payload.bid`; empty for the event as a whole. */
  readonly path: string;
  /** What the writer's schema has there. */
  readonly found: string;
  readonly expected: string;
}

/** The first field of `reader`, as deep as it can be named, that `writer` doesn't fit; undefined when all fit. */
export function firstDifference(
  reader: Type,
  writer: Type,
  path: readonly string[] = [],
): SchemaDifference | undefined {
  if (resolves(reader, writer)) return undefined;
  if (reader instanceof avro.types.RecordType && writer instanceof avro.types.RecordType) {
    for (const field of reader.fields) {
      const inField = [...path, field.name];
      const written = writer.fields.find(({ name }) => name === field.name || field.aliases.includes(name));
      const difference =
        written === undefined ? missing(field, inField) : firstDifference(field.type, written.type, inField);
      if (difference !== undefined) return difference;
    }
  }
  return { path: path.join('.'), found: textOf(writer), expected: textOf(reader) };
}

function resolves(reader: Type, writer: Type): boolean {
  try {
    reader.createResolver(writer);
    return true;
  } catch {
    return false; // avsc says so by an error only, and not always where
  }
}

/** A field that the writer doesn't know needs a default to be read. */
function missing(field: avro.types.Field, path: readonly string[]): SchemaDifference | undefined {
  if (field.defaultValue() !== undefined) return undefined;
  return { path: path.join('.'), found: 'no such field', expected: textOf(field.type) };
}

/** A record by its name, since its fields would fill the screen; anything else as its schema. */
function textOf(type: Type): string {
  if (type instanceof avro.types.RecordType) return `record ${type.name ?? ''}`;
  return JSON.stringify(type.schema({ exportAttrs: true }));
}
