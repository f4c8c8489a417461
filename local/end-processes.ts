import { setTimeout as sleep } from 'node:timers/promises';
import { errorCodeOf } from './error-code.ts';
import { findProcess, type ProcessInfo } from './process-table.ts';

const pollMs = 50;

/**
 * Ends processes in order: asks them, and kills those that are still there after `patienceMs`.
 *
 * @returns those that had to be killed
 */
export async function endProcesses<T extends ProcessInfo>(processes: readonly T[], patienceMs: number): Promise<T[]> {
  for (const each of processes) signalProcess(each, 'SIGTERM');
  const stubborn = await waitForEnd(processes, patienceMs);
  for (const each of stubborn) signalProcess(each, 'SIGKILL');
  const immortal = await waitForEnd(stubborn, 10_000);
  if (immortal.length > 0) {
    throw new Error(`processes ${immortal.map(({ pid }) => pid).join(', ')}: still there 10 s after SIGKILL`);
  }
  return stubborn;
}

async function waitForEnd<T extends ProcessInfo>(processes: readonly T[], patienceMs: number): Promise<T[]> {
  const deadline = performance.now() + patienceMs;
  let left = await stillRunning(processes);
  while (left.length > 0 && performance.now() < deadline) {
    await sleep(pollMs);
    left = await stillRunning(left);
  }
  return left;
}

/** Those that are still the same processes: a pid alone may have been given to another. */
export async function stillRunning<T extends ProcessInfo>(processes: readonly T[]): Promise<T[]> {
  const now = await Promise.all(processes.map(({ pid }) => findProcess(pid)));
  return processes.filter((process, index) => now[index]?.startTime === process.startTime);
}

function signalProcess({ pid }: ProcessInfo, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (errorCodeOf(error) !== 'ESRCH') throw error; // gone already is fine
  }
}
