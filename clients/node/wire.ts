import { UnframedRecordError } from './errors.ts';

/** The header that says which producer sent a record and as its how many-th: `<instance>/<sequence>`. */
export const originHeader = 'origin';

/**
 * What a batch, or a single value, may hold before compression. A batch counts as one message for the brokers'
 * `message.max.bytes` of 1,048,588; the rest is room for key, headers and the batch's own head.
 */
export const maxBatchBytes = 1_000_000;

/** Confluent's wire format: a zero byte, the schema's id as a big-endian int32, then the body. */
const magicByte = 0;
const headBytes = 5;

/** Puts the id of its schema before an encoded body. */
export function frame(schemaId: number, body: Buffer): Buffer {
  // Every byte is written below, so the pool's old content never shows.
  const framed = Buffer.allocUnsafe(headBytes + body.length);
  framed[0] = magicByte;
  framed.writeInt32BE(schemaId, 1);
  framed.set(body, headBytes);
  return framed;
}

/**
 * Takes a record's value apart; the body shares the value's memory.
 * @throws UnframedRecordError
 */
export function unframe(value: Buffer | null): { schemaId: number; body: Buffer } {
  if (value === null) throw new UnframedRecordError('a tombstone (no value)');
  if (value.length <= headBytes) throw new UnframedRecordError(`${value.length} bytes`);
  if (value[0] !== magicByte) throw new UnframedRecordError(`the first byte ${value[0] ?? 'missing'}`);
  return { schemaId: value.readInt32BE(1), body: value.subarray(headBytes) };
}
