/** How many checks or tests passed and failed. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The counts that Jest writes with `--json`. */
export interface JestCounts {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  /** Files that failed before any test of theirs could run. */
  readonly numRuntimeErrorTestSuites: number;
}

export const nothing: Tally = { passed: 0, failed: 0, skipped: 0 };

export function sum(left: Tally, right: Tally): Tally {
  return {
    passed: left.passed + right.passed,
    failed: left.failed + right.failed,
    skipped: left.skipped + right.skipped,
  };
}

/**
 * What a run of Jest amounts to.
 *
 * @param counts what Jest wrote, or `undefined` when it ended before it could write
 * @param exitedCleanly whether Jest ended with exit code 0
 * @returns the counts; a file that couldn't run, and a Jest that failed without a failed test, count as one failure each
 */
export function tallyOfJest(counts: JestCounts | undefined, exitedCleanly: boolean): Tally {
  if (counts === undefined) return { passed: 0, failed: 1, skipped: 0 };
  const failed = counts.numFailedTests + counts.numRuntimeErrorTestSuites;
  return {
    passed: counts.numPassedTests,
    failed: failed === 0 && !exitedCleanly ? 1 : failed,
    skipped: counts.numPendingTests + counts.numTodoTests,
  };
}

/** The closing line that scripts and CI read: `12 passed, 0 failed`, with `, 1 skipped` only when there are some. */
export function closingLine({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** A run in which nothing passed proves nothing, so it isn't good either. */
export function isGood({ passed, failed }: Tally): boolean {
  return failed === 0 && passed > 0;
}
