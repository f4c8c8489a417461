import { z } from 'zod';
import { count, growing, id, optional, percent, scalar, text } from './fields.ts';
import { money } from './money.ts';
import { calendarDate } from './timestamp.ts';

/** Fields that belong together and come in several events. An event spreads a group of fields or takes a type. */

/** The two sides of a trade: closed for good, so an Avro enum. */
export const side = z.enum(['BUY', 'SELL']);

/** How an order is to be filled. */
export const orderType = growing(['MARKET', 'LIMIT', 'STOP', 'STOP_LIMIT']);

/** How long an order stands. */
export const timeInForce = growing(['GTC', 'IOC', 'FOK', 'DAY']);

/** Of one unit of the instrument, in the quote currency of its symbol. */
export const price = money.meta({ example: '45000.5' });

/** Of an instrument, in its own units. */
export const quantity = money.meta({ example: '0.1' });

/** What a broker or the platform takes. */
export const fee = money.meta({ example: '4.5' });

export const severity = growing(['LOW', 'MEDIUM', 'HIGH', 'CRITICAL']);

/** The currency of the amounts beside it. */
export const currency = z
  .string()
  .regex(/^[A-Z]{3,5}$/, 'expected a currency code such as USD')
  .meta({ example: 'USD' });

/** Days, the first and the last included. */
export const period = z.strictObject({
  start: calendarDate.meta({ example: '2023-01-01' }),
  end: calendarDate.meta({ example: '2023-12-31' }),
});

/** Settings by name: of a strategy, of a training run. */
export const parameters = z.record(z.string(), scalar).meta({ example: { window: 20, threshold: 1.5 } });

/** Measures by name. */
export const metrics = z.record(z.string(), z.number()).meta({ example: { accuracy: 0.61, loss: 0.42 } });

export const sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits')
  .meta({ example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08' });

/** How a user is reached. */
export const channel = growing(['EMAIL', 'SMS', 'PUSH', 'IN_APP', 'WEBHOOK']);

/** Whose strategy it is about. */
export const strategyOfUser = { strategyId: id, userId: id };

/** How far a long job has come. */
export const progress = {
  progressPercent: percent,
  elapsedSeconds: count,
  remainingSeconds: optional(count).describe('Estimate; none as long as nothing is known'),
};

/** Why something failed; code and message are examples. */
export function failure(code: string, message: string) {
  return {
    errorCode: text(code).describe('For programs; words may be added'),
    errorMessage: text(message).describe('For people'),
    retryable: z.boolean().describe('Whether the same may succeed when tried again'),
  };
}

/** A file that was written for somebody to fetch. */
export const storedFile = {
  uri: text('gs://alphintra/files/123').describe('Where it lies; reading it takes rights, the address holds none'),
  sha256,
  sizeBytes: count,
};
