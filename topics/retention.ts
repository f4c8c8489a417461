import { z } from 'zod';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How long a topic keeps its events, and why. */
export interface RetentionClass {
  readonly retentionMs: number;
  /** The rule, or the use, that asks for this time. */
  readonly reason: string;
}

/**
 * Retention classes. Where a law asks for years, brokers keep what people and services look at and the archive (Cloud
 * Storage) keeps the rest up to the seven years of seed §9.1: seven years of orders on broker disks would cost more
 * than the brokers and make every reassignment a matter of days.
 */
export const retentionClasses = {
  ticks: {
    retentionMs: DAY_MS,
    reason: 'Raw prices are only replayed within a trading day; candles and the archive serve everything older',
  },
  telemetry: {
    retentionMs: 3 * DAY_MS,
    reason: 'Long enough to look into an incident after a weekend; the monitoring store keeps the history',
  },
  standard: {
    retentionMs: 168 * HOUR_MS,
    reason: 'Default of seed §6.3 (log.retention.hours=168): a consumer may be down for a week and loses nothing',
  },
  engagement: {
    retentionMs: 30 * DAY_MS,
    reason:
      'Feeds, recommendations and support look back a month; personal data is not kept longer than used (GDPR art. 5)',
  },
  trading: {
    retentionMs: 90 * DAY_MS,
    reason:
      'Orders, executions and the models behind them must be reproducible for 5 to 7 years (MiFID II art. 16, SEC 17a-4); brokers keep the ' +
      'quarter in which disputes and best-execution reports arise, the archive the rest',
  },
  financial: {
    retentionMs: 365 * DAY_MS,
    reason: 'Payments and shares are reconciled over a fiscal year; the archive keeps them for the 7 years of tax law',
  },
  audit: {
    retentionMs: 365 * DAY_MS,
    reason:
      'Audit trails must be at hand for 12 months (PCI DSS 10.5.1) and kept for 7 years (seed §9.1) in the archive',
  },
  state: {
    retentionMs: 168 * HOUR_MS,
    reason:
      'The latest event of each key stays for good; every change before it can be read for a week, like the default of ' +
      'seed §6.3, before compaction may take it',
  },
} as const satisfies Record<string, RetentionClass>;

export type RetentionName = keyof typeof retentionClasses;

/** Checks the name of a retention class that came untyped. */
export const retentionName = z.enum(Object.keys(retentionClasses) as [RetentionName, ...RetentionName[]]);

/** The class of a name. */
export function retentionClass(name: RetentionName): RetentionClass {
  return retentionClasses[name];
}
