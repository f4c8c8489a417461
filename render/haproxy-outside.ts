import type { Broker, OutsideEntrance } from '../platform/index.ts';
import { clientBindAddress } from './server-properties.ts';

type Section = readonly [head: string, lines: readonly string[]];

/** A client says hello at once. Who doesn't within this time has no place to wait here. */
const helloTimeout = '5s';

/**
 * Where clients of other networks come in: one address for all of them, since an endpoint of Private Service Connect is
 * one. The name in their TLS hello (SNI), which is never encrypted, says which broker; the bootstrap names lead to any.
 * Whoever names none or another is refused before a broker hears of it.
 *
 * @param maxConnections so that they leave room for those within
 */
export function outsideSections(
  brokers: readonly Broker[],
  { hostnames, address, port }: OutsideEntrance,
  maxConnections: number,
): readonly Section[] {
  const ways = brokers.flatMap((broker) =>
    broker.outside === undefined ? [] : [{ backend: `outside-${broker.name}`, broker, outside: broker.outside }],
  );
  const names = [...hostnames, ...ways.map(({ outside }) => outside.hostname)];
  return [
    [
      'frontend outside',
      [
        `bind ${clientBindAddress(address)}:${String(port)}`,
        `maxconn ${String(maxConnections)}`,
        'option tcplog',
        `tcp-request inspect-delay ${helloTimeout}`,
        // One a line: a line has 64 words at most.
        ...names.map((name) => `acl known req.ssl_sni -i ${name}`),
        'tcp-request content accept if known',
        'tcp-request content reject',
        ...ways.map(({ backend, outside }) => `use_backend ${backend} if { req.ssl_sni -i ${outside.hostname} }`),
        'default_backend outside-brokers',
      ],
    ],
    ['backend outside-brokers', ['balance leastconn', ...ways.map(({ broker }) => serverLine(broker, port))]],
    ...ways.map(({ backend, broker }): Section => [`backend ${backend}`, [serverLine(broker, port)]]),
  ];
}

/** A broker is judged once, where it is checked for clients within; it is out for everyone at the same moment. */
function serverLine({ name, address }: Broker, port: number): string {
  return `server ${name} ${address}:${String(port)} track brokers/${name} on-marked-down shutdown-sessions`;
}
