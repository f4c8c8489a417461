import { statfs } from 'node:fs/promises';
import { LocalError } from './local-error.ts';

/** Measured: jars and class archives 460 MB, a platform that carried 20,000 events 195 MB; the rest is room to go on. */
const neededMb = { jars: 600, newPlatform: 2_048, keptPlatform: 1_024 } as const;

/** How much must be free, in MB (2^20 bytes). */
export function spaceNeededMb(state: { readonly jarsPresent: boolean; readonly isNew: boolean }): number {
  return (state.jarsPresent ? 0 : neededMb.jars) + (state.isNew ? neededMb.newPlatform : neededMb.keptPlatform);
}

/** @throws LocalError `MACHINE_LACKS` telling what is free and what is needed */
export async function checkDiskSpace(dir: string, wantedMb: number): Promise<void> {
  const { bavail, bsize } = await statfs(dir);
  const problem = spaceProblem(dir, Math.floor((bavail * bsize) / 2 ** 20), wantedMb);
  if (problem !== undefined) throw new LocalError('MACHINE_LACKS', problem);
}

/** The message when `freeMb` is too little, or undefined. */
export function spaceProblem(dir: string, freeMb: number, wantedMb: number): string | undefined {
  if (freeMb >= wantedMb) return undefined;
  return `disk of ${dir}: found ${freeMb} MB free, expected at least ${wantedMb} MB; free some, or choose a directory on another disk`;
}
