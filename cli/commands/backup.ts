import { readFile } from 'node:fs/promises';
import { InvalidArgumentError, type Command } from 'commander';
import { z } from 'zod';
import { environmentNamed } from '../environment-option.ts';
import { note, print, printTable } from '../output.ts';

interface PruneOptions {
  readonly dryRun?: boolean;
  readonly list: string;
  readonly now: Date;
  readonly env: string;
  readonly json?: boolean;
}

/** `kafka-platform backup`: what becomes of backups. */
export function register(program: Command): void {
  const backup = program.command('backup').description('backups of the platform');
  backup
    .command('prune')
    .description('say of each backup in a list whether the rules of retention keep it, and which of them')
    .option('--dry-run', 'required: backups are removed only by the function that has made a newer one')
    .requiredOption('--list <file>', 'times of good backups, an ISO 8601 time with its zone on each line')
    .option('--now <time>', 'ISO 8601 time; backups of after it are kept and count for nothing', isoTime, new Date())
    .option('--env <name>', 'whose rules: dev, staging or production', 'production')
    .option('--json', 'one JSON document on standard output')
    .action(prune);
}

const isoTimes = z.iso.datetime({ offset: true });
const expectedTime = 'expected an ISO 8601 time with its zone, such as 2026-11-24T02:00:00Z';

function isoTime(text: string): Date {
  if (isoTimes.safeParse(text).success) return new Date(text);
  throw new InvalidArgumentError(expectedTime);
}

async function prune({ dryRun, list, now, env, json }: PruneOptions, command: Command): Promise<void> {
  if (dryRun !== true) command.error('error: found no --dry-run; it is the functions that remove backups');
  const environment = await environmentNamed(env, command);
  const backups = await backupsListedIn(list, command);
  const { judgeRetention } = await import('../../functions/index.ts');
  const { platformOf } = await import('../../platform/index.ts');
  const verdicts = judgeRetention(backups, platformOf(environment).backup, now);

  const future = verdicts.filter(({ time }) => time > now).length;
  if (future > 0) note(`warning: ${String(future)} of after ${now.toISOString()}, by a wrong clock: kept, not counted`);
  if (json === true) print(JSON.stringify(verdicts.map(({ text, kept, tiers }) => ({ time: text, kept, tiers }))));
  else {
    printTable(
      ['backup', '', 'the last of its'],
      verdicts.map(({ text, kept, tiers }) => [
        text,
        kept ? 'kept' : 'may go',
        tiers.map((tier) => units[tier]).join(', '),
      ]),
    );
  }
}

const units = { daily: 'day', weekly: 'week', monthly: 'month', yearly: 'year' } as const;

interface ListedBackup {
  readonly text: string;
  readonly time: Date;
}

async function backupsListedIn(file: string, command: Command): Promise<ListedBackup[]> {
  const content = await readFile(file, 'utf8').catch((cause: unknown) =>
    command.error(`error: --list ${file}: ${String(cause)}; name a file with a time on each line`),
  );
  const lines = content.split('\n').map((line, index) => ({ text: line.trim(), number: index + 1 }));
  const filled = lines.filter(({ text }) => text !== '');
  const wrong = filled.filter(({ text }) => !isoTimes.safeParse(text).success);
  if (wrong.length > 0) {
    const places = wrong.map(({ text, number }) => `error: --list ${file}, line ${String(number)}: found "${text}"`);
    command.error([...places, `error: ${expectedTime}`].join('\n'));
  }
  return filled.map(({ text }) => ({ text, time: new Date(text) }));
}
