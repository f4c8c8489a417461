import type { Platform } from '../../platform/index.ts';
import { akhqPort, akhqProbePort, akhqYaml, serviceFiles, serviceLayout as layout } from '../../render/index.ts';
import { memoryOfJvmMb, toBrokers } from './allowances.ts';
import type { WorkloadDescription } from './workload-description.ts';

/** The one line of its configuration that is secret, as a file of the same form. */
const secretYaml = 'akhq.yml';

const heapMb = 512;

/** AKHQ shows what is in the cluster. It is reached by `kubectl port-forward` alone, which IAM guards. */
export function akhq(platform: Platform): WorkloadDescription {
  const name = 'akhq';
  return {
    name,
    image: 'akhq',
    pool: 'spot',
    replicas: 1,
    command: ['/app/akhq'],
    args: [],
    environment: {
      MICRONAUT_CONFIG_FILES: `${layout.configDir}/application.yml,${layout.secretsDir}/${secretYaml}`,
      JAVA_OPTS: `-Xms${String(heapMb)}m -Xmx${String(heapMb)}m -Dlogback.tmpdir=/tmp`,
    },
    userId: 1000,
    ports: { http: akhqPort },
    probe: { path: '/health', port: akhqProbePort, scheme: 'HTTP' },
    cpuMillis: { request: 100, limit: 1_000 },
    memoryMb: memoryOfJvmMb(heapMb),
    files: { 'application.yml': akhqYaml(platform, layout) },
    ...layout,
    secretFiles: [secretYaml, serviceFiles.authority],
    ingress: [],
    egress: [
      toBrokers(platform),
      {
        peers: [{ workload: 'schema-registry' }, { range: platform.regions.primary.cidr }],
        ports: [platform.schemaRegistry.port],
      },
    ],
  };
}
