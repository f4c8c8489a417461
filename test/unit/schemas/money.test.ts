import fc from 'fast-check';
import { decimalFromBytes, decimalToBytes } from '../../../schemas/decimal-bytes.ts';
import { Decimal, money } from '../../../schemas/index.ts';
import { anyDecimal } from './event-arbitrary.ts';

test.each([
  [45000.5, '45000.5'],
  ['45000.50', '45000.5'],
  [0.1 + 0.2, '0.30000000000000004'],
  [1e-18, '0.000000000000000001'],
  ['1E-7', '0.0000001'],
  [-0, '0'],
  ['-0.00', '0'],
  [99999999.9999999, '99999999.9999999'],
  [123456789012345680000, undefined],
  ['99999999999999999999.999999999999999999', '99999999999999999999.999999999999999999'],
])('reads %p as exactly %s', (input, expected) => {
  const result = money.safeParse(input);
  expect(result.success ? result.data.toString() : undefined).toBe(expected);
});

test.each([
  [Number.NaN, 'found NaN'],
  [Infinity, 'found Infinity'],
  [1e-19, 'found 1e-19 (19 fraction digits)'],
  ['0.1234567890123456789', '(19 fraction digits)'],
  ['100000000000000000000', '(21 integer digits)'],
  [1e20, 'found 100000000000000000000 (21 integer digits)'],
  ['', 'found ""'],
  ['12,5', 'found "12,5"'],
  ['0x10', 'found "0x10"'],
  ['Infinity', 'found "Infinity"'],
  [null, 'found null'],
  [undefined, 'found undefined'],
  [{}, 'found an object'],
])('refuses %p and says what was found and expected', (input, found) => {
  const { error } = money.safeParse(input);
  expect(error?.issues[0]?.message).toContain(found);
  expect(error?.issues[0]?.message).toContain('expected a number or decimal string with at most 20 integer and 18');
});

test('reads a number as its shortest decimal text', () => {
  const number = fc.oneof(
    fc.double({ min: -1e19, max: 1e19, noNaN: true }),
    fc.tuple(fc.maxSafeInteger(), fc.integer({ min: 0, max: 9 })).map(([digits, places]) => digits / 10 ** places),
  );
  fc.assert(
    fc.property(number, (value) => {
      const plain = new Decimal(String(value));
      const expected = plain.isZero() ? '0' : plain.toString();
      const result = money.safeParse(value);
      const read = result.success ? result.data.toString() : 'refused';
      expect(read).toBe(plain.decimalPlaces() <= 18 ? expected : 'refused');
    }),
    { numRuns: 2000 },
  );
});

/** Two's complement by BigInt: the slow and obvious way. */
function reference(value: Decimal): Buffer {
  const unscaled = BigInt(value.times('1e18').toFixed(0));
  let size = 1;
  while (BigInt.asIntN(size * 8, unscaled) !== unscaled) size += 1;
  const hex = BigInt.asUintN(size * 8, unscaled).toString(16);
  return Buffer.from(hex.padStart(size * 2, '0'), 'hex');
}

test('writes the shortest two’s complement and reads it back, over all of decimal(38,18)', () => {
  const nearBytes = fc
    .tuple(fc.integer({ min: 0, max: 125 }), fc.integer({ min: -2, max: 2 }), fc.boolean())
    .map(([bits, off, minus]) => new Decimal(`${String((2n ** BigInt(bits) + BigInt(off)) * (minus ? -1n : 1n))}e-18`));
  fc.assert(
    fc.property(fc.oneof(anyDecimal, nearBytes), (value) => {
      const bytes = decimalToBytes(value);
      expect(bytes.toString('hex')).toBe(reference(value).toString('hex'));
      expect(decimalFromBytes(bytes).toString()).toBe(value.toString());
    }),
    { numRuns: 2000 },
  );
});

test('computes with what it reads like with any other decimal', () => {
  fc.assert(
    fc.property(anyDecimal, anyDecimal, (a, b) => {
      const sum = decimalFromBytes(decimalToBytes(a)).plus(decimalFromBytes(decimalToBytes(b)));
      expect(sum.toString()).toBe(new Decimal(a.toString()).plus(new Decimal(b.toString())).toString());
    }),
  );
});

test('refuses more bytes than decimal(38,18) has', () => {
  expect(() => decimalFromBytes(Buffer.alloc(17, 1))).toThrow('found a decimal of 17 bytes, expected at most 16');
});
