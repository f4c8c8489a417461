import { Decimal as DecimalJs } from 'decimal.js';
import { z } from 'zod';
import './meta.ts';

/** Avro's decimal(38,18): at most 20 digits before the point and 18 behind it. */
const DECIMAL_PRECISION = 38;
export const DECIMAL_SCALE = 18;
const MAX_INTEGER_DIGITS = DECIMAL_PRECISION - DECIMAL_SCALE;

/**
 * The exact decimal of every amount, price and quantity. A product of two decimal(38,18) has 76 digits, so
 * multiplication never rounds here. Prints plain digits, never an exponent, so JSON keeps a decimal string.
 */
export const Decimal: typeof DecimalJs = DecimalJs.clone({
  precision: 2 * DECIMAL_PRECISION,
  toExpNeg: -DECIMAL_SCALE - 1,
  toExpPos: 2 * DECIMAL_PRECISION,
});
export type Decimal = DecimalJs;

/** What a money field accepts: a JS number, a decimal string such as "45000.50", or a Decimal. */
export type MoneyInput = number | string | Decimal;

const DECIMAL_STRING = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?$/;

/** decimal.js takes a Decimal-like value apart by its documented properties; building one skips the text detour. */
const DECIMAL_TAG = '[object Decimal]';

/**
 * A Decimal from its base 10^7 words (decimal.js's documented `d`), most significant first, the last
 * `fractionWords` of them behind the point. Leading and trailing zero words are dropped.
 */
export function decimalFromWords(negative: boolean, words: number[], fractionWords: number): Decimal {
  let first = 0;
  while (first < words.length && words[first] === 0) first += 1;
  if (first === words.length) return new Decimal(0);
  let end = words.length;
  while (words[end - 1] === 0) end -= 1;
  const leading = words[first] as number;
  let digits = 1;
  for (let power = 10; power <= leading; power *= 10) digits += 1;
  const e = (words.length - fractionWords - first - 1) * 7 + digits - 1;
  const d = first === 0 && end === words.length ? words : words.slice(first, end);
  return new Decimal({ s: negative ? -1 : 1, e, d, toStringTag: DECIMAL_TAG } as unknown as Decimal);
}

/**
 * The shortest decimal that reads back as this double (45000.50 -> 45000.5).
 * Fast way for what markets send: m / 10^7 === value with m < 10^15 proves that m / 10^7 is that decimal, since
 * decimals of 15 digits have distinct doubles. All else goes through the text that JavaScript prints.
 */
function decimalFromNumber(value: number): Decimal {
  const magnitude = Math.abs(value);
  const scaled = Math.round(magnitude * 1e7);
  if (scaled < 1e15 && scaled / 1e7 === magnitude) {
    const high = Math.floor(scaled / 1e14);
    const rest = scaled - high * 1e14;
    const units = Math.floor(rest / 1e7);
    return decimalFromWords(value < 0, [high, units, rest - units * 1e7], 1);
  }
  return new Decimal(value);
}

function problemOf(value: Decimal): string | undefined {
  if (!value.isFinite()) return 'not a finite number';
  if (value.e >= MAX_INTEGER_DIGITS && !value.isZero()) return `${value.e + 1} integer digits`;
  const fractionDigits = value.decimalPlaces();
  if (fractionDigits > DECIMAL_SCALE) return `${fractionDigits} fraction digits`;
  return undefined;
}

function describe(found: unknown): string {
  if (typeof found === 'string') return JSON.stringify(found.length > 60 ? `${found.slice(0, 57)}...` : found);
  if (found === null || typeof found !== 'object') return String(found);
  return Decimal.isDecimal(found) ? found.toString() : Array.isArray(found) ? 'an array' : 'an object';
}

const EXPECTED = `expected a number or decimal string with at most ${MAX_INTEGER_DIGITS} integer and ${DECIMAL_SCALE} fraction digits`;

function refuse(found: unknown, why: string | undefined, context: z.core.$RefinementCtx): never {
  const found_ = why === undefined ? describe(found) : `${describe(found)} (${why})`;
  context.issues.push({ code: 'custom', input: found, message: `found ${found_}, ${EXPECTED}` });
  return z.NEVER;
}

/**
 * A money amount, price or quantity.
 * In: number, decimal string or Decimal. Out: a Decimal that fits Avro decimal(38,18) exactly; zero has no sign.
 * A number counts as its shortest decimal text. Refuses what doesn't fit, NaN and infinities: rounding is the
 * caller's decision, never the schema's.
 */
export const money = z
  .transform<MoneyInput, Decimal>((input, context) => {
    let value: Decimal;
    if (typeof input === 'number') value = decimalFromNumber(input);
    else if (typeof input === 'string' && DECIMAL_STRING.test(input)) value = new Decimal(input);
    else if (input instanceof Decimal) value = input;
    else if (Decimal.isDecimal(input)) value = new Decimal(input);
    else return refuse(input, undefined, context);
    const problem = problemOf(value);
    if (problem !== undefined) return refuse(input, problem, context);
    return value.isZero() && value.isNegative() ? new Decimal(0) : value;
  })
  .meta({
    avro: { type: 'bytes', logicalType: 'decimal', precision: DECIMAL_PRECISION, scale: DECIMAL_SCALE },
    example: '120.5',
  });
