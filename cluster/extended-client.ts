import { Worker } from 'node:worker_threads';
import { ClusterError } from './cluster-error.ts';
import type { ExtendedAnswer, ExtendedCalls, ExtendedRequest } from './extended-worker.ts';

/**
 * The client that has what kafkajs lacks, in a thread of its own: it takes a third of the time of a plan to load (480
 * modules and the schemas that it compiles, bench/planning.ts), in which everything else can be loaded and asked as well.
 */
interface Thread {
  readonly worker: Worker;
  readonly open: Map<number, PromiseWithResolvers<unknown>>;
}

let thread: Thread | undefined;
let lastId = 0;

/** Begins to load it. Whoever knows that it will be needed calls this first; else the first call does. */
export function startExtendedClient(): void {
  running();
}

function running(): Thread {
  if (thread !== undefined) return thread;
  const worker = new Worker(new URL('./extended-worker.ts', import.meta.url), { execArgv: process.execArgv });
  const started: Thread = { worker, open: new Map() };
  worker.on('message', (answer: ExtendedAnswer) => {
    settle(started, answer);
  });
  const end = (reason: Error) => {
    if (thread === started) thread = undefined;
    for (const { reject } of started.open.values()) reject(reason);
    started.open.clear();
  };
  worker.once('error', end);
  worker.once('exit', (code) => {
    end(new Error(`the thread of the Kafka client has ended with exit code ${code}, expected it to stay`));
  });
  worker.unref(); // only what is asked keeps the process alive
  return (thread = started);
}

function settle({ worker, open }: Thread, answer: ExtendedAnswer): void {
  const asked = open.get(answer.id);
  open.delete(answer.id);
  if (open.size === 0) worker.unref();
  if ('result' in answer) asked?.resolve(answer.result);
  else if ('refusal' in answer) asked?.reject(new ClusterError(answer.refusal.code, answer.refusal.message));
  else asked?.reject(Object.assign(new Error(answer.error.message), { stack: answer.error.stack }));
}

/** The call of this name in the client's thread. */
function inThread<Name extends keyof ExtendedCalls>(name: Name): ExtendedCalls[Name] {
  const ask = (...args: readonly unknown[]): Promise<unknown> => {
    const { worker, open } = running();
    const asked = Promise.withResolvers<unknown>();
    const request: ExtendedRequest = { id: (lastId += 1), call: name, args };
    open.set(request.id, asked);
    worker.ref();
    worker.postMessage(request);
    return asked.promise;
  };
  return ask as ExtendedCalls[Name];
}

export const alterConfigs = inThread('alterConfigs');
export const alterQuotas = inThread('alterQuotas');
export const alterScramUsers = inThread('alterScramUsers');
export const observeBrokers = inThread('observeBrokers');
export const observeContents = inThread('observeContents');
export const observeQuotas = inThread('observeQuotas');
export const observeScramUsers = inThread('observeScramUsers');
export const observeSizes = inThread('observeSizes');
export const readPartition = inThread('readPartition');
export const readRecords = inThread('readRecords');
export const replicasAsSeenBy = inThread('replicasAsSeenBy');
