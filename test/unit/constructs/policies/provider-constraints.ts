import constraints from './provider-constraints.json' with { type: 'json' };
import { valuesAt, type Json, type Resource } from '../stack-json.ts';

/**
 * What the provider refuses beyond types and missing fields. `provider-constraints.json` was gathered from the schemas
 * of provider 6.50.0 (ExactlyOneOf, AtLeastOneOf, ConflictsWith, RequiredWith, MaxItems) and completed from its
 * documentation (`when`); each type names the page to read. Fields are paths; lists on the way are looked through.
 */
interface Constraint {
  readonly documentation: string;
  readonly exactlyOneOf?: readonly Fields[];
  readonly atLeastOneOf?: readonly Fields[];
  /** Pairs of fields. */
  readonly conflicts?: readonly Fields[];
  /** A field to those that must come with it. */
  readonly requiredWith?: Readonly<Record<string, Fields>>;
  /** How many items a list may have. */
  readonly most?: Readonly<Record<string, number>>;
  readonly when?: readonly Condition[];
}

type Fields = readonly string[];

/** What holds where a field has a value; `*` is any. */
interface Condition {
  readonly field: string;
  readonly is: string;
  /** Of each group at least one. */
  readonly requires?: readonly Fields[];
  readonly refuses?: Fields;
}

const table = new Map(Object.entries(constraints as Readonly<Record<string, Constraint>>));

/** What in a resource the provider would refuse. A type that isn't in the table is a finding as well. */
export function refusals({ address, type, attributes }: Resource): string[] {
  const constraint = table.get(type);
  if (constraint === undefined) return [`${address}: found no entry for ${type} in provider-constraints.json`];
  const { exactlyOneOf = [], atLeastOneOf = [], conflicts = [], requiredWith = {}, most = {}, when = [] } = constraint;
  const found = [
    ...exactlyOneOf.flatMap((fields) => wrongCount(attributes, fields, 1, 1)),
    ...atLeastOneOf.flatMap((fields) => wrongCount(attributes, fields, 1, Infinity)),
    ...conflicts.filter((fields) => fields.every((field) => isSet(attributes, field))).map(together),
    ...Object.entries(requiredWith).flatMap(([field, others]) => withoutOthers(attributes, field, others)),
    ...Object.entries(most).flatMap(([field, limit]) => tooMany(attributes, field, limit)),
    ...when.flatMap((condition) => conditionalRefusals(attributes, condition)),
  ];
  return found.map((finding) => `${address}: ${finding} (${constraint.documentation})`);
}

function isSet(attributes: Json, field: string): boolean {
  return valuesAt(attributes, field).length > 0;
}

/** Within each block that all the fields are parts of; where there is no such block, nothing is wrong. */
function wrongCount(attributes: Json, fields: Fields, least: number, most: number): string[] {
  const parent = parentOf(fields);
  const blocks = parent === '' ? [attributes] : valuesAt(attributes, parent).flat();
  const relative = fields.map((field) => (parent === '' ? field : field.slice(parent.length + 1)));
  return blocks
    .map((block) => relative.filter((field) => isSet(block, field)))
    .filter(({ length }) => length < least || length > most)
    .map((set) => {
      const expected = most === 1 ? 'exactly one' : 'at least one';
      return `found ${set.join(' and ') || 'none'}, expected ${expected} of ${fields.join(', ')}`;
    });
}

function parentOf(fields: Fields): string {
  const [first = [], ...rest] = fields.map((field) => field.split('.').slice(0, -1));
  const shared = first.filter((_, index) =>
    rest.every((path) => first.slice(0, index + 1).join('.') === path.slice(0, index + 1).join('.')),
  );
  return shared.join('.');
}

function together(fields: Fields): string {
  return `found ${fields.join(' together with ')}, expected one of them at most`;
}

function withoutOthers(attributes: Json, field: string, others: Fields): string[] {
  if (!isSet(attributes, field)) return [];
  const missing = others.filter((other) => !isSet(attributes, other));
  return missing.map((other) => `found ${field} without ${other}`);
}

function tooMany(attributes: Json, field: string, limit: number): string[] {
  return valuesAt(attributes, field)
    .filter((value) => Array.isArray(value) && value.length > limit)
    .map((value) => `found ${String(value.length)} of ${field}, expected at most ${String(limit)}`);
}

function conditionalRefusals(attributes: Json, { field, is, requires = [], refuses = [] }: Condition): string[] {
  const applies = valuesAt(attributes, field).some((value) => is === '*' || String(value) === is);
  if (!applies) return [];
  const condition = is === '*' ? field : `${field} ${is}`;
  return [
    ...requires
      .filter((fields) => !fields.some((each) => isSet(attributes, each)))
      .map((fields) => `found none of ${fields.join(', ')}, expected one with ${condition}`),
    ...refuses
      .filter((each) => isSet(attributes, each))
      .map((each) => `found ${each}, expected none with ${condition}`),
  ];
}
