import { isNativeError } from 'node:util/types';
import { parentPort } from 'node:worker_threads';
import { alterConfigs } from './alter-configs.ts';
import { alterQuotas, observeQuotas } from './client-quotas.ts';
import { ClusterError, type ClusterErrorCode } from './cluster-error.ts';
import { observeBrokers } from './observe-brokers.ts';
import { replicasAsSeenBy } from './placement/seen-replicas.ts';
import { readPartition, readRecords } from './read-records.ts';
import { alterScramUsers, observeScramUsers } from './scram-users.ts';
import { observeContents, observeSizes } from './topic-contents.ts';

/** All that is asked of the client that has what kafkajs lacks: from plain data to plain data, as threads can hand over. */
const calls = {
  alterConfigs,
  alterQuotas,
  alterScramUsers,
  observeBrokers,
  observeContents,
  observeQuotas,
  observeScramUsers,
  observeSizes,
  readPartition,
  readRecords,
  replicasAsSeenBy,
};
export type ExtendedCalls = typeof calls;

export interface ExtendedRequest {
  readonly id: number;
  readonly call: keyof ExtendedCalls;
  readonly args: readonly unknown[];
}

/** How a call ended. Neither an error's class nor the connection that its cause may hold passes from thread to thread. */
export type ExtendedAnswer = { readonly id: number } & (
  | { readonly result: unknown }
  | { readonly refusal: { readonly code: ClusterErrorCode; readonly message: string } }
  | { readonly error: { readonly message: string; readonly stack: string | undefined } }
);

async function answerTo({ id, call, args }: ExtendedRequest): Promise<ExtendedAnswer> {
  try {
    const run = calls[call] as (...its: readonly unknown[]) => Promise<unknown>;
    return { id, result: await run(...args) };
  } catch (error) {
    if (error instanceof ClusterError) return { id, refusal: { code: error.code, message: error.message } };
    const { message, stack } = isNativeError(error) ? error : new Error(String(error));
    return { id, error: { message, stack } };
  }
}

parentPort?.on('message', (request: ExtendedRequest) => {
  void answerTo(request).then((answer) => parentPort?.postMessage(answer));
});
