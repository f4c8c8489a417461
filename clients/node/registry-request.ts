import { setTimeout as sleep } from 'node:timers/promises';
import { isNativeError } from 'node:util/types';
import { z } from 'zod';
import { RegistryError } from './errors.ts';

/** A request that changes something. */
export interface RegistryRequest {
  readonly method: 'POST' | 'PUT' | 'DELETE';
  /** Sent as JSON, or as a ZIP archive when it is bytes. */
  readonly body?: unknown;
}

const tries = 4;
const firstPauseMs = 200;
const requestTimeoutMs = 10_000;
const refusal = z.object({ message: z.string() });

/**
 * Asks a schema registry, again while that may help.
 *
 * @param place address of what is asked
 * @param next what to do when it refuses, for the error's message
 * @param read makes the answer of its bytes; what it throws counts as no usable answer
 * @throws RegistryError
 */
export async function askRegistry<T>(
  place: string,
  next: string,
  read: (content: Uint8Array) => T,
  change?: RegistryRequest,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return read(await request(place, next, change));
    } catch (error) {
      const failure = error instanceof RegistryError ? error : unanswered(place, error);
      if (!failure.retryable || attempt === tries) throw failure;
      await sleep(firstPauseMs * 2 ** (attempt - 1));
    }
  }
}

async function request(place: string, next: string, change?: RegistryRequest): Promise<Uint8Array> {
  const response = await fetch(place, {
    signal: AbortSignal.timeout(requestTimeoutMs),
    ...(change === undefined ? {} : { method: change.method, ...contentOf(change.body) }),
  });
  const content = new Uint8Array(await response.arrayBuffer());
  if (response.ok) return content;
  const { success, data } = refusal.safeParse(parsed(textOf(content)));
  const found = `answered ${response.status}${success ? `, ${data.message}` : ''}`;
  const { status } = response;
  throw new RegistryError(place, found, next, status >= 500 || status === 429, { status });
}

function contentOf(body: unknown): RequestInit {
  if (body === undefined) return {};
  if (body instanceof Uint8Array) return { headers: { 'content-type': 'application/zip' }, body };
  return { headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' }, body: JSON.stringify(body) };
}

function textOf(content: Uint8Array): string {
  return new TextDecoder().decode(content);
}

/** A proxy in between may answer in HTML. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unanswered(place: string, error: unknown): RegistryError {
  const reason = isNativeError(error) && isNativeError(error.cause) ? error.cause : error;
  const found = isNativeError(reason) ? reason.message : String(reason);
  return new RegistryError(place, `no usable answer (${found})`, 'check that it is running', true, { cause: error });
}
