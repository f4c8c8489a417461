import { namesAllowed, secondaryOf, type Platform } from '../platform/index.ts';
import { identityPlaces, machineOf, signerFunction } from '../render/index.ts';
import type { SignerEnvironment } from './certificate-signer/config.ts';
import { FunctionsError } from './functions-error.ts';
import type { BackupEnvironment } from './metadata-backup/config.ts';

/** Where a function finds the things that differ between Google Cloud and a machine. */
export interface FunctionPlace {
  /** A Java client properties file with an operator's credentials: a mounted secret, or a 0600 file. */
  readonly clientPropertiesFile: string;
  /** Where it stores what it keeps. */
  readonly storage: { readonly bucket: string } | { readonly directory: string };
}

/** What calls a function. */
export type FunctionTrigger =
  | {
      readonly kind: 'schedule';
      /** Five cron fields, read in `timeZone`. */
      readonly at: (platform: Platform) => { readonly cron: string; readonly timeZone: string };
      /** When no run has succeeded for so long, an alert is raised; Cloud Monitoring looks back 25 hours at most. */
      readonly overdueAfterHours: number;
    }
  /** The platform's machines, each as itself. */
  | { readonly kind: 'machines' };

/** A Cloud Function of the platform. Its code is in the folder of its name. */
export interface CatalogueEntry {
  /** Also the entry point that Cloud Functions calls. */
  readonly name: string;
  readonly description: string;
  readonly trigger: FunctionTrigger;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  /** The environment variables that it runs with; none of them is a secret. */
  readonly environment: (platform: Platform, place: FunctionPlace) => Readonly<Record<string, string>>;
}

export const functionCatalogue: readonly CatalogueEntry[] = [
  {
    name: 'metadata-backup',
    description: 'Backs up topic configurations, placement and access rules, and removes backups whose time is over',
    trigger: {
      kind: 'schedule',
      at: ({ backup }) => ({ cron: backup.schedule, timeZone: backup.timeZone }),
      overdueAfterHours: 25,
    },
    timeoutSeconds: 300,
    memoryMb: 512,
    environment: backupEnvironment,
  },
  {
    name: signerFunction,
    description: 'Issues certificates to the nodes, each for its own names only',
    trigger: { kind: 'machines' },
    timeoutSeconds: 60,
    memoryMb: 512,
    environment: signerEnvironment,
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

function signerEnvironment(platform: Platform) {
  const { signerUrl, keyVersion, stateBucket } = identityPlaces(platform);
  const nodes = [platform, secondaryOf(platform)].flatMap((each) =>
    [...each.nodes.brokers, ...each.nodes.zookeeper].map((node) => ({
      ...machineOf(each, node),
      certificates: namesAllowed(each, node.name),
    })),
  );
  return {
    SIGNER_URL: signerUrl,
    SIGNER_PROJECT: platform.projectId,
    SIGNER_KEY_VERSION: keyVersion,
    SIGNER_AUTHORITY: `${platform.environment} authority of ${platform.name}`,
    STATE_BUCKET: stateBucket,
    SIGNER_NODES: JSON.stringify(nodes),
  } satisfies SignerEnvironment;
}
