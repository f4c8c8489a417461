import { Command, CommanderError, Option } from 'commander';
import * as apply from './commands/apply.ts';
import * as artifacts from './commands/artifacts.ts';
import * as backup from './commands/backup.ts';
import * as estimate from './commands/estimate.ts';
import * as functions from './commands/functions.ts';
import * as importer from './commands/import.ts';
import * as keys from './commands/keys.ts';
import * as plan from './commands/plan.ts';
import * as prices from './commands/prices.ts';
import * as schemas from './commands/schemas.ts';
import * as start from './commands/start.ts';
import * as stop from './commands/stop.ts';
import * as synth from './commands/synth.ts';
import * as topics from './commands/topics.ts';
import { exitCodeOf, exitCodes } from './exit-codes.ts';

/**
 * Runs one `kafka-platform` command line.
 *
 * @param argv as in `process.argv`
 * @returns the exit code (`exit-codes.ts`)
 */
export async function main(argv: readonly string[]): Promise<number> {
  const program = new Command('kafka-platform')
    .description('Apache Kafka for a trading platform: from one model to Google Cloud and to this machine')
    .addOption(new Option('--verbose', 'show stack traces of errors'))
    .showHelpAfterError('(add --help for usage)')
    .exitOverride();
  for (const command of [
    start,
    stop,
    topics,
    schemas,
    plan,
    apply,
    importer,
    synth,
    estimate,
    prices,
    artifacts,
    backup,
    keys,
    functions,
  ])
    command.register(program);

  try {
    await program.parseAsync(argv);
    return Number(process.exitCode ?? exitCodes.done);
  } catch (error) {
    // Commander has printed its own message; help and version end with its exit code 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.wrongUsage;
    console.error(
      program.opts<{ verbose?: boolean }>().verbose === true ? error : `kafka-platform: ${messageOf(error)}`,
    );
    return exitCodeOf(error);
  }
}

function messageOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') {
    return `a disk is full (${error.message}); free some of it, or choose a directory on another disk`;
  }
  return error instanceof Error ? error.message : String(error);
}
