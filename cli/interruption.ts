import { exitCodes } from './exit-codes.ts';

/** The user, the terminal or the machine wants the command to end. */
export class Interrupted extends Error {
  readonly code = 'ABORT_ERR';

  constructor(state: string) {
    super(`interrupted (exit ${String(exitCodes.interrupted)}): ${state}`);
  }
}

/**
 * Aborts at Ctrl-C, when the terminal closes, and when the process is asked to end; from then on the process ends by
 * itself only.
 *
 * @param interrupt is called each time
 */
export function onInterruption(interrupt: (controller: AbortController) => void): AbortSignal {
  const controller = new AbortController();
  const heard = () => interrupt(controller);
  process.on('SIGINT', heard).on('SIGTERM', heard).on('SIGHUP', heard);
  return controller.signal;
}
