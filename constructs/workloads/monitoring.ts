import type { Platform } from '../../platform/index.ts';
import {
  alertAddressFile,
  alertmanagerYaml,
  grafanaDataSources,
  grafanaIni,
  grafanaPasswordFile,
  monitoringPorts as ports,
  prometheusYaml,
  serviceLayout as layout,
} from '../../render/index.ts';
import { toGoogle, toMetadataServer } from './allowances.ts';
import type { WorkloadDescription } from './workload-description.ts';

/** Alerting has to outlast what it warns of: never on machines that can be taken back. */
const lastingPool = 'general';

/** Finds machines of groups by asking Compute Engine (`GkeStack` lets it). */
export const machineFinder = 'prometheus';

export function prometheus(platform: Platform): WorkloadDescription {
  const name = machineFinder;
  const { primary, secondary } = platform.regions;
  const { metricsPort, retentionDays, diskSizeGb } = platform.monitoring;
  const dataDir = '/prometheus';
  return {
    name,
    image: 'prometheus',
    pool: lastingPool,
    replicas: 1,
    command: ['/bin/prometheus'],
    args: [
      `--config.file=${layout.configDir}/prometheus.yml`,
      `--storage.tsdb.path=${dataDir}`,
      `--storage.tsdb.retention.time=${String(retentionDays)}d`,
      // Whatever comes first; a full disk would stop it.
      `--storage.tsdb.retention.size=${String(Math.floor(diskSizeGb * 0.8))}GB`,
    ],
    environment: {},
    userId: 65_534,
    ports: { http: ports.prometheus },
    probe: { path: '/-/ready', port: ports.prometheus, scheme: 'HTTP' },
    cpuMillis: { request: 200, limit: 1_500 },
    memoryMb: 1_536,
    files: { 'prometheus.yml': prometheusYaml(platform, layout) },
    ...layout,
    secretFiles: [],
    disk: { path: dataDir, sizeGb: diskSizeGb },
    ingress: [{ peers: [{ workload: 'grafana' }], ports: [ports.prometheus] }],
    egress: [
      {
        peers: [{ range: primary.cidr }, { range: secondary.cidr }],
        ports: [metricsPort, platform.bootstrapProxy.ports.metrics],
      },
      toGoogle,
      toMetadataServer,
      { peers: [{ workload: 'alertmanager' }], ports: [ports.alertmanager] },
      { peers: [{ workload: 'grafana' }], ports: [ports.grafana] },
    ],
  };
}

export function alertmanager(platform: Platform): WorkloadDescription {
  const name = 'alertmanager';
  const dataDir = '/alertmanager';
  return {
    name,
    image: 'alertmanager',
    pool: lastingPool,
    replicas: 1,
    command: ['/bin/alertmanager'],
    args: [
      `--config.file=${layout.configDir}/alertmanager.yml`,
      `--storage.path=${dataDir}`,
      // Alone it needs nobody to agree with.
      '--cluster.listen-address=',
    ],
    environment: {},
    userId: 65_534,
    ports: { http: ports.alertmanager },
    probe: { path: '/-/ready', port: ports.alertmanager, scheme: 'HTTP' },
    cpuMillis: { request: 50, limit: 500 },
    memoryMb: 256,
    files: { 'alertmanager.yml': alertmanagerYaml(platform, layout) },
    ...layout,
    secretFiles: [alertAddressFile],
    disk: { path: dataDir, sizeGb: 10 },
    ingress: [{ peers: [{ workload: 'prometheus' }], ports: [ports.alertmanager] }],
    // Where alerts are posted to; the policy allows it, and a route there is the network's to give.
    egress: [toGoogle],
  };
}

/** Reached by `kubectl port-forward` alone, which IAM guards. */
export function grafana(): WorkloadDescription {
  const name = 'grafana';
  return {
    name,
    image: 'grafana',
    pool: 'spot',
    replicas: 1,
    command: ['/run.sh'],
    args: [],
    environment: {
      GF_PATHS_CONFIG: `${layout.configDir}/grafana.ini`,
      GF_PATHS_DATA: '/var/lib/grafana',
      GF_PATHS_LOGS: '/tmp',
      GF_PATHS_PLUGINS: '/tmp/plugins',
      GF_PATHS_PROVISIONING: `${layout.configDir}/provisioning`,
    },
    userId: 472,
    ports: { http: ports.grafana },
    probe: { path: '/api/health', port: ports.grafana, scheme: 'HTTP' },
    cpuMillis: { request: 100, limit: 1_000 },
    memoryMb: 512,
    files: {
      'grafana.ini': grafanaIni(layout),
      'provisioning/datasources/prometheus.yml': grafanaDataSources(),
    },
    ...layout,
    secretFiles: [grafanaPasswordFile],
    disk: { path: '/var/lib/grafana', sizeGb: 10 },
    ingress: [{ peers: [{ workload: 'prometheus' }], ports: [ports.grafana] }],
    egress: [{ peers: [{ workload: 'prometheus' }], ports: [ports.prometheus] }],
  };
}
