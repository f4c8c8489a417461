import type { z } from 'zod';
import { eventDefinition, eventTypes } from './catalogue.ts';
import type { EventType } from './catalogue.ts';
import type { Domain } from './definition.ts';
import { eventMetadata } from './envelope.ts';
import { metaOf } from './meta.ts';
import type { AvroField, AvroRecord, AvroSchema } from './meta.ts';

const ROOT_NAMESPACE = 'com.alphintra.events';

function pascal(text: string): string {
  return text.replace(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** `com.alphintra.events.marketdata`: a hyphen is not allowed in an Avro name, so it goes. */
function namespaceOf(domain: Domain): string {
  return `${ROOT_NAMESPACE}.${domain.replaceAll('-', '')}`;
}

/** Full name of the Avro record of an event, such as `com.alphintra.events.marketdata.MarketDataTick`. */
export function recordNameOf(type: EventType): string {
  return `${namespaceOf(eventDefinition(type).domain)}.${pascal(type)}`;
}

function unionOf(options: readonly AvroSchema[]): AvroSchema {
  const distinct = new Map(options.map((option) => [JSON.stringify(option), option]));
  return distinct.size === 1 ? (options[0] as AvroSchema) : [...distinct.values()];
}

/** Every type of value in an open map, as one Avro type: named branches first seen first. */
function mapValues(schemas: readonly z.core.$ZodType[], path: string): AvroSchema {
  const options = schemas.flatMap((schema) => {
    const avro = avroTypeOf(schema, path);
    return Array.isArray(avro) ? avro : [avro];
  });
  // In an open map a whole number is a number like any other and an instant keeps its canonical text: one branch per
  // kind of value, or readers could not tell them apart.
  const plain = options.map((option) => {
    if (option === 'long') return 'double';
    return typeof option === 'object' && !Array.isArray(option) && option.type === 'long' ? 'string' : option;
  });
  const order = ['double', 'string', 'boolean'];
  for (const option of plain) {
    if (typeof option !== 'string' || !order.includes(option)) {
      throw new TypeError(
        `${path}: found ${JSON.stringify(option)} in an open map, expected a number, text or a boolean`,
      );
    }
  }
  return unionOf(order.filter((option) => plain.includes(option)));
}

function recordOf(schema: z.core.$ZodObject, name: string, namespace?: string, doc?: string): AvroRecord {
  const fields = Object.entries(schema._zod.def.shape).map(([field, type]) => avroFieldOf(field, type, name));
  return {
    type: 'record',
    name,
    ...(namespace === undefined ? {} : { namespace }),
    ...(doc === undefined ? {} : { doc }),
    fields,
  };
}

function avroTypeOf(schema: z.core.$ZodType, path: string): AvroSchema {
  const fixed = metaOf(schema).avro;
  if (fixed !== undefined) return fixed;
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'string':
      return 'format' in def && def.format === 'uuid' ? { type: 'string', logicalType: 'uuid' } : 'string';
    case 'number':
      return 'format' in def && def.format === 'safeint' ? 'long' : 'double';
    case 'boolean':
      return 'boolean';
    case 'literal':
      return 'string';
    case 'enum':
      return { type: 'enum', name: path, symbols: Object.values(def.entries).map(String) };
    case 'array':
      return { type: 'array', items: avroTypeOf(def.element, `${path}Item`) };
    case 'record':
      return { type: 'map', values: avroTypeOf(def.valueType, `${path}Value`) };
    case 'union':
      return unionOf(def.options.map((option) => avroTypeOf(option, path)));
    case 'optional':
      return avroTypeOf(def.innerType, path);
    case 'object': {
      const open = def.catchall !== undefined && def.catchall._zod.def.type !== 'never';
      if (open)
        return { type: 'map', values: mapValues([...Object.values(def.shape), def.catchall as z.core.$ZodType], path) };
      return recordOf(schema as z.core.$ZodObject, path);
    }
    default:
      throw new TypeError(
        `${path}: found zod type "${def.type}", which has no Avro form; expected a plain type or meta({ avro })`,
      );
  }
}

/** Takes `optional(...)` apart: the type inside, whether it may be null, and what all layers say about it. */
function unwrap(schema: z.core.$ZodType): {
  inner: z.core.$ZodType;
  nullable: boolean;
  confidential: boolean;
  doc?: string;
} {
  const meta = metaOf(schema);
  const own = {
    confidential: meta.confidential === true,
    ...(meta.description === undefined ? {} : { doc: meta.description }),
  };
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if (def.type !== 'default' && def.type !== 'nullable') return { inner: schema, nullable: false, ...own };
  const below = unwrap(def.innerType);
  return {
    ...below,
    ...own,
    nullable: below.nullable || def.type === 'nullable',
    confidential: below.confidential || own.confidential,
  };
}

function avroFieldOf(name: string, schema: z.core.$ZodType, owner: string): AvroField {
  const { inner, nullable, confidential, doc } = unwrap(schema);
  const type = avroTypeOf(inner, `${owner}${pascal(name)}`);
  return {
    name,
    type: nullable ? ['null', ...(Array.isArray(type) ? type : [type])] : type,
    ...(doc === undefined ? {} : { doc }),
    ...(nullable ? { default: null } : {}),
    ...(confidential ? { confidential: true } : {}),
  };
}

/**
 * The Avro schema of an event: one record of the envelope's fields and its payload as a record of its own.
 * Derived from zod alone, so equal input gives equal text. Self-contained: no references to other subjects.
 */
export function avroSchemaFor(type: EventType): AvroRecord {
  const { payload, event, domain, doc } = eventDefinition(type);
  const name = pascal(type);
  const namespace = namespaceOf(domain);
  const shape = (event as unknown as z.core.$ZodObject)._zod.def.shape;
  const fields = Object.entries(shape).map(([field, schema]): AvroField => {
    if (field === 'payload') return { name: field, type: recordOf(payload, `${name}Payload`) };
    if (field === 'metadata') return { name: field, type: recordOf(eventMetadata, 'EventMetadata', ROOT_NAMESPACE) };
    return avroFieldOf(field, schema, name);
  });
  return { type: 'record', name, namespace, doc, fields };
}

/** A schema as its committed file has it. */
export function schemaFileText(schema: AvroRecord): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}

/** The versions of all events as their committed file has them, by full record name. */
export function versionsFileText(): string {
  const versions = eventTypes.map((type) => [recordNameOf(type), eventDefinition(type).version] as const);
  return `${JSON.stringify(Object.fromEntries(versions), null, 2)}\n`;
}

/** The registry subject of an event in a topic by Confluent's TopicRecordNameStrategy: `<topic>-<full record name>`. */
export function subjectFor(topic: string, type: EventType): string {
  return `${topic}-${recordNameOf(type)}`;
}
