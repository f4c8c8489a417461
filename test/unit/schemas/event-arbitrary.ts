import fc from 'fast-check';
import { z } from 'zod';
import { Decimal, eventDefinition, money } from '../../../schemas/index.ts';
import type { EventOf, EventType } from '../../../schemas/index.ts';
import { calendarDate, timestamp } from '../../../schemas/timestamp.ts';

/** Every decimal(38,18): any unscaled integer of up to 38 digits, over 10^18. */
export const anyDecimal = fc
  .bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n })
  .map((unscaled) => new Decimal(`${String(unscaled)}e-18`));

const anyInstant = fc
  .date({ min: new Date('0000-01-01T00:00:00.000Z'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true })
  .map((date) => date.toISOString());

const arbitraries = new Map<unknown, fc.Arbitrary<unknown>>([
  [z.globalRegistry.get(money)?.avro, anyDecimal],
  [z.globalRegistry.get(timestamp)?.avro, anyInstant],
  [z.globalRegistry.get(calendarDate)?.avro, anyInstant.map((instant) => instant.slice(0, 10))],
]);

/** No sign on zero: a long in Avro has none, and JSON drops it from a double. */
const unsignedZero = (value: number): number => (value === 0 ? 0 : value);
const anyKey = fc.string({ minLength: 1 }).filter((key) => !(key in {}));

/** The parts of zod's checks that bound a value. */
interface Bounds {
  readonly check: string;
  readonly value?: number;
  readonly inclusive?: boolean;
  readonly pattern?: RegExp;
}

function boundsOf(schema: z.core.$ZodType): Bounds[] {
  const { checks = [] } = schema._zod.def;
  return checks.map((check) => check._zod.def as unknown as Bounds);
}

function numbers(schema: z.core.$ZodNumber): fc.Arbitrary<number> {
  let min = -Number.MAX_SAFE_INTEGER;
  let max = Number.MAX_SAFE_INTEGER;
  for (const { check, value = 0, inclusive } of boundsOf(schema)) {
    if (check === 'greater_than') min = inclusive === true ? value : value + 1;
    if (check === 'less_than') max = value;
  }
  const whole = 'format' in schema._zod.def && schema._zod.def.format === 'safeint';
  return (whole ? fc.integer({ min, max }) : fc.double({ min, max, noNaN: true }))
    .filter((value) => value >= min && value <= max)
    .map(unsignedZero);
}

function texts(schema: z.core.$ZodString): fc.Arbitrary<string> {
  if ('format' in schema._zod.def && schema._zod.def.format === 'uuid') return fc.uuid();
  const pattern = boundsOf(schema).find((bounds) => bounds.pattern !== undefined)?.pattern;
  return pattern === undefined ? fc.string({ minLength: 1, unit: 'grapheme' }) : fc.stringMatching(pattern);
}

function arbitraryFor(schema: z.core.$ZodType): fc.Arbitrary<unknown> {
  const known = arbitraries.get(z.globalRegistry.get(schema)?.avro);
  if (known !== undefined && z.globalRegistry.get(schema)?.avro !== undefined) return known;
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'string':
      return texts(schema as z.core.$ZodString);
    case 'number':
      return numbers(schema as z.core.$ZodNumber);
    case 'boolean':
      return fc.boolean();
    case 'literal':
      return fc.constantFrom(...def.values);
    case 'enum':
      return fc.constantFrom(...Object.values(def.entries));
    case 'array':
      return fc.array(arbitraryFor(def.element), { maxLength: 4 });
    case 'record':
      return fc.dictionary(anyKey, arbitraryFor(def.valueType), { maxKeys: 4, noNullPrototype: true });
    case 'union':
      return fc.oneof(...def.options.map(arbitraryFor));
    case 'optional':
    case 'default':
      return arbitraryFor(def.innerType);
    case 'nullable':
      return fc.option(arbitraryFor(def.innerType));
    case 'object': {
      const fields = fc.record(
        Object.fromEntries(Object.entries(def.shape).map(([name, field]) => [name, arbitraryFor(field)])),
        { noNullPrototype: true },
      );
      if (def.catchall === undefined || def.catchall._zod.def.type === 'never') return fields;
      const names = new Set(Object.keys(def.shape));
      const more = fc.dictionary(
        anyKey.filter((key) => !names.has(key)),
        arbitraryFor(def.catchall),
        {
          maxKeys: 4,
          noNullPrototype: true,
        },
      );
      return fc.tuple(fc.subarray([...names]), fields, more).map(([kept, values, others]) => ({
        ...Object.fromEntries(kept.map((name) => [name, (values as Record<string, unknown>)[name]])),
        ...others,
      }));
    }
    default:
      throw new TypeError(`found zod type "${def.type}", expected one with an arbitrary; add it here`);
  }
}

/** Any valid event of a type, in its parsed form, derived from the definition alone. */
export function anyEvent<T extends EventType>(type: T): fc.Arbitrary<EventOf<T>> {
  return arbitraryFor(eventDefinition(type).event) as fc.Arbitrary<EventOf<T>>;
}
