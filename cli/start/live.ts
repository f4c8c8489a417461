import { createLogUpdate } from 'log-update';
import { runFlow, type FlowStats, type PriceSource } from '../../local/index.ts';
import { describeNodeEvent } from './happenings.ts';
import { liveView } from './live-table.ts';
import type { ReadyPlatform } from './bring-up.ts';

export interface LiveOptions {
  readonly prices: PriceSource;
  readonly ratePerSecond: number;
  /** Ends the flow. */
  readonly signal: AbortSignal;
}

/** A log that is read later needs no line a second. */
const logIntervalSeconds = 10;

/** Lets events flow until the signal and shows how: a table that is repainted, or a line now and then in a log. */
export async function watchFlow(ready: ReadyPlatform, { prices, ratePerSecond, signal }: LiveOptions): Promise<void> {
  const stream = process.stdout;
  const live = stream.isTTY ? createLogUpdate(stream) : undefined;
  const happenings: string[] = [];
  let loggedAtSeconds = 0;

  const unsubscribe = ready.cluster.onNodeEvent((event) => {
    const text = `${new Date().toLocaleTimeString()} ${describeNodeEvent(event)}`;
    happenings.push(text);
    if (live === undefined) stream.write(`${text}\n`);
  });
  const onStats = (stats: FlowStats) => {
    if (live !== undefined) {
      live(liveView(stats, happenings));
    } else if (stats.seconds - loggedAtSeconds >= logIntervalSeconds) {
      loggedAtSeconds = stats.seconds;
      stream.write(`${liveView(stats, [])}\n\n`);
    }
  };
  try {
    await runFlow({ kafka: ready.kafka, registry: ready.registry, prices, ratePerSecond, signal, onStats });
  } finally {
    unsubscribe();
    live?.done();
  }
}
