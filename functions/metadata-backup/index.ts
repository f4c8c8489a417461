import { http, type Request, type Response } from '@google-cloud/functions-framework';
import { z } from 'zod';
import { ClusterError, observeCluster, readClientProperties, withAdmin } from '../../cluster/index.ts';
import { createLogger } from '../logger.ts';
import { directoryStorage } from '../object-storage/directory-storage.ts';
import type { ObjectStorage } from '../object-storage/object-storage.ts';
import { StorageError } from '../object-storage/storage-error.ts';
import { BackupError } from './backup-error.ts';
import { readConfig, type BackupConfig } from './config.ts';
import { runBackup, type BackupDependencies } from './run-backup.ts';

/** The function's name in the catalogue, and the entry point that Cloud Functions calls. */
http('metadata-backup', answer);

const input = z.strictObject({
  /** Look and decide, but write and remove nothing. */
  dryRun: z.boolean().default(false),
});

const statusOf: Readonly<Record<(BackupError | StorageError | ClusterError)['code'], number>> = {
  INVALID_INPUT: 400,
  NAME_TAKEN: 409,
  INVALID_CONFIGURATION: 500,
  NOT_VERIFIED: 500,
  CLIENT_PROPERTIES: 500,
  CLUSTER_REFUSED: 502,
  CLUSTER_UNREACHABLE: 503,
  NOT_IN_SYNC: 503,
  TOO_FEW_BROKERS: 503,
  STORAGE_FAILED: 503,
};

/** Takes a backup: `POST {"dryRun": false}`; answers with the `BackupResult`, or `{error: {code, message}}`. */
async function answer(request: Request, response: Response): Promise<void> {
  const trace = request.header('traceparent') ?? request.header('x-cloud-trace-context');
  const log = createLogger('metadata-backup', trace, process.env);
  try {
    const { dryRun } = parseInput(request);
    const result = await runBackup(await compose(readConfig(process.env), log), dryRun);
    log.info({ backup: result.backup, removed: result.removed.length, ...result.counts }, 'backup done');
    response.status(200).json(result);
  } catch (error) {
    const { status, code, message } = failureOf(error);
    // The stack of an unexpected error helps whoever reads the log; the caller gets none.
    log.error({ code, ...(code === 'UNEXPECTED' && error instanceof Error ? { stack: error.stack } : {}) }, message);
    response.status(status).json({ error: { code, message } });
  }
}

function parseInput(request: Request): z.output<typeof input> {
  if (request.method !== 'POST') {
    throw new BackupError('INVALID_INPUT', `request: found method ${request.method}, expected POST; send it as POST`);
  }
  const parsed = input.safeParse(request.body ?? {});
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`).join('; ');
  throw new BackupError('INVALID_INPUT', `request: ${problems}; expected {} or {"dryRun": true}`);
}

/** Makes the clients, and is the only place that does. */
async function compose(config: BackupConfig, log: BackupDependencies['log']): Promise<BackupDependencies> {
  const properties = await readClientProperties(config.clientPropertiesFile);
  return {
    observe: () => withAdmin(properties, { clientId: 'metadata-backup', retries: 3 }, observeCluster),
    storage: await openStorage(config.storage),
    now: () => new Date(),
    retention: config.retention,
    log,
  };
}

async function openStorage(place: BackupConfig['storage']): Promise<ObjectStorage> {
  if ('directory' in place) return directoryStorage(place.directory);
  // Loaded only where it is used: it is most of the bundle.
  const { cloudStorage, storageClient } = await import('../object-storage/cloud-storage.ts');
  return cloudStorage(storageClient(), place.bucket);
}

function failureOf(error: unknown): { status: number; code: string; message: string } {
  if (error instanceof BackupError || error instanceof StorageError || error instanceof ClusterError) {
    return { status: statusOf[error.code], code: error.code, message: error.message };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { status: 500, code: 'UNEXPECTED', message: `metadata-backup: ${message}; see this function's log` };
}
