import type { Step, Verdict } from './step.ts';

/** A verdict with where it was given. */
export interface Refusal extends Verdict {
  readonly step: string;
  readonly resource: string;
}

/** How a refusal is accepted on the command line: `data-loss:market-data-raw`. */
export function acceptanceOf(guard: string, resource: string): string {
  return `${guard}:${resource}`;
}

/** The verdicts that forbid to carry out the steps. @param accepted as `acceptanceOf` writes them */
export function refusals(steps: readonly Step[], accepted: ReadonlySet<string>): readonly Refusal[] {
  return steps.flatMap(({ id, resource, verdicts }) =>
    verdicts
      .filter(
        ({ level, guard }) => level === 'never' || (level === 'refuse' && !accepted.has(acceptanceOf(guard, resource))),
      )
      .map((verdict) => ({ ...verdict, step: id, resource })),
  );
}

/**
 * The verdicts on the steps of today that are worse than those of the same steps when they were planned. A measure
 * that has grown is not worse in this sense: under load it always has.
 */
export function worsened(planned: readonly Step[], now: readonly Step[]): readonly Refusal[] {
  const before = new Map(planned.map((step) => [step.id, step.verdicts]));
  return refusals(now, new Set()).filter(({ step, guard, level }) => {
    const verdicts = before.get(step);
    if (verdicts === undefined) return false; // not a step of that plan
    return !verdicts.some((verdict) => verdict.guard === guard && severity[verdict.level] >= severity[level]);
  });
}

const severity = { note: 0, refuse: 1, never: 2 } as const;
