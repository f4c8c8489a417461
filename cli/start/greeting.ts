import { relative } from 'node:path';
import type { ReadyPlatform } from './bring-up.ts';

/** What a newcomer needs when the platform is ready: where it is, how to get in, and three things to try. */
export function greeting({ platform, cluster, readySeconds }: ReadyPlatform, homeFlag: string): string {
  const admin = relative('', cluster.files.adminProperties);
  const client = relative('', cluster.files.clientProperties);
  const broker = platform.nodes.brokers[0]?.name ?? '';
  return `
Ready after ${readySeconds.toFixed(1)} s: ${String(platform.nodes.brokers.length)} brokers in ${String(platform.regions.primary.zones.length)} racks, TLS 1.3 and SCRAM on every listener.

  bootstrap servers   ${cluster.bootstrapServers}
  schema registry     ${cluster.registryUrl}
  operator            ${admin}
  client              ${client}
                      (both are Java client files, as for --command-config)

Three things to try in another terminal:
  npx kafka-platform topics list
  npx kafka-platform functions run metadata-backup${homeFlag}
  kill -9 ${String(cluster.pids().get(broker) ?? '')}      # ${broker} dies: watch the flow go on and the broker come back

Ctrl-C stops everything; the data stay for the next start.
`;
}
