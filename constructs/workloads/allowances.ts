import type { Platform } from '../../platform/index.ts';
import { privateRanges } from '../address-ranges.ts';
import type { Allowance } from './workload-description.ts';

/** To the brokers. Nothing names them singly, so that one more of them changes nothing here. */
export function toBrokers({ regions, kafka }: Platform): Allowance {
  return { peers: [{ range: regions.primary.cidr }], ports: [kafka.ports.client] };
}

/** Of everything on the network that has business with the platform: nodes, functions and clients. */
export function clientRanges({ regions, network }: Platform): string[] {
  return [regions.primary.cidr, regions.secondary.cidr, network.functionsCidr, ...network.clientCidrs];
}

/**
 * To Google's own services, whose addresses change. There is no route to anything else outside: the network has no
 * NAT, and Private Google Access leads to Google alone.
 */
export const toGoogle: Allowance = {
  peers: [{ range: '0.0.0.0/0', except: privateRanges }],
  ports: [443],
};

/** To the metadata server, where a pod gets a token of its own identity: with Dataplane V2 at this address and port. */
export const toMetadataServer: Allowance = { peers: [{ range: '169.254.169.254/32' }], ports: [80] };

/** Beside its heap a JVM has code, threads and buffers. */
export function memoryOfJvmMb(heapMb: number): number {
  return Math.ceil(heapMb * 1.5) + 256;
}
