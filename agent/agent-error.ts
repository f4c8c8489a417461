import { isNativeError } from 'node:util/types';

export interface AgentErrorParts {
  /** File, device, unit, object. */
  readonly place: string;
  readonly found: string;
  readonly expected: string;
  /** What whoever reads it is to do. */
  readonly next: string;
}

/** What stops the node agent. Its message is one line, for the journal. */
export class AgentError extends Error {
  override readonly name = 'AgentError';
  /** Trying again may help. */
  readonly retryable: boolean;

  constructor(
    { place, found, expected, next }: AgentErrorParts,
    options: { readonly cause?: unknown; readonly retryable?: boolean } = {},
  ) {
    super(`${place}: found ${oneLine(found)}, expected ${expected}; ${next}`, { cause: options.cause });
    this.retryable = options.retryable ?? false;
  }
}

/** What programs say, as part of a line. */
function oneLine(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' | ');
}

export function messageOf(error: unknown): string {
  return oneLine(isNativeError(error) ? error.message : String(error));
}

/** `ENOENT` and its kin, of errors that have one. */
export function codeOf(error: unknown): string | undefined {
  return isNativeError(error) && 'code' in error ? String(error.code) : undefined;
}
