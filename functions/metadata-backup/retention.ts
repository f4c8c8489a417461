/**
 * Which backups to keep (seed §9.1, "Backup Retention"): windows of time, not counts. The last backup of each day
 * is kept while the day lies within `dailyForDays` days, of each ISO week within `weeklyForWeeks` weeks, of each
 * month within `monthlyForMonths` months and of each year within `yearlyForYears` years. Windows are counted back
 * from the newest backup and include its own day, week, month and year, so that an outage of the backups removes
 * nothing by itself.
 */
export interface RetentionRules {
  readonly dailyForDays: number;
  readonly weeklyForWeeks: number;
  readonly monthlyForMonths: number;
  readonly yearlyForYears: number;
  /** IANA name; says where days, weeks, months and years begin. */
  readonly timeZone: string;
}

export const tiers = ['daily', 'weekly', 'monthly', 'yearly'] as const;
export type Tier = (typeof tiers)[number];

export interface RetentionVerdict {
  readonly kept: boolean;
  /** Why it is kept; none when it may go, or when it is of after now. */
  readonly tiers: readonly Tier[];
}

/**
 * Judges backups by their times. One of after now was made by a clock that was wrong: it is kept, and counts for nothing,
 * since windows counted back from it would be others.
 *
 * @param backups good ones only: one that can't be restored must not displace one that can
 * @returns a verdict for each, in the order given; the newest is always kept
 */
export function judgeRetention<Backup extends { readonly time: Date }>(
  backups: readonly Backup[],
  rules: RetentionRules,
  now: Date,
): readonly (Backup & RetentionVerdict)[] {
  const calendar = calendarOf(rules.timeZone);
  const dated = backups.map((backup) => ({ backup, time: backup.time, units: calendar(backup.time) }));
  const past = dated.filter(({ time }) => time <= now);
  const newest = past.reduce<(typeof past)[number] | undefined>(later, undefined);

  const reach: Readonly<Record<Tier, number>> = {
    daily: rules.dailyForDays,
    weekly: rules.weeklyForWeeks,
    monthly: rules.monthlyForMonths,
    yearly: rules.yearlyForYears,
  };
  const lastOfUnit = new Map<string, number>();
  for (const { time, units } of past) {
    for (const tier of tiers) {
      const unit = `${tier} ${units[tier]}`;
      lastOfUnit.set(unit, Math.max(time.getTime(), lastOfUnit.get(unit) ?? -Infinity));
    }
  }
  return dated.map(({ backup, time, units }) => {
    if (newest === undefined || time > now) return { ...backup, kept: true, tiers: [] };
    const found = tiers.filter(
      (tier) =>
        lastOfUnit.get(`${tier} ${units[tier]}`) === time.getTime() && newest.units[tier] - units[tier] < reach[tier],
    );
    return { ...backup, kept: found.length > 0, tiers: found };
  });
}

function later<T extends { time: Date }>(left: T | undefined, right: T): T {
  return left === undefined || right.time > left.time ? right : left;
}

/** Numbers the day, ISO week, month and year that a moment falls in, each counting up without gaps. */
function calendarOf(timeZone: string): (time: Date) => Record<Tier, number> {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
  });
  return (time) => {
    const parts = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, Number(value)]));
    const { year, month, day } = parts as Record<'year' | 'month' | 'day', number>;
    const dayNumber = Date.UTC(year, month - 1, day) / 86_400_000;
    return {
      daily: dayNumber,
      // Day 0, 1 January 1970, was a Thursday; ISO weeks begin on Monday.
      weekly: Math.floor((dayNumber + 3) / 7),
      monthly: year * 12 + month - 1,
      yearly: year,
    };
  };
}
