import type { Platform } from '../platform/index.ts';
import { FunctionsError } from './functions-error.ts';
import type { BackupEnvironment } from './metadata-backup/config.ts';

/** Where a function finds the things that differ between Google Cloud and a machine. */
export interface FunctionPlace {
  /** A Java client properties file with an operator's credentials: a mounted secret, or a 0600 file. */
  readonly clientPropertiesFile: string;
  /** Where it stores what it keeps. */
  readonly storage: { readonly bucket: string } | { readonly directory: string };
}

/** A Cloud Function of the platform. Its code is in the folder of its name. */
export interface CatalogueEntry {
  /** Also the entry point that Cloud Functions calls. */
  readonly name: string;
  readonly description: string;
  readonly trigger: 'http';
  /** Five cron fields, read in `timeZone`. */
  readonly schedule: (platform: Platform) => { readonly cron: string; readonly timeZone: string };
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  /** When no run has succeeded for so long, an alert is raised; Cloud Monitoring looks back 25 hours at most. */
  readonly overdueAfterHours: number;
  /** The environment variables that it runs with; none of them is a secret. */
  readonly environment: (platform: Platform, place: FunctionPlace) => Readonly<Record<string, string>>;
}

export const functionCatalogue: readonly CatalogueEntry[] = [
  {
    name: 'metadata-backup',
    description: 'Backs up topic configurations, placement and access rules, and removes backups whose time is over',
    trigger: 'http',
    schedule: ({ backup }) => ({ cron: backup.schedule, timeZone: backup.timeZone }),
    timeoutSeconds: 300,
    memoryMb: 512,
    overdueAfterHours: 25,
    environment: backupEnvironment,
  },
];

/** @throws FunctionsError `WRONG_USAGE` naming those that there are */
export function functionNamed(name: string): CatalogueEntry {
  const entry = functionCatalogue.find((each) => each.name === name);
  if (entry !== undefined) return entry;
  throw new FunctionsError(
    'WRONG_USAGE',
    `function "${name}": expected one of ${functionCatalogue.map((each) => each.name).join(', ')}; ` +
      'see kafka-platform functions list',
  );
}

function backupEnvironment({ backup }: Platform, { clientPropertiesFile, storage }: FunctionPlace) {
  return {
    CLIENT_PROPERTIES_FILE: clientPropertiesFile,
    ...('bucket' in storage ? { BACKUP_BUCKET: storage.bucket } : { BACKUP_DIRECTORY: storage.directory }),
    RETENTION_DAILY_FOR_DAYS: String(backup.dailyForDays),
    RETENTION_WEEKLY_FOR_WEEKS: String(backup.weeklyForWeeks),
    RETENTION_MONTHLY_FOR_MONTHS: String(backup.monthlyForMonths),
    RETENTION_YEARLY_FOR_YEARS: String(backup.yearlyForYears),
    RETENTION_TIME_ZONE: backup.timeZone,
  } satisfies BackupEnvironment;
}
