import type { PlatformInput } from '../model.ts';
import capacity from './capacity/dev.json' with { type: 'json' };

/** Small and cheap, but three of each in three zones: what breaks in production must be able to break here. */
export const dev: PlatformInput = {
  name: 'alphintra',
  environment: 'dev',
  projectId: 'alphintra-dev',
  access: {
    operators: ['group:kafka-developers@alphintra.com'],
    keyAdministrators: ['group:key-administrators@alphintra.com'],
  },
  network: { domain: 'kafka.dev.alphintra.internal', folder: 'folders/200000000001', functionsCidr: '10.12.16.0/28' },
  regions: {
    primary: {
      name: 'us-central1',
      zones: ['us-central1-a', 'us-central1-b', 'us-central1-c'],
      cidr: '10.12.0.0/20',
    },
    secondary: { name: 'us-east1', zones: ['us-east1-b', 'us-east1-c', 'us-east1-d'], cidr: '10.22.0.0/20' },
  },
  kafka: {
    version: '3.9.2',
    ...capacity.kafka,
    machineType: 'n1-standard-1',
    diskType: 'pd-balanced',
    heapMb: 1_024,
  },
  zookeeper: {
    version: '3.8.4',
    nodes: 3,
    machineType: 'e2-small',
    ...capacity.zookeeper,
    diskType: 'pd-balanced',
    heapMb: 512,
  },
  mirrorMaker: { machineType: 'e2-small', heapMb: 512, tasks: 2 },
  schemaRegistry: {
    ...capacity.schemaRegistry,
    machineType: 'e2-medium',
    diskSizeGb: 20,
    diskType: 'pd-balanced',
    heapMb: 512,
  },
  connect: {
    ...capacity.connect,
    machineType: 'e2-standard-2',
    diskSizeGb: 20,
    diskType: 'pd-balanced',
    heapMb: 1_024,
  },
  ksqldb: { replicas: 1, heapMb: 512, diskSizeGb: 20 },
  monitoring: { retentionDays: 7, diskSizeGb: 20 },
  gke: {
    nodeCidr: '10.12.20.0/24',
    podCidr: '10.12.32.0/20',
    serviceCidr: '10.12.48.0/22',
    general: { nodes: 1, machineType: 'e2-standard-2', diskSizeGb: 50, diskType: 'pd-balanced' },
    spot: { nodes: 1, machineType: 'e2-medium', diskSizeGb: 50, diskType: 'pd-balanced' },
  },
  loadShare: 0.01,
};
