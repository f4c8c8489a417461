import type { PlatformInput } from './model.ts';

/**
 * The same platform with sizes and addresses for one machine: nodes live on loopback addresses of `cidr`,
 * tell each other addresses (there is no DNS zone), and have small heaps. The schema registry is Apicurio's, on plain
 * HTTP. Nothing else differs.
 *
 * @param cidr a /24 within 127.0.0.0/8
 */
export function onOneMachine(input: PlatformInput, cidr: string): PlatformInput {
  return {
    ...input,
    network: { ...input.network, advertise: 'address' },
    regions: { ...input.regions, primary: { ...input.regions.primary, cidr } },
    // Measured with 1,000 partitions on three brokers: about 340 MB resident each, 80 MB for a ZooKeeper node.
    kafka: { ...input.kafka, heapMb: 384 },
    zookeeper: { ...input.zookeeper, heapMb: 64 },
    schemaRegistry: { ...input.schemaRegistry, replicas: 1, api: { scheme: 'http', path: '/apis/ccompat/v7' } },
  };
}
