import { describeProblem, readPriceFile, shippedPrices, type PriceSource } from '../../local/index.ts';

/** A file of thousands of bad lines is told by its first ones. */
const problemsShown = 20;

export interface CheckedPrices {
  readonly prices: PriceSource;
  /** Lines of the user's file that are no prices. */
  readonly badLines: number;
}

/**
 * The prices that drive the flow: those shipped, or a user's file, which is read once beforehand so that its bad
 * lines are told before anything starts. The good ones flow.
 *
 * @param tell gets a line for each of the first bad lines, and one that counts the rest
 * @throws UnusablePriceFileError when the file as a whole is no price file
 */
export async function checkedPrices(file: string | undefined, tell: (line: string) => void): Promise<CheckedPrices> {
  if (file === undefined) return { prices: shippedPrices, badLines: 0 };
  let badLines = 0;
  const rows = readPriceFile(file, {
    onProblem: (problem) => {
      badLines += 1;
      if (badLines <= problemsShown) tell(describeProblem(file, problem));
    },
  });
  while ((await rows.next()).done !== true);
  if (badLines > problemsShown) tell(`${file}: ${String(badLines - problemsShown)} more lines are no prices`);
  return { prices: () => readPriceFile(file), badLines };
}
