import avro from 'avsc';
import type { Type } from 'avsc';
import { branchesOf, meaningOf, plainType, typeInWords } from './avro-type.ts';

/** A place where a reader can't take what a writer wrote. */
export interface Mismatch {
  readonly kind: MismatchKind;
  /** Path in the event, such as `payload.bid`, `payload.legs[].price`, `payload.details{}`; empty for the event itself. */
  readonly path: string;
  /** What the writer's schema has there. */
  readonly found: string;
  /** What the reader's needs. */
  readonly expected: string;
}

/** `logical-type` alone passes the registry: it compares the types on the wire, our readers what they mean. */
export type MismatchKind =
  | 'missing-field'
  | 'ambiguous-field'
  | 'type'
  | 'name'
  | 'enum-symbols'
  | 'fixed-size'
  | 'union-branch'
  | 'logical-type';

/**
 * Where a reader of one schema can't read what was written with another; nowhere when it always can.
 *
 * The rules are those of `SchemaCompatibility` of Avro 1.12 for Java, by which the registry decides. avsc's own
 * resolver is stricter: it compares names with their namespaces, and tells only the first mismatch, in words that name
 * no field. So avsc parses, and this walk decides and explains in one.
 */
export function mismatches(reader: Type, writer: Type): readonly Mismatch[] {
  const known = new Map<Type, Map<Type, readonly Mismatch[]>>();

  function compare(reader: Type, writer: Type): readonly Mismatch[] {
    const ofReader = known.get(reader) ?? new Map<Type, readonly Mismatch[]>();
    known.set(reader, ofReader);
    const before = ofReader.get(writer);
    if (before !== undefined) return before;
    ofReader.set(writer, []); // a type that holds itself: fine, unless something else in it isn't
    const found = compareAnew(reader, writer);
    ofReader.set(writer, found);
    return found;
  }

  function compareAnew(reader: Type, writer: Type): readonly Mismatch[] {
    const written = branchesOf(writer);
    if (written !== undefined) return written.flatMap((branch) => compare(reader, branch));
    const readable = branchesOf(reader);
    if (readable !== undefined) return compareWithBranches(reader, readable, writer);
    const [plainReader, plainWriter] = [plainType(reader), plainType(writer)];
    if (plainReader.typeName !== plainWriter.typeName) {
      return isPromotion(plainReader, plainWriter) ? meanings(reader, writer) : [mismatch('type', reader, writer)];
    }
    return [...meanings(reader, writer), ...names(plainReader, plainWriter), ...contents(plainReader, plainWriter)];
  }

  function compareWithBranches(reader: Type, branches: readonly Type[], writer: Type): readonly Mismatch[] {
    const results = branches.map((branch) => compare(branch, writer));
    if (results.some((result) => result.length === 0)) return [];
    // One that the registry lets pass is the branch that will be read; else the one that was meant explains best.
    const passing = results.find((result) => result.every(({ kind }) => kind === 'logical-type'));
    if (passing !== undefined) return passing;
    const meant = branches.findIndex((branch) => isSameKind(plainType(branch), plainType(writer)));
    return results[meant] ?? [mismatch('union-branch', reader, writer)];
  }

  function contents(reader: Type, writer: Type): readonly Mismatch[] {
    if (reader instanceof avro.types.RecordType && writer instanceof avro.types.RecordType) {
      return reader.fields.flatMap((field) => compareField(field, writer));
    }
    if (reader instanceof avro.types.ArrayType && writer instanceof avro.types.ArrayType) {
      return inside('[]', compare(reader.itemsType, writer.itemsType));
    }
    if (reader instanceof avro.types.MapType && writer instanceof avro.types.MapType) {
      return inside('{}', compare(reader.valuesType as Type, writer.valuesType as Type));
    }
    if (reader instanceof avro.types.EnumType && writer instanceof avro.types.EnumType) return symbols(reader, writer);
    if (reader instanceof avro.types.FixedType && writer instanceof avro.types.FixedType) return sizes(reader, writer);
    return [];
  }

  function compareField(field: avro.types.Field, writer: avro.types.RecordType): readonly Mismatch[] {
    const names = [field.name, ...field.aliases];
    const written = writer.fields.filter(({ name }) => names.includes(name));
    const [first, second] = written;
    if (first === undefined) {
      return field.defaultValue() === undefined
        ? inside(field.name, [
            { kind: 'missing-field', path: '', found: 'no such field', expected: typeInWords(field.type) },
          ])
        : [];
    }
    if (second !== undefined) {
      const found = written.map(({ name }) => name).join(' and ');
      return inside(field.name, [{ kind: 'ambiguous-field', path: '', found, expected: 'one of these names' }]);
    }
    return inside(field.name, compare(field.type, first.type));
  }

  return compare(reader, writer);
}

function mismatch(kind: MismatchKind, reader: Type, writer: Type): Mismatch {
  return { kind, path: '', found: typeInWords(writer), expected: typeInWords(reader) };
}

/** Puts what was found within a part of the reader's schema in its place. */
function inside(part: string, found: readonly Mismatch[]): readonly Mismatch[] {
  return found.map((one) => ({
    ...one,
    path:
      one.path === '' || one.path.startsWith('[') || one.path.startsWith('{') ? part + one.path : `${part}.${one.path}`,
  }));
}

/** Writers' types that a reader's type takes besides its own (Avro 1.12, "Schema Resolution"). */
const promotions: Readonly<Record<string, readonly string[]>> = {
  long: ['int'],
  float: ['int', 'long'],
  double: ['int', 'long', 'float'],
  bytes: ['string'],
  string: ['bytes'],
};

function isPromotion(reader: Type, writer: Type): boolean {
  return promotions[reader.typeName]?.includes(writer.typeName) ?? false;
}

function meanings(reader: Type, writer: Type): readonly Mismatch[] {
  return meaningOf(reader) === meaningOf(writer) ? [] : [mismatch('logical-type', reader, writer)];
}

/** Java compares names without their namespaces, but aliases with them. */
function names(reader: Type, writer: Type): readonly Mismatch[] {
  if (writer.name === undefined || simpleName(reader) === simpleName(writer)) return [];
  return reader.aliases?.includes(writer.name) === true ? [] : [mismatch('name', reader, writer)];
}

function simpleName({ name = '' }: Type): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

function isSameKind(reader: Type, writer: Type): boolean {
  return reader.typeName === writer.typeName && names(reader, writer).length === 0;
}

function symbols(reader: avro.types.EnumType, writer: avro.types.EnumType): readonly Mismatch[] {
  const unknown = writer.symbols.filter((symbol) => !reader.symbols.includes(symbol));
  const { default: fallback } = reader as unknown as { readonly default?: string };
  if (unknown.length === 0 || fallback !== undefined) return [];
  return [{ kind: 'enum-symbols', path: '', found: unknown.join(', '), expected: reader.symbols.join(', ') }];
}

function sizes(reader: avro.types.FixedType, writer: avro.types.FixedType): readonly Mismatch[] {
  if (reader.size === writer.size) return [];
  return [{ kind: 'fixed-size', path: '', found: `${writer.size} bytes`, expected: `${reader.size} bytes` }];
}
