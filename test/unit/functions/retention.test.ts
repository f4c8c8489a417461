import fc from 'fast-check';
import { judgeRetention, type RetentionRules, type Tier } from '../../../functions/metadata-backup/retention.ts';
import { platformOf } from '../../../platform/index.ts';

const seed: RetentionRules = {
  dailyForDays: 30,
  weeklyForWeeks: 12,
  monthlyForMonths: 12,
  yearlyForYears: 7,
  timeZone: 'UTC',
};
const day = 86_400_000;
/** After all backups of these tests. */
const now = new Date('2027-01-01T00:00:00Z');

const judge = (times: readonly Date[], rules: RetentionRules, at = now) =>
  judgeRetention(
    times.map((time) => ({ time })),
    rules,
    at,
  );

const tiersOf = (times: string[], rules = seed) =>
  Object.fromEntries(
    judge(
      times.map((time) => new Date(time)),
      rules,
    ).map(({ time, tiers }) => [time.toISOString().slice(0, 16), tiers]),
  );

/** One a day at 02:00, `days` of them, the last on `end`; oldest first. */
const daily = (end: string, days: number) =>
  Array.from({ length: days }, (_, index) => new Date(Date.parse(end) - (days - 1 - index) * day));

test('the rules are those of the platform, and the seed’s by default', () => {
  const { schedule, ...rules } = platformOf('production').backup;
  expect(schedule).toBe('0 2 * * *');
  expect(rules).toEqual(seed);
});

test('ten years of daily backups leave 30 daily, 12 weekly, 12 monthly and 7 yearly', () => {
  const verdicts = judge(daily('2026-11-24T02:00:00Z', 3_653), seed);
  const count = (tier: Tier) => verdicts.filter(({ tiers }) => tiers.includes(tier)).length;
  expect({
    daily: count('daily'),
    weekly: count('weekly'),
    monthly: count('monthly'),
    yearly: count('yearly'),
  }).toEqual({
    daily: 30,
    weekly: 12,
    monthly: 12,
    yearly: 7,
  });
});

test('the last backup of a day displaces the earlier ones of that day', () => {
  expect(tiersOf(['2026-11-24T02:00:00Z', '2026-11-24T03:00:00Z', '2026-11-23T02:00:00Z'])).toEqual({
    '2026-11-24T02:00': [],
    '2026-11-24T03:00': ['daily', 'weekly', 'monthly', 'yearly'],
    '2026-11-23T02:00': ['daily'],
  });
});

test('windows are of time, not counts: after an outage the few that are left do not live longer', () => {
  expect(
    tiersOf(['2026-11-24T02:00:00Z', '2026-10-26T02:00:00Z', '2026-10-25T02:00:00Z', '2026-08-03T02:00:00Z']),
  ).toEqual({
    '2026-11-24T02:00': ['daily', 'weekly', 'monthly', 'yearly'],
    '2026-10-26T02:00': ['daily', 'weekly', 'monthly'],
    '2026-10-25T02:00': ['weekly'], // the 30th day before; a Sunday, so the last of its ISO week
    '2026-08-03T02:00': ['monthly'], // Monday of the 16th week before
  });
});

test('they are counted back from the newest backup, so that time without backups removes nothing', () => {
  const verdicts = judge(daily('2016-01-31T02:00:00Z', 30), seed);
  expect(verdicts.every(({ tiers }) => tiers.includes('daily'))).toBe(true);
});

test('weeks are ISO weeks: they end on Sunday, also across a new year', () => {
  const verdicts = tiersOf([
    '2026-01-03T02:00:00Z',
    '2026-01-04T02:00:00Z',
    '2026-01-05T02:00:00Z',
    '2026-03-20T02:00:00Z',
  ]);
  expect(verdicts['2026-01-03T02:00']).toEqual([]);
  expect(verdicts['2026-01-04T02:00']).toEqual(['weekly']);
});

test('the time zone says which day a backup belongs to', () => {
  const times = ['2026-11-24T05:30:00Z', '2026-11-24T06:30:00Z'];
  const kept = (timeZone: string) =>
    judge(
      times.map((time) => new Date(time)),
      { ...seed, timeZone },
    ).map(({ tiers }) => tiers.length > 0);
  expect(kept('UTC')).toEqual([false, true]);
  expect(kept('America/Chicago')).toEqual([true, true]); // midnight there lies between them
});

test('there may be no backup at all', () => {
  expect(judge([], seed)).toEqual([]);
});

