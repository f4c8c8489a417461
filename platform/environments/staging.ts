import type { PlatformInput } from '../model.ts';
import capacity from './capacity/staging.json' with { type: 'json' };

/** Production's shape with a tenth of its load, for rehearsals. */
export const staging: PlatformInput = {
  name: 'alphintra',
  environment: 'staging',
  projectId: 'alphintra-staging',
  state: { kind: 'terraform-cloud', organization: 'alphintra' },
  access: {
    operators: ['group:kafka-operators@alphintra.com'],
    keyAdministrators: ['group:key-administrators@alphintra.com'],
  },
  network: {
    domain: 'kafka.staging.alphintra.internal',
    folder: 'folders/200000000002',
    functionsCidr: '10.11.16.0/28',
  },
  regions: {
    primary: {
      name: 'us-central1',
      zones: ['us-central1-a', 'us-central1-b', 'us-central1-c'],
      cidr: '10.11.0.0/20',
    },
    secondary: { name: 'us-east1', zones: ['us-east1-b', 'us-east1-c', 'us-east1-d'], cidr: '10.21.0.0/20' },
  },
  kafka: { version: '3.9.2', ...capacity.kafka, machineType: 'n1-highmem-2', heapMb: 4_096 },
  zookeeper: { version: '3.8.4', nodes: 3, machineType: 'n1-standard-1', ...capacity.zookeeper, heapMb: 1_024 },
  mirrorMaker: { machineType: 'n1-standard-1', heapMb: 1_024, tasks: 4 },
  schemaRegistry: { ...capacity.schemaRegistry, machineType: 'n1-standard-1', diskSizeGb: 20, heapMb: 1_024 },
  connect: { ...capacity.connect, machineType: 'n1-standard-2', diskSizeGb: 50, heapMb: 2_048 },
  monitoring: { diskSizeGb: 50 },
  gke: {
    nodeCidr: '10.11.20.0/24',
    podCidr: '10.11.32.0/20',
    serviceCidr: '10.11.48.0/22',
    general: { nodes: 2, machineType: 'n1-standard-2', diskSizeGb: 50 },
    spot: { nodes: 1, machineType: 'n1-standard-2', diskSizeGb: 50, diskType: 'pd-balanced' },
  },
  loadShare: 0.1,
};
