import { setTimeout as sleep } from 'node:timers/promises';
import type { ReadyPlatform } from '../../cli/start/bring-up.ts';
import { waitForInSync, withAdmin } from '../../cluster/index.ts';
import { runFlow, shippedPrices, type FlowStats } from '../../local/index.ts';
import { topics } from '../../topics/index.ts';
import { platformInHand } from './platform-in-hand.ts';
import { sweepMinutes, sweepRandom, tell, sweepTimeoutMs } from './sweep.ts';

const ratePerSecond = 200;
const totalEvents = Math.round(ratePerSecond * sweepMinutes * 60);
/** The last fault is over before the flow is, so that all that was sent can come back. */
const calmSeconds = 45;
const topicNames = topics.map(({ name }) => name);

let ready: ReadyPlatform;
beforeAll(async () => {
  ready = await platformInHand();
}, 120_000);
afterAll(() => ready.cluster.stop(), 90_000);

test(
  'nodes killed one after another during a flow cost no event, double none and leave the order',
  async () => {
    const random = sweepRandom();
    const deaths: { readonly node: string; readonly backSeconds: number }[] = [];
    const sweepOver = new AbortController();
    const moments: FlowStats[] = [];

    const sweep = async () => {
      let waiting: string[] = [];
      while (!sweepOver.signal.aborted) {
        await sleep(random.between(1, 6, 1) * 1_000);
        // Each node has its turn before one has its second.
        if (waiting.length === 0) waiting = [...ready.cluster.pids().keys()].sort();
        const node = random.pick(waiting);
        waiting = waiting.filter((name) => name !== node);
        const killed = performance.now();
        const back = comesBack(node);
        process.kill(ready.cluster.pids().get(node)!, 'SIGKILL');
        await back;
        await withAdmin(ready.operator, {}, (admin) => waitForInSync(admin, topicNames, { timeoutMs: 120_000 }));
        const backSeconds = (performance.now() - killed) / 1_000;
        deaths.push({ node, backSeconds });
        tell(`${node} killed, whole again after ${backSeconds.toFixed(1)} s`);
      }
    };

    let sweeping: Promise<void> | undefined;
    const sweepFailed = new AbortController();
    const beginSweep = () => {
      const begun = sweep();
      begun.catch(() => sweepFailed.abort()); // why is told after the flow
      return begun;
    };
    const result = await runFlow({
      kafka: ready.kafka,
      registry: ready.registry,
      prices: shippedPrices,
      ratePerSecond,
      totalEvents,
      signal: sweepFailed.signal,
      onStats: (stats) => {
        moments.push(stats);
        sweeping ??= beginSweep();
        if (stats.totals.sent > totalEvents - calmSeconds * ratePerSecond) sweepOver.abort();
      },
    });
    sweepOver.abort();
    await sweeping;

    const { sent, received, lost, duplicated, outOfOrder } = result.events;
    tell(
      `${deaths.length} deaths of ${new Set(deaths.map(({ node }) => node)).size} nodes, the slowest whole again after ` +
        `${Math.max(...deaths.map(({ backSeconds }) => backSeconds)).toFixed(1)} s; ${sent} events sent, ${received} received, ` +
        `${lost} lost, ${duplicated} duplicated, ${outOfOrder} out of order; longest pause ${longestPause(moments)} s`,
    );
    expect(result.events).toEqual({ sent: totalEvents, received: totalEvents, lost: 0, duplicated: 0, outOfOrder: 0 });
    expect(deaths.length).toBeGreaterThan(0);
  },
  sweepTimeoutMs,
);

function comesBack(node: string): Promise<void> {
  return new Promise((resolve) => {
    const unsubscribe = ready.cluster.onNodeEvent((event) => {
      if (event.node !== node || event.kind !== 'back') return;
      unsubscribe();
      resolve();
    });
  });
}

/** Seconds in which nothing came. */
function longestPause(moments: readonly FlowStats[]): string {
  let since = moments[0]!;
  let longest = 0;
  for (const moment of moments) {
    if (moment.totals.received > since.totals.received) since = moment;
    longest = Math.max(longest, moment.seconds - since.seconds);
  }
  return longest.toFixed(0);
}
