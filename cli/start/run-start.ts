import { join } from 'node:path';
import type { BackupResult } from '../../functions/index.ts';
import { runFunction } from '../../functions/index.ts';
import { explainFailure, openHome } from '../../local/index.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { note, print } from '../output.ts';
import { bringUp, type ReadyPlatform } from './bring-up.ts';
import { checkPlatform, writeCheckReport, type CheckReport } from './check.ts';
import { tellReady } from './detach.ts';
import { greeting } from './greeting.ts';
import { watchFlow } from './live.ts';
import { checkedPrices } from './price-source.ts';
import { createProgress, type Progress } from './progress.ts';

export interface StartSettings {
  readonly home: string;
  readonly network: string;
  readonly clean: boolean;
  readonly mayInstall: boolean;
  readonly check: boolean;
  readonly input: string | undefined;
  readonly strict: boolean;
  readonly ratePerSecond: number;
  /** How many events a check sends. */
  readonly events: number;
  /** How `--home` is written in the commands that people are told to try. */
  readonly homeFlag: string;
  /** Ctrl-C and its like. */
  readonly signal: AbortSignal;
}

/** Starts the platform on this machine, lets events flow, and stops it: after the check, or when asked to. */
export async function runStart(settings: StartSettings): Promise<ExitCode> {
  const { signal, check } = settings;
  const { prices, badLines } = await checkedPrices(settings.input, note);
  if (badLines > 0 && settings.strict) return exitCodes.failed;

  const home = await openHome(settings.home);
  const progress = createProgress();
  const ready = await bringUp({ ...settings, home, progress });
  let report: CheckReport | undefined;
  try {
    await backUpOnce(ready.platform, home.dir, signal, progress);
    if (check) {
      report = await checkPlatform(ready, { ...settings, totalEvents: settings.events, prices, progress });
    } else {
      const text = greeting(ready, settings.homeFlag);
      print(text);
      await tellReady(text);
      await watchFlow(ready, { prices, ratePerSecond: settings.ratePerSecond, signal });
    }
  } catch (error) {
    // Whatever an interruption breaks off fails in words of its own.
    throw signal.aborted ? signal.reason : await explainFailure(home, error);
  } finally {
    await progress.run('stop', 'Stop everything', () => ready.cluster.stop());
  }
  if (report === undefined) return exitCodes.done;
  print(await writeCheckReport(report, join(home.dir, 'check.json')));
  return report.ok ? exitCodes.done : exitCodes.failed;
}

/** The first function, once, so that one sees it work. */
async function backUpOnce(
  platform: ReadyPlatform['platform'],
  home: string,
  signal: AbortSignal,
  progress: Progress,
): Promise<void> {
  await progress.run(
    'backup',
    'Cloud Function metadata-backup',
    async () => (await runFunction({ name: 'metadata-backup', platform, home, signal })).result as BackupResult,
    ({ counts }) =>
      `${String(counts.topics)} topics, ${String(counts.partitions)} partitions, ${String(counts.acls)} access rules saved`,
  );
}
