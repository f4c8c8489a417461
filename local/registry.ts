import { setTimeout as sleep } from 'node:timers/promises';
import { isNativeError } from 'node:util/types';
import { z } from 'zod';
import type { Platform } from '../platform/index.ts';
import { LocalError } from './local-error.ts';

const pollMs = 100;
const compatibility = 'BACKWARD';
const configAnswer = z.object({ compatibilityLevel: z.string() });

/** Base of the registry's Confluent-compatible API. */
export function registryUrlOf(platform: Platform): string {
  const [url] = platform.schemaRegistryUrls;
  if (url === undefined) throw new Error('schemaRegistry.replicas: found 0, expected at least one');
  return url;
}

/**
 * Waits until the registry answers and makes it refuse incompatible schemas everywhere, which it doesn't by itself.
 *
 * @throws LocalError `NODE_FAILED` when it doesn't answer within `patienceMs`
 */
export async function prepareRegistry(
  url: string,
  logFile: string,
  patienceMs: number,
  signal: AbortSignal,
): Promise<void> {
  const deadline = performance.now() + patienceMs;
  let level = await compatibilityLevel(url, signal);
  while (level === undefined) {
    if (performance.now() > deadline) {
      throw new LocalError(
        'NODE_FAILED',
        `registry ${url}: no answer after ${patienceMs / 1_000} s; look into ${logFile}`,
      );
    }
    await sleep(pollMs, undefined, { signal });
    level = await compatibilityLevel(url, signal);
  }
  if (level === compatibility) return;
  const answer = await fetch(`${url}/config`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ compatibility }),
    signal,
  });
  if (!answer.ok) {
    throw new LocalError(
      'NODE_FAILED',
      `registry ${url}/config: found status ${answer.status}, expected ${compatibility} to be accepted; look into ${logFile}`,
    );
  }
}

/** The level that holds for all subjects, or undefined as long as nobody answers. */
async function compatibilityLevel(url: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    const answer = await fetch(`${url}/config`, { signal });
    return answer.ok ? configAnswer.parse(await answer.json()).compatibilityLevel : undefined;
  } catch (error) {
    signal.throwIfAborted();
    if (isNativeError(error) && error.name === 'TypeError') return undefined; // refused or cut off: it isn't up yet
    throw error;
  }
}
