/**
 * What can go wrong with the platform on this machine:
 * - `MACHINE_LACKS`: a JDK, Maven, an address, memory or disk is missing
 * - `REFUSED`: a guard said no: another start owns the home, or the directory isn't ours
 * - `WRONG_USAGE`: the directory or another option can't be used
 * - `PORT_TAKEN`: another process holds a port that a node needs
 * - `JARS`: a jar is neither there nor to be had, or isn't the one that was pinned
 * - `NODE_FAILED`: a process didn't come up or refused what it was told
 */
export type LocalErrorCode =
  'MACHINE_LACKS' | 'REFUSED' | 'WRONG_USAGE' | 'PORT_TAKEN' | 'JARS' | 'ARTIFACTS' | 'NODE_FAILED';

/** The one error of this room. Its message names the place, what was found, what was expected and what to do next. */
export class LocalError extends Error {
  readonly code: LocalErrorCode;

  constructor(code: LocalErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'LocalError';
    this.code = code;
  }
}
