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
      stats.received.toLocaleString('en-US'),
    ]),
  );
  const { sent, received, lost, duplicated, outOfOrder } = totals;
  // What is acknowledged and not yet received is on its way; it is lost only if it never comes.
  const summary =
    `${Math.round(seconds).toLocaleString('en-US')} s, ${sent.toLocaleString('en-US')} sent, ` +
    `${received.toLocaleString('en-US')} received, ${String(lost)} on the way, ` +
    `${String(duplicated)} duplicated, ${String(outOfOrder)} out of order`;
  return [table, summary, ...happenings.slice(-happeningsShown)].join('\n');
}
