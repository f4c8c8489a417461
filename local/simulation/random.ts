import { createHash } from 'node:crypto';
import { uniformFloat32 } from 'pure-rand/distribution/uniformFloat32';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/** Choices that look random and are the same for the same seed. */
export interface Random {
  /** In [0, 1). */
  fraction(): number;
  /** A whole number from `from` to `to`, both included. */
  whole(from: number, to: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  /** One of a list that isn't empty. */
  pick<T>(list: readonly T[]): T;
  /** A number between two, rounded to `digits` after the point. */
  between(from: number, to: number, digits: number): number;
  /** A UUID in the layout of version 4. */
  uuid(): string;
  /** `digits` hexadecimal digits. */
  hex(digits: number): string;
}

/** All 128 bits of the generator's state come from the seed, so two seeds share no identifier. */
export function createRandom(seed: string): Random {
  const digest = createHash('sha256').update(seed).digest();
  const generator = xoroshiro128plusFromState([0, 4, 8, 12].map((at) => digest.readInt32BE(at)));
  const fraction = (): number => uniformFloat32(generator);
  const word = (): string => hexWord(generator.next());
  const whole = (from: number, to: number): number => from + Math.floor(fraction() * (to - from + 1));

  return {
    fraction,
    whole,
    chance: (probability) => fraction() < probability,
    pick: (list) => list[Math.floor(fraction() * list.length)] as (typeof list)[number],
    between: (from, to, digits) => round(from + fraction() * (to - from), digits),
    uuid() {
      const [a, b, c, d] = [word(), word(), word(), word()];
      const variant = '89ab'[parseInt(c.charAt(0), 16) & 3] as string;
      return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-${variant}${c.slice(1, 4)}-${c.slice(4)}${d}`;
    },
    hex(digits) {
      let text = '';
      while (text.length < digits) text += word();
      return text.slice(0, digits);
    },
  };
}

/** A number with at most `digits` after the point, as money fields and readers like it. */
export function round(value: number, digits: number): number {
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale;
}

function hexWord(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0');
}
