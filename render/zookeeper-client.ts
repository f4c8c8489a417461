import { tlsCipherSuites, tlsProtocol } from '../platform/index.ts';
import { secretFile, type MachineLayout } from './machine-layout.ts';
import { propertiesText } from './properties-text.ts';

/**
 * Client configuration of ZooKeeper's own shell (`ZooKeeperMain -client-configuration FILE`), with which the first
 * SCRAM users are made before any broker runs. It holds no secret: passwords are read from files.
 *
 * @param layout its `secretsDir` holds the client's key store, the trust store and their password files
 */
export function zookeeperClientProperties(layout: MachineLayout): string {
  return propertiesText('Client of ZooKeeper', [
    {
      about: 'TLS with a client certificate',
      properties: {
        'zookeeper.client.secure': true,
        'zookeeper.clientCnxnSocket': 'org.apache.zookeeper.ClientCnxnSocketNetty',
        'zookeeper.ssl.protocol': tlsProtocol,
        'zookeeper.ssl.enabledProtocols': tlsProtocol,
        'zookeeper.ssl.ciphersuites': tlsCipherSuites.join(','),
        'zookeeper.ssl.keyStore.type': 'JKS',
        'zookeeper.ssl.keyStore.location': secretFile(layout, 'zookeeperClientKeystore'),
        'zookeeper.ssl.keyStore.passwordPath': secretFile(layout, 'zookeeperClientKeystorePassword'),
        'zookeeper.ssl.trustStore.type': 'JKS',
        'zookeeper.ssl.trustStore.location': secretFile(layout, 'truststore'),
        'zookeeper.ssl.trustStore.passwordPath': secretFile(layout, 'truststorePassword'),
      },
    },
  ]);
}
