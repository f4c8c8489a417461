import { z } from 'zod';
import './meta.ts';

const INSTANT = z.regexes.datetime({ offset: true });
const FRACTION = /\.(\d+)/;
const CANONICAL_LENGTH = '2024-01-01T10:00:00.000Z'.length;
const EXPECTED =
  'expected an ISO-8601 instant with a zone and at most milliseconds, such as "2024-01-01T10:00:00.000Z"';

function refuse(input: unknown, why: string, context: z.core.$RefinementCtx): never {
  const found = typeof input === 'string' ? JSON.stringify(input) : String(input);
  context.issues.push({ code: 'custom', input, message: `found ${found}${why}, ${EXPECTED}` });
  return z.NEVER;
}

/**
 * An instant. In: an ISO-8601 string with `Z` or an offset. Out: the same instant in the one form
 * `YYYY-MM-DDTHH:MM:SS.sssZ`, so that text and Avro's timestamp-millis are the same value.
 * Refuses digits below a millisecond (they would be lost), dates that don't exist, and local times.
 */
export const timestamp = z
  .transform<string, string>((input, context) => {
    if (typeof input !== 'string' || !INSTANT.test(input)) return refuse(input, '', context);
    if (input.length === CANONICAL_LENGTH && input.charCodeAt(19) === 46 && input.charCodeAt(23) === 90) return input;
    const fraction = FRACTION.exec(input)?.[1] ?? '';
    if (/[1-9]/.test(fraction.slice(3))) return refuse(input, ` (${fraction.length} fraction digits)`, context);
    const canonical = new Date(input).toISOString();
    return canonical.length === CANONICAL_LENGTH ? canonical : refuse(input, ' (outside years 0000-9999)', context);
  })
  .meta({ avro: { type: 'long', logicalType: 'timestamp-millis' }, example: '2024-01-01T10:00:00.000Z' });

/** A calendar day, `YYYY-MM-DD`; Avro's `date`. */
export const calendarDate = z.iso.date().meta({ avro: { type: 'int', logicalType: 'date' }, example: '2024-01-01' });
