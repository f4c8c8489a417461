import { setTimeout as sleep } from 'node:timers/promises';

/** Ctrl-C goes to a command and its children alike, and a child's end may be heard of before the signal. */
const hearingMs = 100;

/**
 * What `work` resolves to, or the signal's reason as soon as it is aborted: the work then goes on, and nobody waits for
 * it. For what can't be broken off, such as a request that a broker is busy with. Work that fails as the interruption
 * comes was broken off by it.
 */
export function unlessInterrupted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const interrupted = () => reject(signal.reason as Error);
    signal.addEventListener('abort', interrupted, { once: true });
    void work()
      .catch(async (error: unknown) => {
        await sleep(hearingMs);
        throw error; // which nobody hears when the interruption was heard of meanwhile
      })
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', interrupted));
  });
}
