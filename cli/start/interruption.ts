/**
 * What `work` resolves to, or the signal's reason as soon as it is aborted: the work then goes on, and nobody waits for
 * it. For what can't be broken off, such as a request that a broker is busy with.
 */
export function unlessInterrupted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const interrupted = () => reject(signal.reason as Error);
    signal.addEventListener('abort', interrupted, { once: true });
    void work()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', interrupted));
  });
}