test('one of after now, which a wrong clock has made, is kept and displaces none', () => {
  const times = ['2026-11-24T02:00:00Z', '2026-11-23T02:00:00Z', '2033-11-24T02:00:00Z'].map((time) => new Date(time));
  const sane = judge(times.slice(0, 2), seed);
  expect(judge(times, seed)).toEqual([...sane, { time: times[2], kept: true, tiers: [] }]);
  expect(judge(times, seed, new Date('2033-11-25T00:00:00Z')).map(({ tiers }) => tiers)).toEqual([
    [],
    [],
    ['daily', 'weekly', 'monthly', 'yearly'],
  ]);
});

/** The policy once more, from its words: walk back through the windows and take the last backup of each. */
function keptByWords(times: readonly Date[], rules: RetentionRules): Set<number> {
  const kept = new Set<number>();
  if (times.length === 0) return kept;
  const local = (time: Date) => new Intl.DateTimeFormat('sv-SE', { timeZone: rules.timeZone }).format(time); // yyyy-mm-dd
  const monday = (date: string) => {
    const at = new Date(`${date}T00:00:00Z`);
    return new Date(at.getTime() - ((at.getUTCDay() + 6) % 7) * day).toISOString().slice(0, 10);
  };
  const minusDays = (date: string, days: number) =>
    new Date(Date.parse(`${date}T00:00:00Z`) - days * day).toISOString().slice(0, 10);
  const minusMonths = (month: string, months: number) => {
    const at = new Date(`${month}-15T00:00:00Z`);
    at.setUTCMonth(at.getUTCMonth() - months);
    return at.toISOString().slice(0, 7);
  };
  const today = local(new Date(Math.max(...times.map((time) => time.getTime()))));
  const keepLast = (unit: (date: string) => string, wanted: string) => {
    const inUnit = times.filter((time) => unit(local(time)) === wanted);
    if (inUnit.length > 0) kept.add(Math.max(...inUnit.map((time) => time.getTime())));
  };
  for (let back = 0; back < rules.dailyForDays; back += 1) keepLast((date) => date, minusDays(today, back));
  for (let back = 0; back < rules.weeklyForWeeks; back += 1) keepLast(monday, minusDays(monday(today), back * 7));
  for (let back = 0; back < rules.monthlyForMonths; back += 1) {
    keepLast((date) => date.slice(0, 7), minusMonths(today.slice(0, 7), back));
  }
  for (let back = 0; back < rules.yearlyForYears; back += 1) {
    keepLast((date) => date.slice(0, 4), String(Number(today.slice(0, 4)) - back));
  }
  return kept;
}

const anyTime = fc.date({ min: new Date('2015-01-01'), max: new Date('2026-12-31'), noInvalidDate: true });
const anyTimes = fc.uniqueArray(anyTime, { maxLength: 80, selector: (time) => time.getTime() });
const anyRules = fc.record({
  dailyForDays: fc.integer({ min: 1, max: 40 }),
  weeklyForWeeks: fc.integer({ min: 1, max: 15 }),
  monthlyForMonths: fc.integer({ min: 1, max: 15 }),
  yearlyForYears: fc.integer({ min: 1, max: 8 }),
  timeZone: fc.constantFrom('UTC', 'America/Chicago', 'Asia/Kolkata', 'Pacific/Auckland'),
});
const kept = (times: readonly Date[], rules: RetentionRules) =>
  judge(times, rules)
    .filter((verdict) => verdict.kept)
    .map(({ time }) => time);

test('it agrees with the policy written a second time', () => {
  fc.assert(
    fc.property(anyTimes, anyRules, (times, rules) => {
      expect(new Set(kept(times, rules).map((time) => time.getTime()))).toEqual(keptByWords(times, rules));
    }),
    { numRuns: 60 },
  );
});

test('pruning after every backup keeps what pruning once at the end keeps', () => {
  fc.assert(
    fc.property(anyTimes, anyRules, (times, rules) => {
      const inOrder = [...times].sort((left, right) => left.getTime() - right.getTime());
      const stepByStep = inOrder.reduce<Date[]>((held, time) => kept([...held, time], rules), []);
      expect(stepByStep).toEqual(kept(inOrder, rules));
    }),
    { numRuns: 60 },
  );
});

test('the newest is always kept, and judging again removes no more', () => {
  fc.assert(
    fc.property(anyTimes, anyRules, (times, rules) => {
      const once = kept(times, rules);
      expect(kept(once, rules)).toEqual(once);
      const newest = Math.max(...times.map((time) => time.getTime()));
      expect(once.some((time) => time.getTime() === newest)).toBe(times.length > 0);
    }),
    { numRuns: 60 },
  );
});
