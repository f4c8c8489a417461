import { tlsCipherSuites, tlsProtocol, type Broker, type Platform } from '../platform/index.ts';
import { outsideSections } from './haproxy-outside.ts';
import { clientBindAddress } from './server-properties.ts';

/** Where HAProxy's files lie on its machine. It has no key: TLS passes through it. */
export const haproxyPaths = {
  configFile: '/etc/haproxy/haproxy.cfg',
  /** Certificates of the authorities that brokers' certificates are checked against, PEM. */
  caCertificate: '/etc/haproxy/ca.pem',
} as const;

/** Paths of the health port. */
export const haproxyHealthPaths = {
  /** The process lives. */
  live: '/live',
  /** It can lead a client to a broker. */
  ready: '/ready',
} as const;

/** A connection keeps two buffers of 16 KiB: 640 MiB of the 2 GiB of the smallest machine. */
const maxConnections = 20_000;

/** Brokers end idle connections after ten minutes (`connections.max.idle.ms`); the proxy is never the first. */
const idleTimeout = '11m';

/**
 * HAProxy's configuration: TCP from clients is passed to brokers that answer as Kafka, with TLS untouched. Clients of other
 * networks, where there are any, have a port of their own, at which the name that they ask for says which broker.
 *
 * @param caCertificate path of the authorities' certificates on the machine that it is for
 */
export function haproxyCfg(platform: Platform, caCertificate: string = haproxyPaths.caCertificate): string {
  const { bootstrap, bootstrapProxy, nodes, outside } = platform;
  const { health, metrics } = bootstrapProxy.ports;
  const bindAddress = clientBindAddress(bootstrap.address);
  return [
    `# HAProxy before the brokers of ${platform.name}: rendered from the platform's model, change it there`,
    section('global', [
      'log stdout format raw local0 info',
      `maxconn ${String(maxConnections)}`,
      `ssl-default-server-options ssl-min-ver ${tlsProtocol}`,
      `ssl-default-server-ciphersuites ${tlsCipherSuites.join(':')}`,
    ]),
    section('defaults', [
      'log global',
      'option dontlognull',
      'mode tcp',
      'retries 2',
      'option redispatch',
      // A peer that vanished without a word is found by keep-alive, not by the long idle time-out.
      'option clitcpka',
      'option srvtcpka',
      'timeout connect 5s',
      'timeout check 5s',
      `timeout client ${idleTimeout}`,
      `timeout server ${idleTimeout}`,
    ]),
    section('frontend kafka', [
      `bind ${bindAddress}:${String(bootstrap.port)}`,
      'option tcplog',
      'default_backend brokers',
    ]),
    section('backend brokers', [
      'balance leastconn',
      ...kafkaCheck,
      // Two misses in a row: a broker is out two to four seconds after it stopped answering, with all its connections.
      'default-server check inter 2s fastinter 1s downinter 2s fall 2 rise 2 on-marked-down shutdown-sessions ' +
        `check-ssl verify required ca-file ${caCertificate}`,
      ...nodes.brokers.map(serverLine),
    ]),
    ...(outside === undefined
      ? []
      : outsideSections(nodes.brokers, outside, maxConnections / 2).map(([head, lines]) => section(head, lines))),
    section('frontend health', [
      ...httpOn(bindAddress, health),
      `http-request return status 200 if { path ${haproxyHealthPaths.live} }`,
      `http-request return status 503 if { path ${haproxyHealthPaths.ready} } { nbsrv(brokers) eq 0 }`,
      `http-request return status 200 if { path ${haproxyHealthPaths.ready} }`,
      'http-request deny deny_status 404',
    ]),
    // Who may reach it, the firewall says.
    section('frontend metrics', [
      ...httpOn(bindAddress, metrics),
      'http-request use-service prometheus-exporter if { path /metrics }',
      'http-request deny deny_status 404',
    ]),
  ].join('\n');
}

/**
 * Asks a broker for the versions of its API, which it answers before anyone logs in
 * (https://kafka.apache.org/protocol, ApiVersions, key 18, version 0). A port that accepts connections is not enough: a
 * broker that hangs still has one, and so has anything else that took its place.
 */
const kafkaCheck: readonly string[] = [
  'option tcp-check',
  // By TLS, as the server lines say.
  'tcp-check connect default',
  `tcp-check send-binary ${[
    '00000011', // 17 bytes follow
    '0012', // ApiVersions
    '0000', // version 0, which has no body
    '48415052', // correlation id, "HAPR"
    '0007686170726f7879', // client id, "haproxy"
  ].join('')}`,
  `tcp-check expect min-recv 14 rbinary ^${[
    '0000[0-9A-F]{4}', // length: less than 64 KiB follow
    '48415052', // the same correlation id
    '0000', // no error
    '000000[0-9A-F]{2}', // how many APIs there are: less than 256
  ].join('')}`,
];

/** By address, so that no name server stands between a client and a broker; by name for its certificate. */
function serverLine({ name, address, ports, hostname }: Broker): string {
  return `server ${name} ${address}:${String(ports.client)} check-sni ${hostname} verifyhost ${hostname}`;
}

function httpOn(address: string, port: number): string[] {
  return [`bind ${address}:${String(port)}`, 'mode http', 'no log', 'timeout client 10s'];
}

function section(head: string, lines: readonly string[]): string {
  return [head, ...lines.map((line) => `  ${line}`), ''].join('\n');
}
