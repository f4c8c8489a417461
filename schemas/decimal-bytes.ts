import { DECIMAL_SCALE, decimalFromWords } from './money.ts';
import type { Decimal } from './money.ts';

/*
 * Avro writes a decimal as the two's complement of value * 10^18, most significant byte first. decimal.js holds
 * words of base 10^7. Both ways go over six limbs of 24 bits: a limb times 10^7 stays below 2^53, so plain numbers
 * are exact and no text or BigInt is made. 144 bits hold the largest value, 10^38 * 1000 (see `decimalFromBytes`).
 */
const LIMBS = 6;
const LIMB = 2 ** 24;
const WORD = 1e7;
/** Words behind the point: 3 * 7 = 21 digits, three more than the scale. */
const FRACTION_WORDS = 3;
const SPARE = 10 ** (FRACTION_WORDS * 7 - DECIMAL_SCALE);

const limbs = new Float64Array(LIMBS);

/** limbs = limbs * factor + addend; returns how many limbs are in use. */
function multiplyAdd(factor: number, addend: number, used: number): number {
  let carry = addend;
  for (let i = 0; i < used; i += 1) {
    const product = (limbs[i] as number) * factor + carry;
    carry = Math.floor(product / LIMB);
    limbs[i] = product - carry * LIMB;
  }
  if (carry === 0) return used;
  limbs[used] = carry;
  return used + 1;
}

/** The Avro bytes of a Decimal that fits decimal(38,18), as `money` gives it: 1 to 16 bytes, no more than needed. */
export function decimalToBytes(value: Decimal): Buffer {
  const { d: words, e, s: sign } = value;
  const first = Math.floor(e / 7);
  let used = 0;
  for (let power = first; power >= -FRACTION_WORDS; power -= 1) {
    const word = words[first - power] ?? 0;
    used = power > -FRACTION_WORDS ? multiplyAdd(WORD, word, used) : multiplyAdd(WORD / SPARE, word / SPARE, used);
  }
  if (used === 0) return Buffer.alloc(1);

  if (sign < 0) {
    let borrow = 1;
    for (let i = 0; i < used; i += 1) {
      const complement = LIMB - 1 - (limbs[i] as number) + borrow;
      borrow = complement === LIMB ? 1 : 0;
      limbs[i] = complement % LIMB;
    }
  }
  const fill = sign < 0 ? 0xff : 0;
  const top = limbs[used - 1] as number;
  // The bytes of the top limb that only repeat the sign go; one more byte comes where the sign bit says otherwise.
  let size = used * 3;
  let leading = top >>> 16;
  if (leading === fill) {
    size -= 1;
    leading = (top >>> 8) & 0xff;
    if (leading === fill) {
      size -= 1;
      leading = top & 0xff;
    }
  }
  if ((leading ^ fill) & 0x80) size += 1;

  const bytes = Buffer.allocUnsafe(size);
  for (let i = 0, at = size - 1; at >= 0; i += 1) {
    const limb = i < used ? (limbs[i] as number) : sign < 0 ? LIMB - 1 : 0;
    bytes[at--] = limb & 0xff;
    if (at >= 0) bytes[at--] = (limb >>> 8) & 0xff;
    if (at >= 0) bytes[at--] = limb >>> 16;
  }
  return bytes;
}

/** The Decimal of Avro bytes with scale 18. Throws a RangeError for more bytes than decimal(38,18) needs. */
export function decimalFromBytes(bytes: Uint8Array): Decimal {
  const size = bytes.length;
  if (size > 16) throw new RangeError(`found a decimal of ${size} bytes, expected at most 16`);
  const negative = size > 0 && (bytes[0] as number) >= 0x80;

  let used = 0;
  let borrow = negative ? 1 : 0;
  const flip = negative ? 0xff : 0;
  for (let at = size - 1; at >= 0; at -= 3) {
    const low = (bytes[at] as number) ^ flip;
    const middle = at > 0 ? (bytes[at - 1] as number) ^ flip : 0;
    const high = at > 1 ? (bytes[at - 2] as number) ^ flip : 0;
    const limb = (high << 16) + (middle << 8) + low + borrow;
    borrow = limb === LIMB ? 1 : 0;
    limbs[used++] = limb % LIMB;
  }
  if (borrow === 1) limbs[used++] = 1;

  // Times 1000 makes 21 fraction digits, three whole words, so that repeated division by 10^7 gives decimal.js's words.
  used = multiplyAdd(SPARE, 0, used);
  const words: number[] = [];
  while (used > 0) {
    let rest = 0;
    for (let i = used - 1; i >= 0; i -= 1) {
      const dividend = rest * LIMB + (limbs[i] as number);
      const quotient = Math.floor(dividend / WORD);
      rest = dividend - quotient * WORD;
      limbs[i] = quotient;
    }
    words.push(rest);
    while (used > 0 && limbs[used - 1] === 0) used -= 1;
  }
  while (words.length < FRACTION_WORDS) words.push(0);
  return decimalFromWords(negative, words.reverse(), FRACTION_WORDS);
}
