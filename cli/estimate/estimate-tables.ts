import type { CostDifference, Estimate } from '../../monitoring/index.ts';
import { note, printTable, type Cell } from '../output.ts';

/** What a change to an environment does to its cost. */
export interface Difference {
  /** The commit's full hash, or the directory that was named. */
  readonly against: string;
  readonly beforeUsd: number;
  readonly differenceUsd: number;
  readonly differences: readonly CostDifference[];
}

/** Each resource that costs something, and the total. */
export function printEstimate({ lines, listUsd, usd }: Estimate): void {
  const row = (stack: string, resource: string, what: string, list: number, paid: number): Cell[] => [
    stack,
    shortened(resource),
    what,
    money(list),
    money(paid),
  ];
  printTable(
    ['stack', 'resource', 'what', 'USD at list', 'USD'],
    [
      ...lines.map((line) => row(line.stack, line.address, line.what, line.listUsd, line.usd)),
      row('', 'total', '', listUsd, usd),
    ],
  );
}

/** Each resource that costs another amount than before, and the totals of all. */
export function printDifference({ beforeUsd, differenceUsd, differences }: Difference, { usd }: Estimate): void {
  const row = (stack: string, resource: string, what: string, before: number, after: number, more: number): Cell[] => [
    stack,
    shortened(resource),
    what,
    money(before),
    money(after),
    signed(more),
  ];
  printTable(
    ['stack', 'resource', 'what', 'USD before', 'USD after', 'difference'],
    [
      ...differences.map(({ stack, address, what, beforeUsd: before, afterUsd: after }) =>
        row(stack, address, what, before, after, after - before),
      ),
      row('', 'total', '', beforeUsd, usd, differenceUsd),
    ],
  );
}

/** What the figures hold, and what they don't. */
export function explain({ notCounted }: Estimate, pricesOf: readonly string[]): void {
  note(
    `list prices of ${pricesOf.join(' and ')}; USD is after the 30 % that N1 machines cost less when they run all month`,
  );
  note('a commitment of one year takes 37 % off N1 machines instead, one of three years 55 %');
  note('traffic is counted as far as --internet-gb and --zone-gb say; free allowances are not taken off');
  for (const { type, charged } of notCounted) note(`not counted: ${shortened(type)}, ${charged}`);
}

function shortened(name: string): string {
  return name.replace(/^google_/, '');
}

function money(usd: number): string {
  return usd.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

function signed(usd: number): string {
  return `${usd > 0 ? '+' : ''}${money(usd)}`;
}
