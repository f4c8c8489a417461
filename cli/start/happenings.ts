import type { NodeEvent } from '../../local/index.ts';

/** What befell a node, in a sentence. */
export function describeNodeEvent(event: NodeEvent): string {
  switch (event.kind) {
    case 'exited':
      return event.restartInMs === undefined
        ? `${event.node} ended (${event.how}) too often; it stays down`
        : `${event.node} ended (${event.how}); it is started again in ${String(event.restartInMs / 1_000)} s`;
    case 'restarted':
      return `${event.node} was started again as process ${String(event.pid)}`;
    case 'back':
      return `${event.node} answers again`;
  }
}
