import { tlsCipherSuites, tlsProtocol, type Platform, type ZooKeeperNode } from '../platform/index.ts';
import { secretFile, type MachineLayout } from './machine-layout.ts';
import { propertiesText, type PropertySection } from './properties-text.ts';

/**
 * A ZooKeeper node's zoo.cfg. Its only client port is the TLS one; passwords are read from files.
 *
 * @param node one of `platform.nodes.zookeeper`; its id goes into `myIdFile(layout)`
 * @returns text of a Java properties file
 */
export function zooCfg(platform: Platform, node: ZooKeeperNode, layout: MachineLayout): string {
  return propertiesText(`ZooKeeper node ${node.name}: rendered from the platform's model, change it there`, [
    ensemble(platform),
    storage(layout),
    clientPort(node),
    tls('TLS to brokers', 'ssl.', layout),
    quorum,
    tls('TLS within the ensemble', 'ssl.quorum.', layout),
    operation,
  ]);
}

function ensemble({ zookeeper, nodes }: Platform): PropertySection {
  // Without ";port" at the end: that would open a plaintext client port.
  const servers = Object.fromEntries(
    nodes.zookeeper.map(({ id, host, ports }) => [
      `server.${String(id)}`,
      `${host}:${String(ports.quorum)}:${String(ports.election)}`,
    ]),
  );
  return {
    about: 'Who belongs to the ensemble and how long they wait for each other',
    properties: {
      tickTime: zookeeper.tickTimeMs,
      initLimit: zookeeper.initLimitTicks,
      syncLimit: zookeeper.syncLimitTicks,
      ...servers,
    },
  };
}

function storage({ dataDir }: MachineLayout): PropertySection {
  return {
    about: 'Old snapshots are removed every hour; three remain to recover from',
    properties: { dataDir, 'autopurge.snapRetainCount': 3, 'autopurge.purgeInterval': 1 },
  };
}

function clientPort({ address, ports }: ZooKeeperNode): PropertySection {
  return {
    about: 'One port, by TLS, for holders of a client certificate only',
    properties: {
      secureClientPort: ports.client,
      secureClientPortAddress: address,
      serverCnxnFactory: 'org.apache.zookeeper.server.NettyServerCnxnFactory',
      'authProvider.x509': 'org.apache.zookeeper.server.auth.X509AuthenticationProvider',
      'enforce.auth.enabled': true,
      'enforce.auth.schemes': 'x509',
    },
  };
}

const quorum: PropertySection = {
  about: 'Nodes of the ensemble talk to each other by TLS only',
  properties: { sslQuorum: true, portUnification: false },
};

/** Both sides always show a certificate. The suites are named since ZooKeeper's defaults are for TLS 1.2 only. */
function tls(about: string, prefix: 'ssl.' | 'ssl.quorum.', layout: MachineLayout): PropertySection {
  return {
    about,
    properties: {
      [`${prefix}clientAuth`]: 'need',
      [`${prefix}protocol`]: tlsProtocol,
      [`${prefix}enabledProtocols`]: tlsProtocol,
      [`${prefix}ciphersuites`]: tlsCipherSuites.join(','),
      [`${prefix}keyStore.type`]: 'JKS',
      [`${prefix}keyStore.location`]: secretFile(layout, 'keystore'),
      [`${prefix}keyStore.passwordPath`]: secretFile(layout, 'keystorePassword'),
      [`${prefix}trustStore.type`]: 'JKS',
      [`${prefix}trustStore.location`]: secretFile(layout, 'truststore'),
      [`${prefix}trustStore.passwordPath`]: secretFile(layout, 'truststorePassword'),
    },
  };
}

const operation: PropertySection = {
  about: 'No HTTP server; of the four-letter words only the one that tells the role; changes are logged',
  properties: { 'admin.enableServer': false, '4lw.commands.whitelist': 'srvr', 'audit.enable': true },
};
