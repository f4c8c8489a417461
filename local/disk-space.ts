import { mkdir, stat, statfs } from 'node:fs/promises';
import { errorCodeOf } from './error-code.ts';
import type { Home } from './home.ts';
import { LocalError } from './local-error.ts';

/** Measured: jars and class archives 460 MB, a platform that carried 20,000 events 195 MB; the rest is room to go on. */
const neededMb = { jars: 600, newPlatform: 2_048, keptPlatform: 1_024 } as const;
const advice = 'free some, or choose a directory on another disk with --home';
/** With less a node ends: what it writes at once, a segment's indexes or a snapshot, takes some tens of MB. */
const fullBelowMb = 64;

/** A disk, by a directory on it. */
export interface Disk {
  readonly dir: string;
  /** Tells it from others. */
  readonly device: number;
  readonly freeMb: number;
}

/**
 * Checks that there is room for what a start is about to write, jars that aren't there yet included.
 *
 * @param state.isNew whether the home's platform is about to be made
 * @throws LocalError `MACHINE_LACKS` telling for each disk that is too full what is free and what is needed
 */
export async function checkDiskSpace(
  home: Home,
  state: { readonly jarsPresent: boolean; readonly isNew: boolean },
): Promise<void> {
  await mkdir(home.jarsDir, { recursive: true });
  const [ofHome, ofJars] = await Promise.all([diskOf(home.dir), diskOf(home.jarsDir)]);
  const problem = spaceProblem(ofHome, ofJars, state);
  if (problem !== undefined) throw new LocalError('MACHINE_LACKS', problem);
}

/** What to tell when a running platform's disk has filled up, or undefined. */
export async function fullDiskProblem(home: Home): Promise<string | undefined> {
  try {
    const disk = await diskOf(home.dir);
    return disk.freeMb < fullBelowMb ? tooFull(disk, fullBelowMb) : undefined;
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT') return undefined; // a home that was deleted is another failure
    throw error;
  }
}

/**
 * What made a platform fail that was up: a full disk where that is so, whatever else went wrong because of it.
 *
 * @returns a `MACHINE_LACKS` caused by `error`, or `error` itself
 */
export async function explainFailure(home: Home, error: unknown): Promise<unknown> {
  const problem = await fullDiskProblem(home);
  return problem === undefined
    ? error
    : new LocalError('MACHINE_LACKS', `${problem}, and start again: what was acknowledged is kept`, { cause: error });
}

/** The disk that a directory is on. */
export async function diskOf(dir: string): Promise<Disk> {
  const [{ dev: device }, { bavail, bsize }] = await Promise.all([stat(dir), statfs(dir)]);
  return { dir, device, freeMb: Math.floor((bavail * bsize) / 2 ** 20) };
}

/** What to tell when there is too little room, a line for each disk, or undefined. MB are 2^20 bytes. */
export function spaceProblem(
  ofHome: Disk,
  ofJars: Disk,
  state: { readonly jarsPresent: boolean; readonly isNew: boolean },
): string | undefined {
  const homeMb = state.isNew ? neededMb.newPlatform : neededMb.keptPlatform;
  const jarsMb = state.jarsPresent ? 0 : neededMb.jars;
  const wanted: [Disk, number][] =
    ofHome.device === ofJars.device
      ? [[ofHome, homeMb + jarsMb]]
      : [
          [ofHome, homeMb],
          [ofJars, jarsMb],
        ];
  const problems = wanted
    .filter(([{ freeMb }, wantedMb]) => freeMb < wantedMb)
    .map(([disk, wantedMb]) => tooFull(disk, wantedMb));
  return problems.length === 0 ? undefined : problems.join('\n');
}

function tooFull({ dir, freeMb }: Disk, wantedMb: number): string {
  return `disk of ${dir}: found ${freeMb} MB free, expected at least ${wantedMb} MB; ${advice}`;
}
