import { once } from 'node:events';
import { connect, type PeerCertificate } from 'node:tls';
import { messageOf } from '../agent-error.ts';
import type { StateObjects } from '../state-objects.ts';
import type { IdentityNode } from './ensure-identity.ts';
import { readKeptIdentity } from './kept-identity.ts';

/** What a port really serves, whatever lies on the disk. */
export type ServedCertificate =
  | {
      readonly port: number;
      readonly subject: string;
      /** In hex. */
      readonly serialNumber: string;
      readonly notAfter: string;
      /** The service runs with an older one than the machine has: it has to be started again, or told. */
      readonly isReplaced: boolean;
    }
  | { readonly port: number; readonly problem: string };

export interface ServedReport {
  readonly node: string;
  readonly at: string;
  readonly certificates: readonly ServedCertificate[];
}

/** Name of the report of a machine, such as `alphintra-kafka-01`. */
export function reportObject(machine: string): string {
  return `nodes/${machine}/certificates.json`;
}

const patienceMs = 5_000;

/** Asks each of a node's ports for its certificate and writes what it heard where functions find it. */
export async function reportServed(
  { name, identity }: IdentityNode,
  objects: StateObjects,
  now: () => Date = () => new Date(),
): Promise<ServedReport | undefined> {
  if (identity === undefined) return undefined;
  const { address, ports } = identity.served;
  const own = (await readKeptIdentity(identity.secretsDir))?.certificates[0];
  const certificates = await Promise.all(ports.map((port) => servedBy(address, port, own)));
  const report = { node: name, at: now().toISOString(), certificates };
  await objects.write(reportObject(identity.instance), JSON.stringify(report));
  return report;
}

interface OwnCertificate {
  readonly privateKey: string;
  readonly chain: readonly string[];
}

async function servedBy(host: string, port: number, own: OwnCertificate | undefined): Promise<ServedCertificate> {
  const socket = connect({
    host,
    port,
    // The question is what is served, also if nobody should trust it; nothing is said on the connection.
    rejectUnauthorized: false,
    minVersion: 'TLSv1.3',
    // Peers of the inter-broker port and ZooKeeper's clients show a certificate.
    ...(own === undefined ? {} : { cert: own.chain.join('\n'), key: pemOf(own.privateKey) }),
  });
  try {
    await once(socket, 'secureConnect', { signal: AbortSignal.timeout(patienceMs) });
    const served = socket.getPeerCertificate();
    const isReplaced = own !== undefined && !isSame(served, own.chain[0] ?? '');
    return {
      port,
      subject: Object.entries(served.subject)
        .map(([type, value]) => `${type}=${String(value)}`)
        .join(','),
      serialNumber: served.serialNumber.toLowerCase(),
      notAfter: new Date(served.valid_to).toISOString(),
      isReplaced,
    };
  } catch (error) {
    return { port, problem: messageOf(error) };
  } finally {
    socket.destroy();
  }
}

function isSame(served: PeerCertificate, pem: string): boolean {
  return pem.replace(/-----[^-]+-----|\s/g, '') === served.raw.toString('base64');
}

function pemOf(pkcs8: string): string {
  return `-----BEGIN PRIVATE KEY-----\n${pkcs8}\n-----END PRIVATE KEY-----\n`;
}
