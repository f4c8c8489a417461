import type { FlowStats } from '../../local/index.ts';
import { renderTable } from '../output.ts';

/** More lines than this push the table out of a small window. */
const happeningsShown = 5;

/**
 * The flow's moment as text: a row a domain, totals, and what happened to the platform.
 *
 * @param happenings newest last; the last few are shown
 */
export function liveView({ domains, totals, seconds }: FlowStats, happenings: readonly string[]): string {
  const table = renderTable(
    ['domain', 'events/s', 'lag', 'p50 ms', 'p99 ms', 'received'],
    Object.entries(domains).map(([domain, stats]) => [
      domain,
      Math.round(stats.receivedPerSecond),
      stats.lag,
      stats.p50Ms ?? '-',
      stats.p99Ms ?? '-',
      grouped(stats.received),
    ]),
  );
  const { sent, received, lost, duplicated, outOfOrder } = totals;
  // What is acknowledged and not yet received is on its way; it is lost only if it never comes.
  const lines = [
    `${grouped(Math.round(seconds))} s: ${grouped(sent)} sent, ${grouped(received)} received, ${grouped(lost)} on the way`,
    `${grouped(duplicated)} duplicated, ${grouped(outOfOrder)} out of order`,
  ];
  return [table, ...lines, ...happenings.slice(-happeningsShown)].join('\n');
}

/** Thousands are set apart. */
function grouped(count: number): string {
  return count.toLocaleString('en-US');
}
