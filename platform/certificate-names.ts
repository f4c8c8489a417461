import type { Platform } from './define-platform.ts';
import type { PlatformNode } from './nodes.ts';
import { zookeeperClientName } from './security.ts';

/** Whom a certificate names. */
export interface CertificateNames {
  /** Distinguished name. */
  readonly subject: string;
  readonly dnsNames: readonly string[];
  readonly addresses: readonly string[];
}

/** The one certificate with which all brokers and operators' tools enter ZooKeeper; it serves nobody. */
export const zookeeperClientNames: CertificateNames = { subject: zookeeperClientName, dnsNames: [], addresses: [] };

/**
 * Each certificate that a node may have; the first is the one that it serves with. A broker also answers under the
 * bootstrap names, since TLS passes through what stands before the brokers, and under its name in other networks.
 *
 * @returns none for a node that the platform doesn't have
 */
export function namesAllowed(platform: Platform, nodeName: string): readonly CertificateNames[] {
  const { brokers, ...others } = platform.nodes;
  const broker = brokers.find(({ name }) => name === nodeName);
  if (broker !== undefined) {
    const { bootstrap, outside } = platform;
    const outsideNames = [broker.outside?.hostname ?? [], outside?.hostnames ?? []].flat();
    return [namesOf(broker, [...bootstrap.hostnames, ...outsideNames]), zookeeperClientNames];
  }
  const other = Object.values(others)
    .flat()
    .find(({ name }) => name === nodeName);
  return other === undefined ? [] : [namesOf(other, [])];
}

function namesOf({ name, hostname, address }: PlatformNode, moreHostnames: readonly string[]): CertificateNames {
  return { subject: `CN=${name}`, dnsNames: [hostname, ...moreHostnames], addresses: [address] };
}
