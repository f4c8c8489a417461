/** One thing wrong with the services' access. */
export interface AccessProblem {
  readonly place: string;
  readonly found: string;
  readonly expected: string;
  /** What to do. */
  readonly next: string;
}

/** Services whose roles break a rule; `problems` names all of it. Never worth a retry. */
export class InvalidAccessError extends Error {
  readonly code = 'INVALID_ACCESS';
  readonly retryable = false;
  override readonly name = 'InvalidAccessError';
  readonly problems: readonly AccessProblem[];

  constructor(problems: readonly AccessProblem[]) {
    super(
      problems
        .map(({ place, found, expected, next }) => `${place}: found ${found}, expected ${expected}; ${next}`)
        .join('\n'),
    );
    this.problems = problems;
  }
}
