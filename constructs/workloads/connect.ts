import type { Platform } from '../../platform/index.ts';
import {
  connectDistributed,
  connectors,
  connectProbePort,
  serviceFiles,
  serviceLayout as layout,
} from '../../render/index.ts';
import { memoryOfJvmMb, toBrokers, toGoogle, toMetadataServer } from './allowances.ts';
import type { WorkloadDescription } from './workload-description.ts';

/**
 * Kafka Connect with the sinks for Cloud Storage and BigQuery. What the connectors are to be lies beside the workers'
 * files; it is put to their API from within a pod, by whoever IAM lets in there
 * (docs/adr/0021-a-private-gke-cluster-reached-by-dns.md).
 */
export function connect(platform: Platform): WorkloadDescription {
  const name = 'connect';
  const { port, heapMb, workers } = platform.connect;
  const nodes = platform.nodes.connect;
  const { regions, network, schemaRegistry } = platform;
  return {
    name,
    image: 'connect',
    pool: name,
    replicas: workers,
    command: ['/usr/bin/connect-distributed'],
    args: [`${layout.configDir}/$(POD_NAME).properties`],
    environment: { KAFKA_HEAP_OPTS: `-Xms${String(heapMb)}m -Xmx${String(heapMb)}m`, LOG_DIR: '/tmp' },
    userId: 1000,
    ports: { https: port },
    // Its API wants a certificate from whoever calls; the probe asks within the container.
    probe: { command: ['curl', '--fail', '--silent', `http://127.0.0.1:${String(connectProbePort)}/`] },
    cpuMillis: { request: 500, limit: 3_000 },
    memoryMb: memoryOfJvmMb(heapMb),
    files: {
      ...Object.fromEntries(
        nodes.map((node, index) => [`${name}-${String(index)}.properties`, connectDistributed(platform, node, layout)]),
      ),
      ...Object.fromEntries(
        connectors(platform, layout).map((connector) => [
          `connectors/${connector.name}.json`,
          `${JSON.stringify(connector.config, undefined, 2)}\n`,
        ]),
      ),
    },
    ...layout,
    secretFiles: [serviceFiles.secrets, serviceFiles.keystore, serviceFiles.truststore, serviceFiles.authority],
    addresses: nodes,
    // Workers send each other what only the leader may do. Nobody else but nodes and functions has business here.
    ingress: [
      {
        peers: [{ workload: name }, { range: regions.primary.cidr }, { range: network.functionsCidr }],
        ports: [port],
      },
    ],
    egress: [
      toBrokers(platform),
      { peers: [{ workload: name }, { range: regions.primary.cidr }], ports: [port] },
      { peers: [{ workload: 'schema-registry' }, { range: regions.primary.cidr }], ports: [schemaRegistry.port] },
      toMetadataServer,
      toGoogle,
    ],
    // Its tasks write what they hold before they end.
    stopSeconds: 120,
  };
}
