import { z } from 'zod';
import { parseEnvironment } from '../parse-environment.ts';
import { BackupError } from './backup-error.ts';
import type { RetentionRules } from './retention.ts';

const wholeNumber = z
  .string()
  .regex(/^[1-9]\d{0,4}$/, 'expected a whole number of at least 1')
  .transform(Number);

/** The environment variables of the function; the catalogue writes them from the platform's model. */
const environment = z
  .object({
    /** A Java client properties file with an operator's credentials; in production a mounted secret. */
    CLIENT_PROPERTIES_FILE: z.string('expected the path of a client properties file').min(1),
    BACKUP_BUCKET: z.string().min(1).optional(),
    BACKUP_DIRECTORY: z.string().min(1).optional(),
    RETENTION_DAILY_FOR_DAYS: wholeNumber,
    RETENTION_WEEKLY_FOR_WEEKS: wholeNumber,
    RETENTION_MONTHLY_FOR_MONTHS: wholeNumber,
    RETENTION_YEARLY_FOR_YEARS: wholeNumber,
    RETENTION_TIME_ZONE: z.string().refine(isTimeZone, 'expected an IANA time zone such as "UTC"'),
  })
  .refine(({ BACKUP_BUCKET, BACKUP_DIRECTORY }) => (BACKUP_BUCKET === undefined) !== (BACKUP_DIRECTORY === undefined), {
    path: ['BACKUP_BUCKET'],
    message: 'expected exactly one of BACKUP_BUCKET and BACKUP_DIRECTORY',
  });

/** What the catalogue has to provide. */
export type BackupEnvironment = z.input<typeof environment>;

export interface BackupConfig {
  readonly clientPropertiesFile: string;
  readonly storage: { readonly bucket: string } | { readonly directory: string };
  readonly retention: RetentionRules;
}

/** @throws BackupError `INVALID_CONFIGURATION` naming every variable that is missing or wrong, without its value */
export function readConfig(variables: Readonly<Record<string, string | undefined>>): BackupConfig {
  const refuse = (message: string) => new BackupError('INVALID_CONFIGURATION', message);
  const data = parseEnvironment('metadata-backup', environment, variables, refuse);
  return {
    clientPropertiesFile: data.CLIENT_PROPERTIES_FILE,
    storage:
      data.BACKUP_BUCKET === undefined ? { directory: data.BACKUP_DIRECTORY ?? '' } : { bucket: data.BACKUP_BUCKET },
    retention: {
      dailyForDays: data.RETENTION_DAILY_FOR_DAYS,
      weeklyForWeeks: data.RETENTION_WEEKLY_FOR_WEEKS,
      monthlyForMonths: data.RETENTION_MONTHLY_FOR_MONTHS,
      yearlyForYears: data.RETENTION_YEARLY_FOR_YEARS,
      timeZone: data.RETENTION_TIME_ZONE,
    },
  };
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false; // an unknown zone throws a RangeError: that is the answer, not a failure
  }
}
