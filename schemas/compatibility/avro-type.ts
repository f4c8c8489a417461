import avro from 'avsc';
import type { Schema, Type } from 'avsc';
import { isNativeError } from 'node:util/types';

/** A schema that isn't valid Avro. */
export class InvalidSchemaError extends Error {
  readonly code = 'INVALID_SCHEMA';
  override readonly name = 'InvalidSchemaError';

  constructor(place: string, found: string, options?: ErrorOptions) {
    super(`${place}: found ${found}, expected an Avro schema in JSON; restore it, or write it anew`, options);
  }
}

/**
 * An Avro type with its names resolved. References to other subjects aren't followed: each of our schemas is whole.
 *
 * What avsc can't compile isn't valid here, since our clients for Node couldn't read it. The registry is laxer in one
 * thing: there a field's default may be of any branch of its union (Avro 1.12), here only of the first (up to 1.11).
 *
 * @param place what to call the schema in an error
 * @throws InvalidSchemaError
 */
export function parseSchema(text: string, place: string): Type {
  try {
    return avro.Type.forSchema(JSON.parse(text) as Schema, {
      logicalTypes,
      noAnonymousTypes: true,
      wrapUnions: true,
    });
  } catch (cause) {
    throw new InvalidSchemaError(place, isNativeError(cause) ? cause.message : String(cause), { cause });
  }
}

/** What values of a logical type mean, such as `decimal(38,18)`; undefined for a plain type. */
export function meaningOf(type: Type): string | undefined {
  return type instanceof MeantType ? type.meaning : undefined;
}

/** The type that is on the wire. */
export function plainType(type: Type): Type {
  return type instanceof avro.types.LogicalType ? plainType(type.underlyingType) : type;
}

/** The branches of a union, undefined for any other type. */
export function branchesOf(type: Type): readonly Type[] | undefined {
  return type instanceof avro.types.WrappedUnionType || type instanceof avro.types.UnwrappedUnionType
    ? type.types
    : undefined;
}

/** A type for people: records and enums by their names, since their contents would fill the screen. */
export function typeInWords(type: Type): string {
  const meaning = meaningOf(type);
  if (meaning !== undefined) return meaning;
  const branches = branchesOf(type);
  if (branches !== undefined) return branches.map(typeInWords).join(' or ');
  const plain = plainType(type);
  if (plain instanceof avro.types.ArrayType) return `array of ${typeInWords(plain.itemsType)}`;
  if (plain instanceof avro.types.MapType) return `map of ${typeInWords(plain.valuesType as Type)}`;
  return plain.name === undefined ? plain.typeName : `${plain.typeName} ${plain.name}`;
}

/** Remembers what a logical type says; its values stay as they are on the wire. */
class MeantType extends avro.types.LogicalType {
  readonly #meaning: string;

  constructor(schema: Schema, options?: unknown) {
    super(schema, options);
    const { logicalType, precision, scale = 0 } = schema as unknown as Readonly<Record<string, string | number>>;
    this.#meaning = logicalType === 'decimal' ? `decimal(${precision},${scale})` : String(logicalType);
  }
  get meaning(): string {
    return this.#meaning;
  }
  protected override _fromValue(value: unknown): unknown {
    return value;
  }
  protected override _toValue(value: unknown): unknown {
    return value;
  }
  protected override _resolve(): undefined {
    return undefined;
  }
}

/** Those whose change makes the same bytes another value; a UUID is a text like any other. */
const logicalTypes = Object.fromEntries(
  [
    'decimal',
    'date',
    'duration',
    'time-millis',
    'time-micros',
    'timestamp-millis',
    'timestamp-micros',
    'timestamp-nanos',
    'local-timestamp-millis',
    'local-timestamp-micros',
    'local-timestamp-nanos',
  ].map((name) => [name, MeantType]),
);
