import type { z } from 'zod';
import { metaOf } from './meta.ts';
import { unitOf } from './units.ts';

/** A field of an event as the reference lists it. */
export interface FieldRow {
  /** Path in its record, such as `documents[].number`. */
  readonly path: string;
  /** In words: `decimal`, `instant`, `one of ...`. */
  readonly type: string;
  readonly optional: boolean;
  readonly unit: string | undefined;
  readonly meaning: string | undefined;
  /** Tagged itself, or inside of a field that is. */
  readonly confidential: boolean;
}

/** Every field of a record, those of records within it after them. */
export function fieldRowsOf(record: z.core.$ZodObject, path = '', confidential = false): FieldRow[] {
  const { shape } = record._zod.def;
  const siblings = Object.keys(shape);
  return siblings.flatMap((name) => {
    const outer = shape[name] as z.core.$ZodType;
    const { inner, optional, meaning, secret } = unwrapped(outer);
    const row: FieldRow = {
      path: `${path}${name}`,
      type: typeOf(inner),
      optional,
      unit: unitOf(name, inner, siblings),
      meaning,
      confidential: confidential || secret,
    };
    const { def } = (inner as z.core.$ZodTypes)._zod;
    if (isClosedRecord(inner)) return [row, ...fieldRowsOf(inner, `${row.path}.`, row.confidential)];
    if (def.type === 'array' && isClosedRecord(def.element)) {
      return [row, ...fieldRowsOf(def.element, `${row.path}[].`, row.confidential)];
    }
    return [row];
  });
}

function unwrapped(schema: z.core.$ZodType): {
  inner: z.core.$ZodType;
  optional: boolean;
  meaning: string | undefined;
  secret: boolean;
} {
  const { description, confidential } = metaOf(schema);
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if (def.type !== 'default' && def.type !== 'nullable') {
    return { inner: schema, optional: false, meaning: description, secret: confidential === true };
  }
  const below = unwrapped(def.innerType);
  return {
    inner: below.inner,
    optional: true,
    meaning: description ?? below.meaning,
    secret: confidential === true || below.secret,
  };
}

function isClosedRecord(schema: z.core.$ZodType): schema is z.core.$ZodObject {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  return def.type === 'object' && (def.catchall === undefined || def.catchall._zod.def.type === 'never');
}

const logicalTypes: Readonly<Record<string, string>> = {
  decimal: 'decimal',
  'timestamp-millis': 'instant',
  date: 'day',
};

/** Types that are told in words rather than in zod's or Avro's, since the page is read beside both. */
function typeOf(schema: z.core.$ZodType): string {
  const { avro } = metaOf(schema);
  if (typeof avro === 'object' && 'logicalType' in avro) return logicalTypes[avro.logicalType ?? ''] ?? 'text';
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'enum':
      // Closed ones are enums in Avro too, the others text there: readers must expect more words.
      return `${Object.values(def.entries)
        .map((word) => `\`${word}\``)
        .join(', ')}${avro === 'string' ? ', …' : ''}`;
    case 'array':
      return isClosedRecord(def.element) ? 'list of records' : `list of ${listed(def.element)}`;
    case 'record':
      return `map of ${listed(def.valueType)}`;
    case 'object':
      return isClosedRecord(schema) ? 'record' : 'map of numbers, texts, booleans';
    case 'union':
      return def.options.map(listed).join(', ');
    case 'number':
      return 'format' in def && def.format === 'safeint' ? 'whole number' : 'number';
    case 'string':
      return 'format' in def && def.format === 'uuid' ? 'UUID' : 'text';
    case 'literal':
      return def.values.map((value) => `\`${String(value)}\``).join(', ');
    default:
      return def.type;
  }
}

const plurals: Readonly<Record<string, string>> = { boolean: 'booleans', UUID: 'UUIDs' };

function listed(schema: z.core.$ZodType): string {
  const type = typeOf(schema);
  if (type in plurals) return plurals[type] as string;
  return /(text|number|decimal|instant|day)$/.test(type) ? `${type}s` : type;
}
