import { closingLine, isGood, nothing, sum, tallyOfJest, type JestCounts } from '../../tally.ts';

const allGood: JestCounts = {
  numPassedTests: 3,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  numRuntimeErrorTestSuites: 0,
};

describe('what a run of Jest amounts to', () => {
  test.each([
    { what: 'counts passed tests', counts: allGood, clean: true, expected: '3 passed, 0 failed' },
    {
      what: 'counts failed tests',
      counts: { ...allGood, numFailedTests: 2 },
      clean: false,
      expected: '3 passed, 2 failed',
    },
    {
      what: 'counts a file that could not run as failed',
      counts: { ...allGood, numRuntimeErrorTestSuites: 1 },
      clean: false,
      expected: '3 passed, 1 failed',
    },
    {
      what: 'counts a clean-up that failed after all tests passed',
      counts: allGood,
      clean: false,
      expected: '3 passed, 1 failed',
    },
    { what: 'counts a Jest that died as failed', counts: undefined, clean: false, expected: '0 passed, 1 failed' },
    {
      what: 'shows what was left out',
      counts: { ...allGood, numPendingTests: 1, numTodoTests: 1 },
      clean: true,
      expected: '3 passed, 0 failed, 2 skipped',
    },
  ])('$what', ({ counts, clean, expected }) => {
    expect(closingLine(tallyOfJest(counts, clean))).toBe(expected);
  });
});

test('a run in which nothing passed is not good', () => {
  expect(isGood(nothing)).toBe(false);
});

test('one failed check spoils any number of passed tests', () => {
  expect(isGood(sum(tallyOfJest(allGood, true), { passed: 0, failed: 1, skipped: 0 }))).toBe(false);
});
