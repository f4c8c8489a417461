import pRetry from 'p-retry';
import { AgentError, messageOf } from './agent-error.ts';

/** An HTTP request to Google's services or to a function of the platform. */
export interface GoogleRequest {
  /** For messages: the object, secret or function, never with a token. */
  readonly place: string;
  readonly url: string;
  readonly method?: 'GET' | 'POST';
  readonly headers: () => Promise<Readonly<Record<string, string>>>;
  readonly body?: string;
  /** Statuses that the caller knows what to do with, beside those of success. */
  readonly accepted?: readonly number[];
  readonly expected: string;
  /** What to do about a status that is none of them; the text of the answer is shown before it. */
  readonly next: (status: number) => string;
}

/** How long to go on asking. A timer starts the agent again: it needn't be for ever. */
export interface Patience {
  /** @default 5 */
  readonly retries?: number;
  /** Pause before the first retry; it doubles. @default 1 000 */
  readonly pauseMs?: number;
  /** How long one answer may take. @default 20 000 */
  readonly timeoutMs?: number;
}

/** 408 and 429 ask for patience, 5xx is Google's own trouble. */
export function isPassing(status: number): boolean {
  return status >= 500 || status === 408 || status === 429;
}

/**
 * Asks until there is an answer other than "later".
 *
 * @throws AgentError with what was answered last
 */
export function askGoogle(request: GoogleRequest, patience: Patience = {}): Promise<Response> {
  const { retries = 5, pauseMs = 1_000, timeoutMs = 20_000 } = patience;
  return pRetry(() => askOnce(request, timeoutMs), {
    retries,
    minTimeout: pauseMs,
    randomize: true, // nodes boot together
    shouldRetry: ({ error }) => error instanceof AgentError && error.retryable,
  });
}

async function askOnce(request: GoogleRequest, timeoutMs: number): Promise<Response> {
  const { place, url, method = 'GET', headers, body, accepted = [], expected, next } = request;
  let response: Response;
  try {
    response = await fetch(url, {
      method,
      headers: await headers(),
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined ? {} : { body }),
    });
  } catch (cause) {
    if (cause instanceof AgentError) throw cause;
    const found = cause instanceof Error && cause.cause !== undefined ? messageOf(cause.cause) : messageOf(cause);
    throw new AgentError(
      { place, found, expected, next: 'look at private Google access and at the name in the DNS' },
      { cause, retryable: true },
    );
  }
  const { ok, status } = response;
  if (ok || accepted.includes(status)) return response;
  const said = (await response.text()).slice(0, 500);
  throw new AgentError(
    { place, found: `status ${String(status)} ${said}`, expected, next: next(status) },
    { retryable: isPassing(status) },
  );
}
