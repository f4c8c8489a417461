import type { Type } from 'avsc';
import { avroSchemaFor, recordNameOf, schemaFileText } from '../avro.ts';
import { eventDefinition, eventTypes } from '../catalogue.ts';
import type { EventType } from '../catalogue.ts';
import { parseSchema } from './avro-type.ts';
import { breaksBetween } from './breaks.ts';
import type { Break, ParsedVersion, SchemaVersion } from './breaks.ts';
import { compatibilityOf } from './level.ts';
import type { CompatibilityLevel } from './level.ts';

/** The schema of one event as it was published: all its versions, oldest first, and whether it still is. */
export interface PublishedSchema {
  readonly versions: readonly SchemaVersion[];
  readonly isCurrent: boolean;
  /** Of the event, `major.minor`; absent where none was published with it. */
  readonly version?: string | undefined;
}

/** What became of an event's schema since it was published. */
export interface CheckedSchema {
  /** Full name of the Avro record. */
  readonly record: string;
  readonly status: 'new' | 'unchanged' | 'compatible' | 'incompatible' | 'removed';
  /** Absent for one that is removed: nothing holds it to anything any more. */
  readonly level?: CompatibilityLevel;
  readonly breaks: readonly Break[];
  /** Versions before the current one that aren't Avro, and so count for nothing: no registry has ever taken them. */
  readonly unreadable: readonly string[];
  /** The version that was published with another schema and is still this event's: its change is told nowhere. */
  readonly untold?: string;
}

/**
 * Compares the schemas of this release with those that are published, each by the level of its domain.
 *
 * @param published by full record name
 * @throws InvalidSchemaError when the current version of a published schema isn't Avro
 */
export function checkSchemas(published: ReadonlyMap<string, PublishedSchema>): readonly CheckedSchema[] {
  const checked = eventTypes.map((type) => checkedSchema(type, published.get(recordNameOf(type))));
  const known = new Set(checked.map(({ record }) => record));
  const removed = [...published].filter(([record, { isCurrent }]) => isCurrent && !known.has(record));
  return [
    ...checked,
    ...removed.map(([record]) => ({ record, status: 'removed' as const, breaks: [], unreadable: [] })),
  ];
}

function checkedSchema(type: EventType, published: PublishedSchema | undefined): CheckedSchema {
  const about = { record: recordNameOf(type), level: compatibilityOf(type) };
  if (published === undefined) return { ...about, status: 'new', breaks: [], unreadable: [] };
  const schema = avroSchemaFor(type);
  const current = published.isCurrent ? published.versions.at(-1) : undefined;
  if (current?.schema === schemaFileText(schema)) return { ...about, status: 'unchanged', breaks: [], unreadable: [] };
  const readable: ParsedVersion[] = [];
  const unreadable: string[] = [];
  for (const version of published.versions) {
    const { name } = version;
    const place = `${about.record}, ${name}`;
    const parsed = version === current ? parseSchema(version.schema, place) : parsedIfAvro(version.schema, place);
    if (parsed === undefined) unreadable.push(name);
    else readable.push({ name, type: parsed });
  }
  const proposed = parseSchema(JSON.stringify(schema), about.record);
  const breaks = breaksBetween(proposed, readable, about.level);
  const status = breaks.length > 0 ? 'incompatible' : 'compatible';
  const { version } = eventDefinition(type);
  return { ...about, status, breaks, unreadable, ...(version === published.version ? { untold: version } : {}) };
}

function parsedIfAvro(schema: string, place: string): Type | undefined {
  try {
    return parseSchema(schema, place);
  } catch {
    return undefined; // told in the result
  }
}
