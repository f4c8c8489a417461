import type { ReadyPlatform } from '../../cli/start/bring-up.ts';
import { runFlow, shippedPrices } from '../../local/index.ts';
import { platformInHand } from './platform-in-hand.ts';
import { sweepMinutes, tell, sweepTimeoutMs } from './sweep.ts';

const ratePerSecond = 300;
const sampleMs = 5_000;
/** Seven processes within 3 GiB, however long they run. */
const nodesLimitMb = 3_072;
/** Heaps, class data and page tables are as large as they get after some minutes: the second half adds little. */
const nodesGrowthLimit = 1.1;
/** What an endless flow's judge remembers (some 100 MB when full), and what this process has of its own. */
const flowGrowthLimitMb = 150;

let ready: ReadyPlatform;
beforeAll(async () => {
  ready = await platformInHand();
}, 120_000);
afterAll(() => ready.cluster.stop(), 90_000);

test(
  'a flow of minutes loses nothing and grows no process without bound',
  async () => {
    const nodesMb: number[] = [];
    const heapMb: number[] = [];
    const sampling = setInterval(() => {
      heapMb.push(process.memoryUsage().heapUsed / 2 ** 20);
      void ready.cluster.residentMemoryMb().then((mb) => nodesMb.push(mb));
    }, sampleMs);
    // Without a number of events, as `npm start` runs it: its memory must be bounded.
    const result = await runFlow({
      kafka: ready.kafka,
      registry: ready.registry,
      prices: shippedPrices,
      ratePerSecond,
      signal: AbortSignal.timeout(sweepMinutes * 60_000),
    });
    clearInterval(sampling);

    const { sent, received, lost, duplicated, outOfOrder } = result.events;
    const nodes = halves(nodesMb, Math.max);
    // Between two collections a heap goes up and down; its lowest value is what is kept.
    const heap = halves(heapMb, Math.min);
    tell(
      `${sent} events sent, ${received} received, ${lost} lost, ${duplicated} duplicated, ${outOfOrder} out of order`,
    );
    tell(`seven nodes: at most ${mb(nodes.first)} in the first half, ${mb(nodes.second)} in the second`);
    tell(`this process: at least ${mb(heap.first)} of heap in the first half, ${mb(heap.second)} in the second`);
    for (const [domain, { p50, p99 }] of Object.entries(result.latencyMs))
      tell(`${domain}: p50 ${p50} ms, p99 ${p99} ms`);

    expect({ lost, duplicated, outOfOrder }).toEqual({ lost: 0, duplicated: 0, outOfOrder: 0 });
    expect(received).toBe(sent);
    expect(sent).toBeGreaterThan(0.9 * ratePerSecond * sweepMinutes * 60);
    expect(nodes.second).toBeLessThan(nodesLimitMb);
    expect(nodes.second).toBeLessThan(nodes.first * nodesGrowthLimit);
    expect(heap.second).toBeLessThan(heap.first + flowGrowthLimitMb);
  },
  sweepTimeoutMs,
);

function halves(samples: readonly number[], of: (...values: number[]) => number) {
  const middle = Math.floor(samples.length / 2);
  return { first: of(...samples.slice(0, middle)), second: of(...samples.slice(middle)) };
}

function mb(value: number): string {
  return `${value.toFixed(0)} MB`;
}
