import type { Command } from 'commander';
import { readFile } from 'node:fs/promises';
import type { BackupResult, FunctionRun } from '../../functions/index.ts';
import { defaultHome } from '../default-home.ts';
import { note, print, printTable } from '../output.ts';

interface ListOptions {
  readonly home: string;
  readonly json?: boolean;
}

interface RunOptions extends ListOptions {
  readonly data?: string;
}

/** `kafka-platform functions list` and `functions run NAME`: the Cloud Functions, here over real HTTP. */
export function register(program: Command): void {
  const functions = program.command('functions').description('the Cloud Functions of the platform');
  functions
    .command('list')
    .description('print the functions, their schedule, and when each last succeeded on the platform here')
    .option('--home <dir>', 'home of the platform', defaultHome)
    .option('--json', 'one JSON document on standard output')
    .action(list);
  functions
    .command('run')
    .description('run a function once against the platform that runs here')
    .argument('<name>', 'see functions list')
    .option('--data <file>', 'JSON to send as the request')
    .option('--home <dir>', 'home of the platform', defaultHome)
    .option('--json', 'one JSON document on standard output')
    .action(run);
}

async function list({ home, json }: ListOptions): Promise<void> {
  const { functionCatalogue, readLastSuccess } = await import('../../functions/index.ts');
  const { platformOf } = await import('../../platform/index.ts');
  const platform = platformOf('production');
  const rows = await Promise.all(
    functionCatalogue.map(async ({ name, trigger, description }) => {
      const { cron = null, timeZone = null } = trigger.kind === 'schedule' ? trigger.at(platform) : {};
      const lastSuccess = (await readLastSuccess(home, name)) ?? null;
      return { name, trigger: trigger.kind, schedule: cron, timeZone, lastSuccess, description };
    }),
  );
  if (json === true) {
    print(JSON.stringify(rows));
    return;
  }
  printTable(
    ['function', 'trigger', 'schedule', 'last success', 'what it does'],
    rows.map((row) => [
      row.name,
      row.trigger,
      row.schedule === null ? '' : `${row.schedule} ${String(row.timeZone)}`,
      row.lastSuccess ?? 'never',
      row.description,
    ]),
  );
}

async function run(name: string, { data, home, json }: RunOptions): Promise<void> {
  const { runFunction } = await import('../../functions/index.ts');
  const { platformOf } = await import('../../platform/index.ts');
  const outcome = await runFunction({
    name,
    home,
    platform: platformOf('production'),
    onLog: ({ severity, message }) => note(`${severity} ${message}`),
    ...(data === undefined ? {} : { data: await readData(data) }),
  });
  if (json === true) print(JSON.stringify(outcome));
  else printTable(['', name], rowsOf(outcome));
}

async function readData(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const { FunctionsError } = await import('../../functions/index.ts');
    const found = cause instanceof Error ? cause.message : String(cause);
    throw new FunctionsError('WRONG_USAGE', `--data ${file}: ${found}; name a file with one JSON document`, { cause });
  }
}

/** What to show people of a run. */
function rowsOf({ result, durationMs }: FunctionRun): [string, string | number][] {
  const backup = result as BackupResult;
  const { topics, partitions, acls, internalTopics } = backup.counts;
  return [
    [backup.dryRun ? 'would write' : 'backup', `${backup.place}/${backup.backup}`],
    ['topics', `${topics} with ${partitions} partitions (and ${internalTopics} of Kafka's own)`],
    ['access rules', acls],
    ['files', backup.files.map(({ name, bytes }) => `${name} (${bytes} bytes)`).join(', ')],
    ['backups kept', backup.kept.length],
    [backup.dryRun ? 'would remove' : 'removed', backup.removed.join(', ') || 'none'],
    ...(backup.damaged.length > 0 ? ([['damaged', backup.damaged.join(', ')]] as [string, string][]) : []),
    ['took', `${durationMs} ms`],
  ];
}
