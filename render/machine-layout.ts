/** Where a node's files lie on its machine. Absolute paths. */
export interface MachineLayout {
  /** Apache Kafka as released, with ZooKeeper among its libraries, and beside them the jar of `policies/`. */
  readonly installDir: string;
  /** server.properties, zoo.cfg, log4j.properties. */
  readonly configDir: string;
  /** Topics or znodes: on a VM the mount point of the data disk. */
  readonly dataDir: string;
  readonly logDir: string;
  /** Stores and passwords, mode 0700, files 0600. */
  readonly secretsDir: string;
}

export type Service = 'kafka' | 'zookeeper';

/** Paths on a VM, which runs one service. */
export function vmLayout(service: Service): MachineLayout {
  return {
    installDir: '/opt/kafka',
    configDir: `/etc/${service}`,
    dataDir: `/var/lib/${service}`,
    logDir: `/var/log/${service}`,
    secretsDir: `/etc/${service}/secrets`,
  };
}

/** Names of the rendered files within `configDir`. */
export const configFiles = {
  serverProperties: 'server.properties',
  zooCfg: 'zoo.cfg',
  log4j: 'log4j.properties',
} as const;

/** Names of the files within `secretsDir`, which someone else writes: the agent on a VM, `local` here. */
export const secretFiles = {
  /** A broker's passwords, see broker-secrets.ts. */
  brokerSecrets: 'broker.properties',
  keystore: 'server.keystore.jks',
  truststore: 'truststore.jks',
  /** The certificate with which a broker enters ZooKeeper; its name is `zookeeperClientName`. */
  zookeeperClientKeystore: 'zookeeper-client.keystore.jks',
  /** ZooKeeper, server and client, reads each password from a file that holds nothing else. */
  keystorePassword: 'keystore.password',
  truststorePassword: 'truststore.password',
  zookeeperClientKeystorePassword: 'zookeeper-client.password',
} as const;

/** Where Kafka keeps partitions: not the mount point itself, whose lost+found it would take for a bad partition. */
export function partitionsDir(layout: MachineLayout): string {
  return `${layout.dataDir}/kafka-logs`;
}

/** The file that tells a ZooKeeper node its id; its whole content is the id in decimal. */
export function myIdFile(layout: MachineLayout): string {
  return `${layout.dataDir}/myid`;
}

/** The path of a file in `secretsDir`. */
export function secretFile(layout: MachineLayout, file: keyof typeof secretFiles): string {
  return `${layout.secretsDir}/${secretFiles[file]}`;
}
