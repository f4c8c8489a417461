import { writeFile } from 'node:fs/promises';
import { waitForInSync, withAdmin } from '../../cluster/index.ts';
import { runFlow, type FlowResult, type PriceSource } from '../../local/index.ts';
import { topics } from '../../topics/index.ts';
import { describeNodeEvent } from './happenings.ts';
import type { Progress } from './progress.ts';
import type { ReadyPlatform } from './bring-up.ts';

/** What `npm start -- --check` answers, in `check.json` and as the last line of standard output. */
export interface CheckReport {
  readonly ok: boolean;
  readonly events: FlowResult['events'];
  readonly topics: number;
  readonly partitions: number;
  readonly inSyncReplicas: number;
  readonly latencyMs: FlowResult['latencyMs'];
  readonly seconds: {
    readonly ready: number;
    readonly total: number;
    readonly steps: Readonly<Record<string, number>>;
  };
  readonly peakMemoryMb: number;
}

export interface CheckOptions {
  readonly prices: PriceSource;
  readonly ratePerSecond: number;
  readonly totalEvents: number;
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

const memorySampleMs = 2_000;
/** A broker that was restarted during the flow needs this long at most to catch up. */
const inSyncTimeoutMs = 60_000;

/** Lets a known number of events flow through a ready platform and judges what came back. */
export async function checkPlatform(ready: ReadyPlatform, options: CheckOptions): Promise<CheckReport> {
  const { cluster, operator, platform } = ready;
  const { progress, totalEvents, ratePerSecond, prices, signal } = options;
  const memory = await sampleMemory(cluster);
  const unsubscribe = cluster.onNodeEvent((event) => {
    progress.line(`    ${describeNodeEvent(event)}`);
  });
  try {
    const flow = await progress.run(
      'flow',
      `${totalEvents.toLocaleString('en-US')} events through ${String(topics.length)} topics`,
      (report) =>
        runFlow({
          kafka: ready.kafka,
          registry: ready.registry,
          prices,
          ratePerSecond,
          totalEvents,
          signal,
          onStats: ({ totals }) => {
            report.say(`${totals.received.toLocaleString('en-US')} received`);
          },
        }),
      ({ events }) =>
        `${String(events.lost)} lost, ${String(events.duplicated)} duplicated, ${String(events.outOfOrder)} out of order`,
    );
    signal.throwIfAborted();
    const names = topics.map(({ name }) => name);
    const inSync = await withAdmin(operator, {}, (admin) =>
      waitForInSync(admin, names, { timeoutMs: inSyncTimeoutMs, signal }),
    );
    const expectedReplicas = inSync.partitions * platform.kafka.settings.defaultReplicationFactor;
    return {
      ok: flow.ok && inSync.inSyncReplicas === expectedReplicas,
      events: flow.events,
      topics: topics.length,
      partitions: inSync.partitions,
      inSyncReplicas: inSync.inSyncReplicas,
      latencyMs: flow.latencyMs,
      seconds: { ready: round(ready.readySeconds), total: round(performance.now() / 1_000), steps: progress.seconds },
      peakMemoryMb: memory.peakMb(),
    };
  } finally {
    unsubscribe();
    memory.stop();
  }
}

/** The report with the time until everything had stopped again, written to `file` as one JSON document. */
export async function writeCheckReport(report: CheckReport, file: string): Promise<string> {
  const final: CheckReport = { ...report, seconds: { ...report.seconds, total: round(performance.now() / 1_000) } };
  const text = JSON.stringify(final);
  await writeFile(file, `${text}\n`);
  return text;
}

/** The most that all nodes together were seen to hold. */
async function sampleMemory(cluster: ReadyPlatform['cluster']) {
  let peakMb = 0;
  const sample = async () => {
    peakMb = Math.max(peakMb, Math.round(await cluster.residentMemoryMb()));
  };
  await sample();
  const timer = setInterval(() => void sample(), memorySampleMs);
  return {
    peakMb: () => peakMb,
    stop: () => {
      clearInterval(timer);
    },
  };
}

function round(seconds: number): number {
  return Math.round(seconds * 100) / 100;
}
