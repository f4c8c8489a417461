/** The middle of an odd number of values, the upper of the two middle ones of an even number; NaN of none. */
export function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[values.length >> 1] ?? Number.NaN;
}
