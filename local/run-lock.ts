import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { errorCodeOf } from './error-code.ts';
import { readIfPresent, type Home } from './home.ts';
import { LocalError } from './local-error.ts';
import { findProcess, listProcesses, nodeProcessesIn, type NodeProcess, type ProcessInfo } from './process-table.ts';

const lockFile = z.object({
  pid: z.int(),
  startTime: z.string(),
});
export type RunLock = z.output<typeof lockFile>;

/** What a lock and the processes found say about a home. */
export type HomeState =
  | { readonly kind: 'free'; readonly orphans: readonly NodeProcess[] }
  | { readonly kind: 'attended'; readonly pid: number };

/**
 * Decides who a home belongs to.
 *
 * A lock whose process is gone is void; nodes that run without a valid lock are orphans of
 * a command that was killed.
 *
 * @param owner the process that now has the lock's pid
 */
export function homeStateOf(
  lock: RunLock | undefined,
  owner: ProcessInfo | undefined,
  nodes: readonly NodeProcess[],
): HomeState {
  if (lock !== undefined && owner?.startTime === lock.startTime) return { kind: 'attended', pid: lock.pid };
  return { kind: 'free', orphans: nodes };
}

/** @returns undefined for none, and for one that a crash left unreadable: it is void */
function parseLock(text: string | undefined): RunLock | undefined {
  if (text === undefined) return undefined;
  try {
    return lockFile.parse(JSON.parse(text));
  } catch {
    return undefined; // written by no version of ours, or cut off when the machine lost power: void
  }
}

/** Who a home belongs to at this moment, and the text of the lock found. */
export async function lookAtHome(
  home: Home,
): Promise<{ readonly state: HomeState; readonly lockText: string | undefined }> {
  const lockText = await readIfPresent(home.files.lock);
  const lock = parseLock(lockText);
  const owner = lock === undefined ? undefined : await findProcess(lock.pid);
  const nodes = nodeProcessesIn(await listProcesses(), home.dir);
  return { state: homeStateOf(lock, owner, nodes), lockText };
}

/**
 * Takes the home for this process. Whoever reads the lock must have found it void before (`homeStateOf`).
 *
 * @param replaces the void lock's text, or undefined when there was none
 * @throws LocalError `REFUSED` when another process was quicker
 */
export async function takeLock(home: Home, replaces: string | undefined): Promise<void> {
  const file = home.files.lock;
  if (replaces !== undefined) await moveAside(file, replaces);
  const own = await ownLock();
  const beside = `${file}.${own.pid}`;
  await writeFile(beside, JSON.stringify(own), { mode: 0o600, flush: true });
  try {
    await link(beside, file); // fails when it exists: of two that start at once one gets it
  } catch (error) {
    if (errorCodeOf(error) === 'EEXIST') throw lostRace(home.dir);
    throw error;
  } finally {
    await rm(beside);
  }
}

export async function releaseLock(home: Home): Promise<void> {
  await rm(home.files.lock, { force: true });
}

async function ownLock(): Promise<RunLock> {
  const own = await findProcess(process.pid);
  return { pid: process.pid, startTime: own?.startTime ?? '' };
}

/** Moves a void lock away, unless it is no longer the one that was judged void. */
async function moveAside(file: string, replaces: string): Promise<void> {
  const aside = `${file}.void.${process.pid}`;
  try {
    await rename(file, aside);
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT') return; // another moved it: link decides
    throw error;
  }
  if ((await readFile(aside, 'utf8')) !== replaces) {
    await rename(aside, file);
    throw lostRace(file);
  }
  await rm(aside);
}

function lostRace(place: string): LocalError {
  return new LocalError('REFUSED', `${place}: another start took it at the same moment; let that one go on`);
}
