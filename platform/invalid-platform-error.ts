/** One thing that is wrong with a model. */
export interface PlatformProblem {
  /** Where, as a dotted path into the input: `kafka.settings.minInSyncReplicas`. */
  readonly path: string;
  readonly found: string;
  readonly expected: string;
  /** What to do next. */
  readonly fix: string;
}

/** Thrown by `definePlatform` with every problem found, not only the first. */
export class InvalidPlatformError extends Error {
  readonly code = 'INVALID_PLATFORM';
  readonly problems: readonly PlatformProblem[];

  constructor(problems: readonly PlatformProblem[]) {
    super(problems.map(describeProblem).join('\n'));
    this.name = 'InvalidPlatformError';
    this.problems = problems;
  }
}

function describeProblem({ path, found, expected, fix }: PlatformProblem): string {
  return `${path === '' ? 'platform' : path}: found ${found}, expected ${expected}; ${fix}`;
}
