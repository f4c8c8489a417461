import type { z } from 'zod';
import { metaOf } from './meta.ts';

/** Names tell units; the first that fits counts. */
const byName: readonly (readonly [RegExp, string])[] = [
  [/Percent/, '%'],
  [/Ms$/, 'ms'],
  [/Seconds$/, 's'],
  [/Bytes$/, 'bytes'],
  [/(Ratio|Rate|Return|Drawdown)$|^confidence$/, 'ratio: 1 is 100 %'],
];

function isMoney(schema: z.core.$ZodType): boolean {
  const { avro } = metaOf(schema);
  return typeof avro === 'object' && 'logicalType' in avro && avro.logicalType === 'decimal';
}

/**
 * The unit of a field, from its name and, for an amount, from the fields beside it.
 * @param schema the field's type without `optional`
 * @param siblings names of the fields of the same record
 * @returns such as `ms` or `currency`; undefined where a name tells none, as for ids, words and counts
 */
export function unitOf(name: string, schema: z.core.$ZodType, siblings: readonly string[]): string | undefined {
  if (isMoney(schema)) {
    if (/quantity|volume/i.test(name)) return 'units of the instrument';
    if (/fee$/i.test(name) && siblings.includes('feeCurrency')) return '`feeCurrency`';
    if (siblings.includes('currency')) return '`currency`';
    return siblings.includes('symbol') ? 'quote currency of `symbol`' : undefined;
  }
  const { type } = (schema as z.core.$ZodTypes)._zod.def;
  return type === 'number' ? byName.find(([pattern]) => pattern.test(name))?.[1] : undefined;
}
