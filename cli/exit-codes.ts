/** What the command's exit codes mean, everywhere. */
export const exitCodes = {
  done: 0,
  failed: 1,
  changesPending: 2,
  refused: 3,
  wrongUsage: 64,
  machineLacksSomething: 69,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/**
 * Codes that rooms put on their errors, where the answer to the shell is not "failed": the model is invalid or a name
 * in it unknown, the command was used wrongly, the machine lacks something (room on a disk too), a guard refused.
 */
const exitCodeByErrorCode: Readonly<Record<string, ExitCode>> = {
  INVALID_PLATFORM: exitCodes.wrongUsage,
  INVALID_TOPIC: exitCodes.wrongUsage,
  INVALID_CATALOGUE: exitCodes.wrongUsage,
  INVALID_ACCESS: exitCodes.wrongUsage,
  UNKNOWN_TOPIC: exitCodes.wrongUsage,
  INVALID_SCHEMA: exitCodes.wrongUsage,
  WRONG_USAGE: exitCodes.wrongUsage,
  PLAN_INVALID: exitCodes.wrongUsage,
  MACHINE_LACKS: exitCodes.machineLacksSomething,
  ENOSPC: exitCodes.machineLacksSomething,
  REFUSED: exitCodes.refused,
  ABORT_ERR: exitCodes.interrupted,
};

/** The exit code that an error stands for. */
export function exitCodeOf(error: unknown): ExitCode {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return exitCodeByErrorCode[code] ?? exitCodes.failed;
}
