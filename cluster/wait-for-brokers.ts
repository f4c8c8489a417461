import kafkajs, { type Admin } from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';
import { ClusterError } from './cluster-error.ts';

const { KafkaJSError } = kafkajs;

/**
 * Waits until the controller has told of `count` brokers. Before that a broker that has just started may know neither
 * the others nor the topics, and whoever believes it would create them anew.
 *
 * @throws ClusterError `CLUSTER_UNREACHABLE` after `timeoutMs`
 */
export async function waitForBrokers(
  admin: Admin,
  count: number,
  options: { readonly timeoutMs: number; readonly signal?: AbortSignal },
): Promise<void> {
  const deadline = performance.now() + options.timeoutMs;
  for (;;) {
    options.signal?.throwIfAborted();
    const found = await knownBrokers(admin);
    if (found >= count) return;
    if (performance.now() > deadline) {
      throw new ClusterError(
        'CLUSTER_UNREACHABLE',
        `cluster: found ${found} brokers after ${Math.round(options.timeoutMs / 1_000)} s, expected ${count}; see the ` +
          'logs of those that are missing',
      );
    }
    await sleep(200, undefined, { signal: options.signal });
  }
}

/** The client throws while there is no controller: here that is only "not yet". */
async function knownBrokers(admin: Admin): Promise<number> {
  try {
    return (await admin.describeCluster()).brokers.length;
  } catch (error) {
    if (error instanceof KafkaJSError && error.retriable) return 0;
    throw error;
  }
}
