import type { Platform } from '../../platform/index.ts';
import {
  ksqldbProbePort,
  ksqldbProperties,
  ksqldbStateDir,
  serviceFiles,
  serviceLayout as layout,
} from '../../render/index.ts';
import { memoryOfJvmMb, toBrokers } from './allowances.ts';
import { podHost, type WorkloadDescription } from './workload-description.ts';

/**
 * ksqlDB's servers, which take queries and keep them running. Whoever may ask them sees what they may read, so they
 * answer each other alone, and whoever has both a certificate and IAM's leave to forward a port.
 */
export function ksqldb(platform: Platform): WorkloadDescription {
  const name = 'ksqldb';
  const { port, heapMb, replicas, diskSizeGb } = platform.ksqldb;
  const registry = platform.schemaRegistry.port;
  return {
    name,
    image: 'ksqldb',
    // Queries that run must not be taken back.
    pool: 'general',
    replicas,
    command: ['/usr/bin/ksql-server-start'],
    args: [`${layout.configDir}/$(POD_NAME).properties`],
    environment: {
      KSQL_HEAP_OPTS: `-Xms${String(heapMb)}m -Xmx${String(heapMb)}m`,
      LOG_DIR: '/tmp',
    },
    userId: 1000,
    ports: { https: port },
    // Its API wants a certificate from whoever calls; the probe asks within the container.
    probe: { command: ['curl', '--fail', '--silent', `http://127.0.0.1:${String(ksqldbProbePort)}/healthcheck`] },
    cpuMillis: { request: 250, limit: 1_500 },
    memoryMb: memoryOfJvmMb(heapMb),
    files: Object.fromEntries(
      Array.from({ length: replicas }, (_, index) => [
        `${name}-${String(index)}.properties`,
        ksqldbProperties(platform, podHost(name, index), layout),
      ]),
    ),
    ...layout,
    secretFiles: [serviceFiles.secrets, serviceFiles.keystore, serviceFiles.truststore],
    disk: { path: ksqldbStateDir, sizeGb: diskSizeGb },
    namedPods: true,
    ingress: [{ peers: [{ workload: name }], ports: [port] }],
    egress: [
      toBrokers(platform),
      { peers: [{ workload: name }], ports: [port] },
      { peers: [{ workload: 'schema-registry' }, { range: platform.regions.primary.cidr }], ports: [registry] },
    ],
    // Its queries commit what they hold before they end.
    stopSeconds: 120,
  };
}
