import { stringify } from 'yaml';
import type { Platform } from '../platform/index.ts';
import type { ServiceLayout } from './service-secrets.ts';

/** Where monitoring's own parts listen: the ports that each has by default. */
export const monitoringPorts = { prometheus: 9090, alertmanager: 9093, grafana: 3000 } as const;

/** How often everything is measured. */
const scrapeInterval = '15s';

/** Prometheus' prometheus.yml: whom it asks, how often, and to whom it passes alerts. */
export function prometheusYaml(platform: Platform, { configDir }: ServiceLayout): string {
  const { nodes, monitoring, environment } = platform;
  return stringify({
    global: {
      scrape_interval: scrapeInterval,
      evaluation_interval: scrapeInterval,
      external_labels: { platform: platform.name, environment },
    },
    // Rules are put here by whoever has any; none is no error.
    rule_files: [`${configDir}/rules-*.yml`],
    alerting: {
      alertmanagers: [{ static_configs: [{ targets: [`alertmanager:${String(monitoringPorts.alertmanager)}`] }] }],
    },
    scrape_configs: [
      job('kafka', nodes.brokers, monitoring.metricsPort),
      job('zookeeper', nodes.zookeeper, monitoring.metricsPort),
      ...Object.entries(monitoringPorts).map(([name, port]) => ({
        job_name: name,
        static_configs: [{ targets: [`${name === 'prometheus' ? 'localhost' : name}:${String(port)}`] }],
      })),
    ],
  });
}

function job(
  name: string,
  nodes: readonly { readonly name: string; readonly host: string; readonly rack: string }[],
  port: number,
) {
  return {
    job_name: name,
    static_configs: nodes.map(({ name: node, host, rack }) => ({
      targets: [`${host}:${String(port)}`],
      labels: { node, rack },
    })),
  };
}
