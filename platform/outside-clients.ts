import type { ReadonlyDeep } from 'type-fest';
import { z } from 'zod';
import { addressOf } from './addresses.ts';
import { domainName, ipv4Range, port, projectId } from './field-types.ts';

/**
 * Clients of other networks, which come in by Private Service Connect (docs/adr/0027-private-service-connect-for-outside-clients.md).
 */
export const outsideClients = z.strictObject({
  /** Under which they know the brokers: a zone of their own networks, in which every name leads to their endpoint. */
  domain: domainName,
  /** Of the brokers' listener for them, and of the proxies before it. */
  port: port.default(9094),
  /** Ranges of ours that their connections are translated to, one in each region. */
  natCidrs: z.strictObject({ primary: ipv4Range, secondary: ipv4Range }),
  /** Who may connect: projects, and how many endpoints each may have in a region. */
  consumers: z
    .record(projectId, z.strictObject({ endpoints: z.int().min(1).default(1) }))
    .refine(
      (consumers) => Object.keys(consumers).length > 0,
      'expected at least one project; leave outsideClients out where there is none',
    ),
});

/** Where clients of other networks come into one region. */
export interface OutsideEntrance {
  /** The name that they begin with. */
  readonly hostname: string;
  /** All names that they may begin with here. Brokers' certificates have them. */
  readonly hostnames: readonly string[];
  /** Of the balancer behind the service attachment. Their own endpoint has another. */
  readonly address: string;
  readonly port: number;
  readonly natCidr: string;
  /** How many endpoints each project may have. */
  readonly consumers: Readonly<Record<string, { readonly endpoints: number }>>;
}

/** How clients of other networks reach one broker. */
export interface OutsideListener {
  readonly hostname: string;
  readonly port: number;
}

/** What brokers and proxies of one region have for clients of other networks; nothing where there are none. */
export function outsideEntranceOf(
  outside: ReadonlyDeep<z.output<typeof outsideClients>> | undefined,
  region: 'primary' | 'secondary',
  cidr: string,
): OutsideEntrance | undefined {
  if (outside === undefined) return undefined;
  const { domain, port, natCidrs, consumers } = outside;
  const hostname = `bootstrap.${domain}`;
  const address = addressOf(cidr, 'outside', 0);
  return { hostname, hostnames: [hostname], address, port, natCidr: natCidrs[region], consumers };
}
