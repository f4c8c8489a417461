import type { Platform } from '../../platform/index.ts';
import { schemaRegistryProperties, serviceFiles, serviceLayout as layout } from '../../render/index.ts';
import { clientRanges, memoryOfJvmMb, toBrokers } from './allowances.ts';
import type { WorkloadDescription } from './workload-description.ts';

/** Confluent Schema Registry. Its replicas have a name and an address each, as their clients list them. */
export function schemaRegistry(platform: Platform): WorkloadDescription {
  const name = 'schema-registry';
  const { port, heapMb, replicas } = platform.schemaRegistry;
  const nodes = platform.nodes.schemaRegistry;
  return {
    name,
    image: 'schemaRegistry',
    pool: name,
    replicas,
    command: ['/usr/bin/schema-registry-start'],
    args: [`${layout.configDir}/$(POD_NAME).properties`],
    environment: {
      SCHEMA_REGISTRY_HEAP_OPTS: `-Xms${String(heapMb)}m -Xmx${String(heapMb)}m`,
      LOG_DIR: '/tmp',
    },
    userId: 1000,
    ports: { https: port },
    probe: { path: '/', port, scheme: 'HTTPS' },
    cpuMillis: { request: 250, limit: 1_000 },
    memoryMb: memoryOfJvmMb(heapMb),
    files: Object.fromEntries(
      nodes.map((node, index) => [
        `${name}-${String(index)}.properties`,
        schemaRegistryProperties(platform, node, layout),
      ]),
    ),
    ...layout,
    secretFiles: [serviceFiles.secrets, serviceFiles.keystore, serviceFiles.truststore, serviceFiles.authority],
    addresses: nodes,
    ingress: [
      {
        peers: [
          { workload: name },
          { workload: 'connect' },
          { workload: 'ksqldb' },
          { workload: 'akhq' },
          ...rangesOf(platform),
        ],
        ports: [port],
      },
    ],
    egress: [
      toBrokers(platform),
      { peers: [{ workload: name }, { range: platform.regions.primary.cidr }], ports: [port] },
    ],
  };
}

function rangesOf(platform: Platform) {
  return clientRanges(platform).map((range) => ({ range }));
}
