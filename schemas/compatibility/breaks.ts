import type { Type } from 'avsc';
import { adviceOn } from './advice.ts';
import { parseSchema } from './avro-type.ts';
import { demandsOf } from './level.ts';
import type { CompatibilityLevel } from './level.ts';
import { mismatches } from './resolution.ts';
import type { Mismatch } from './resolution.ts';

/** A version of a schema that counts. */
export interface SchemaVersion {
  /** What to call it: `version 3`, or a commit. */
  readonly name: string;
  /** Avro, JSON text. */
  readonly schema: string;
}

/** A reader that couldn't read, if a new version of a schema were used. */
export interface Break extends Mismatch {
  /** The earlier version on the other side. */
  readonly version: string;
  /** Whose reader breaks: `new` can't read what the earlier version wrote, `old` can't read what the new one writes. */
  readonly reader: 'new' | 'old';
  /** How to have the change compatibly. */
  readonly advice: string;
}

/**
 * What a new version of a schema breaks, by the level that it is held to; nothing when it may be used.
 *
 * @param proposed the new version, JSON text
 * @param earlier all versions before it, oldest first
 * @param subject what to call the schema in an error
 * @throws InvalidSchemaError naming the version that isn't Avro
 */
export function breaksOf(
  proposed: string,
  earlier: readonly SchemaVersion[],
  level: CompatibilityLevel,
  subject = 'schema',
): readonly Break[] {
  const { transitive } = demandsOf(level);
  return breaksBetween(
    parseSchema(proposed, `${subject}, new version`),
    (transitive ? earlier : earlier.slice(-1)).map(({ name, schema }) => ({
      name,
      type: parseSchema(schema, `${subject}, ${name}`),
    })),
    level,
  );
}

/** A version of a schema, parsed. */
export interface ParsedVersion {
  readonly name: string;
  readonly type: Type;
}

/** The same of parsed schemas: parsing takes most of the time. */
export function breaksBetween(
  proposed: Type,
  earlier: readonly ParsedVersion[],
  level: CompatibilityLevel,
): readonly Break[] {
  const { backward, forward, transitive } = demandsOf(level);
  return (transitive ? earlier : earlier.slice(-1)).flatMap(({ name, type }) => {
    const told = (reader: 'new' | 'old', found: readonly Mismatch[]): readonly Break[] =>
      found.map((one) => ({ ...one, version: name, reader, advice: adviceOn(one, reader) }));
    return [
      ...(backward ? told('new', mismatches(proposed, type)) : []),
      ...(forward ? told('old', mismatches(type, proposed)) : []),
    ];
  });
}

/** Whether the registry refuses for this reason too. It doesn't look at what bytes mean; our readers do. */
export function isRefusedByRegistry({ kind }: Break): boolean {
  return kind !== 'logical-type';
}

/** A break in a sentence: which reader fails where, and what to do. */
export function breakInWords({ path, version, reader, found, expected, advice }: Break): string {
  const place = path === '' ? 'the event' : path;
  const who =
    reader === 'new'
      ? `the new version can't read what ${version} wrote`
      : `readers of ${version} can't read what the new version writes`;
  return `${place}: ${who}: found ${found}, expected ${expected}; ${advice}`;
}
