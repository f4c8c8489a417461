import type { PlatformInput } from '../model.ts';
import capacity from './capacity/production.json' with { type: 'json' };

/** Seed §6.2 to the letter; what is left out has the seed's value by default. */
export const production: PlatformInput = {
  name: 'alphintra',
  environment: 'production',
  projectId: 'alphintra-production',
  state: { kind: 'terraform-cloud', organization: 'alphintra' },
  access: {
    operators: ['group:kafka-operators@alphintra.com'],
    keyAdministrators: ['group:key-administrators@alphintra.com'],
  },
  alerts: { emails: ['kafka-operators@alphintra.com'] },
  network: {
    domain: 'kafka.production.alphintra.internal',
    folder: 'folders/200000000003',
    functionsCidr: '10.10.16.0/28',
  },
  regions: {
    primary: {
      name: 'us-central1',
      zones: ['us-central1-a', 'us-central1-b', 'us-central1-c'],
      cidr: '10.10.0.0/20',
    },
    secondary: { name: 'us-east1', zones: ['us-east1-b', 'us-east1-c', 'us-east1-d'], cidr: '10.20.0.0/20' },
  },
  // 6 GiB of 52: Kafka serves reads from the page cache, which gets the rest.
  kafka: { version: '3.9.2', ...capacity.kafka, machineType: 'n1-highmem-8', heapMb: 6_144 },
  zookeeper: { version: '3.8.4', nodes: 3, machineType: 'n1-standard-4', ...capacity.zookeeper, heapMb: 4_096 },
  schemaRegistry: { ...capacity.schemaRegistry, machineType: 'n1-standard-2', diskSizeGb: 50, heapMb: 2_048 },
  connect: { ...capacity.connect, machineType: 'n1-standard-4', diskSizeGb: 100, heapMb: 6_144 },
  ksqldb: { heapMb: 2_048, diskSizeGb: 100 },
  gke: {
    nodeCidr: '10.10.20.0/24',
    podCidr: '10.10.32.0/20',
    serviceCidr: '10.10.48.0/22',
    general: { nodes: 3, machineType: 'n1-standard-4', diskSizeGb: 100 },
    spot: { nodes: 1, machineType: 'n1-standard-2', diskSizeGb: 50, diskType: 'pd-balanced' },
  },
};
