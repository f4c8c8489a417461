import { stringify } from 'yaml';
import { secondaryOf, type Platform } from '../platform/index.ts';
import type { ServiceLayout } from './service-secrets.ts';

/** Where monitoring's own parts listen: the ports that each has by default. */
export const monitoringPorts = { prometheus: 9090, alertmanager: 9093, grafana: 3000 } as const;

/** How often everything is measured. */
const scrapeInterval = '15s';

/** Prometheus' prometheus.yml: whom it asks in both regions, how often, and to whom it passes alerts. */
export function prometheusYaml(platform: Platform, { configDir }: ServiceLayout): string {
  const { monitoring, environment, bootstrapProxy } = platform;
  const clusters = [platform, secondaryOf(platform)];
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
      namedNodes('kafka', clusters, 'brokers', monitoring.metricsPort),
      namedNodes('zookeeper', clusters, 'zookeeper', monitoring.metricsPort),
      machinesOfGroups('haproxy', platform, bootstrapProxy.ports.metrics),
      machinesOfGroups('mirror-maker', platform, monitoring.metricsPort),
      ...Object.entries(monitoringPorts).map(([name, port]) => ({
        job_name: name,
        static_configs: [{ targets: [`${name === 'prometheus' ? 'localhost' : name}:${String(port)}`] }],
      })),
    ],
  });
}

function namedNodes(name: string, clusters: readonly Platform[], kind: 'brokers' | 'zookeeper', port: number) {
  return {
    job_name: name,
    static_configs: clusters.flatMap(({ region, nodes }) =>
      nodes[kind].map(({ name: node, host, rack }) => ({
        targets: [`${host}:${String(port)}`],
        labels: { node, rack, region },
      })),
    ),
  };
}

/**
 * Machines that have names and addresses as they come: Compute Engine is asked for those of a component, zone by zone
 * (https://prometheus.io/docs/prometheus/latest/configuration/configuration/#gce_sd_config).
 */
function machinesOfGroups(component: string, { name, projectId, regions }: Platform, port: number) {
  return {
    job_name: component,
    gce_sd_configs: Object.values(regions)
      .flatMap(({ zones }) => zones)
      .map((zone) => ({
        project: projectId,
        zone,
        filter: `(labels.platform = "${name}") (labels.component = "${component}")`,
        port,
      })),
    relabel_configs: [
      { source_labels: ['__meta_gce_instance_name'], target_label: 'node' },
      // A zone is told as an address that ends with its name.
      { source_labels: ['__meta_gce_zone'], regex: '.*/([^/]+)', target_label: 'zone' },
    ],
  };
}
