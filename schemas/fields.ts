import { z } from 'zod';
import './meta.ts';

/** An identifier given by another system: opaque, not empty. */
export const id = z.string().min(1);

/** A trading pair or instrument, such as `BTC/USD`. */
export const symbol = text('BTC/USD');

/** Text that is never empty; the example shows what to expect in it. */
export function text(example: string) {
  return z.string().min(1).meta({ example });
}

/** Text that may be empty, as people write it. */
export function prose(example: string) {
  return z.string().meta({ example });
}

/** A span of time as the seed writes it: `45s`, `250ms`, `2h`. */
export const duration = z
  .string()
  .regex(/^\d+(?:\.\d+)?(?:ms|s|m|h|d)$/, 'expected a duration such as 250ms, 45s or 2h')
  .meta({ example: '45s' });

/** The largest whole number that avsc reads back as an exact JavaScript number. */
const MAX_COUNT = Number.MAX_SAFE_INTEGER - 1;

/** How many of something; 0 or more. */
export const count = z.int().nonnegative().max(MAX_COUNT);

/** The first is 1. */
export const ordinal = z.int().positive().max(MAX_COUNT);

/** A part of a whole: 0 to 1. */
export const ratio = z.number().min(0).max(1).meta({ example: 0.65 });

/** 0 to 100. */
export const percent = z.number().min(0).max(100).meta({ example: 40 });

/** A candle or aggregation window. */
export const timeframe = growing(['1s', '1m', '5m', '15m', '30m', '1h', '4h', '1d', '1w', '1mo']);

/** What an open map holds: what JSON and Avro's union of double, string and boolean both can say. */
export const scalar = z.union([z.number(), z.string(), z.boolean()]);

/** A field that may be missing. Missing and null mean the same, and a parsed event always spells it null. */
export function optional<S extends z.ZodType>(schema: S): z.ZodDefault<z.ZodNullable<S>> {
  return schema.nullable().default(null as never);
}

/**
 * A vocabulary that grows with the product. Producers may send only these words; in Avro it is a string, so a new
 * word is no schema change and an old consumer still reads it. Closed vocabularies use `z.enum`, an Avro enum.
 */
export function growing<const V extends readonly [string, ...string[]]>(values: V) {
  return z.enum(values).meta({ avro: 'string' });
}

/**
 * An open map with some well-known keys: those are checked by their own type, any other holds a scalar.
 * In Avro one map of double, string and boolean, so that a new key is no schema change.
 */
export function openMap<const S extends Record<string, z.ZodType>>(known: S) {
  return z.object(known).catchall(scalar);
}
