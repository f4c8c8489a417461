import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Platform } from '../platform/index.ts';
import { brokerUser } from '../platform/index.ts';
import {
  brokerSecretsText,
  configFiles,
  jvmOptions,
  log4jProperties,
  myIdFile,
  secretFiles,
  serverProperties,
  zooCfg,
} from '../render/index.ts';
import { operatorNode } from './certificates.ts';
import type { ProgramKind } from './class-archives.ts';
import { writePrivate, type Home } from './home.ts';
import type { Jars } from './jars.ts';
import type { Endpoint } from './ports.ts';
import type { Secrets } from './secrets.ts';

/** A process of the platform: what to run and where it answers when it is up. */
export interface NodeProgram {
  readonly name: string;
  readonly kind: ProgramKind;
  /** Arguments for `java`, without the options that every node has. */
  readonly options: readonly string[];
  /** What is run: a class or a jar, with its arguments. */
  readonly main: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** How long it stays down, when it ended by itself, before it is started again. */
  readonly restartDelayMs: number;
  /** All that it listens on; the first is where its clients come in. */
  readonly endpoints: readonly [Endpoint, ...Endpoint[]];
}

/**
 * Options of every JVM here and never in production. C1 alone compiles faster code than none and in a third of the
 * time: measured, three brokers are up in 12.7 s instead of 18.3 s on two cores. Throughput isn't measured here.
 */
export const quickStartOptions = ['-XX:TieredStopAtLevel=1', '-XX:-UsePerfData'];

const restartDelayMs = 1_000;

/** What differs from production's server.properties beside sizes, addresses and paths. */
const brokerAdditions = {
  // The last broker to stop finds nobody to hand its partitions to, and would try for 10 s more.
  'controlled.shutdown.retry.backoff.ms': 500,
  // Nobody else is about to join a group that has just begun.
  'group.initial.rebalance.delay.ms': 0,
};

/** Measured: with this heap the registry is 195 MB resident. */
const registryHeapMb = 160;

/** Writes a ZooKeeper node's files. @returns how to run it */
export async function zookeeperPrograms(platform: Platform, home: Home, jars: Jars): Promise<NodeProgram[]> {
  return Promise.all(
    platform.nodes.zookeeper.map(async (node): Promise<NodeProgram> => {
      const layout = home.layout(node.name);
      const config = join(layout.configDir, configFiles.zooCfg);
      await makeDirs(layout.dataDir, layout.logDir);
      await writePrivate(config, zooCfg(platform, node, layout));
      await writePrivate(join(layout.configDir, configFiles.log4j), log4jProperties('zookeeper', layout));
      await writePrivate(myIdFile(layout), String(node.id));
      const { client, quorum, election } = node.ports;
      const at = (port: number): Endpoint => ({ node: node.name, address: node.address, port });
      return {
        name: node.name,
        kind: 'zookeeper',
        restartDelayMs,
        options: [...jvmOptions(platform, 'zookeeper', layout), '-cp', classPathOf(jars)],
        main: ['org.apache.zookeeper.server.quorum.QuorumPeerMain', config],
        env: {},
        endpoints: [at(client), at(quorum), at(election)],
      };
    }),
  );
}

/** Writes the brokers' files. @returns how to run them */
export async function brokerPrograms(
  platform: Platform,
  home: Home,
  jars: Jars,
  secrets: Secrets,
): Promise<NodeProgram[]> {
  return Promise.all(
    platform.nodes.brokers.map(async (broker): Promise<NodeProgram> => {
      const layout = home.layout(broker.name);
      const config = join(layout.configDir, configFiles.serverProperties);
      await makeDirs(layout.dataDir, layout.logDir);
      await writePrivate(config, serverProperties(platform, broker, layout, brokerAdditions));
      await writePrivate(join(layout.configDir, configFiles.log4j), log4jProperties('kafka', layout));
      await writePrivate(join(layout.secretsDir, secretFiles.brokerSecrets), brokerSecrets(secrets));
      const at = (port: number): Endpoint => ({ node: broker.name, address: broker.address, port });
      return {
        name: broker.name,
        kind: 'kafka',
        // Its ZooKeeper session outlives it, and while that lasts a new one is refused. The ensemble ends it within a
        // tick after the time-out; another tick is for busy cores.
        restartDelayMs: platform.kafka.settings.zookeeperSessionTimeoutMs + 2 * platform.zookeeper.tickTimeMs,
        options: [...jvmOptions(platform, 'kafka', layout), '-cp', classPathOf(jars)],
        main: ['kafka.Kafka', config],
        env: {},
        endpoints: [at(broker.ports.client), at(broker.ports.interBroker)],
      };
    }),
  );
}

function brokerSecrets({ storePassword, encoderSecret, passwords }: Secrets): string {
  return brokerSecretsText({
    'keystore.password': storePassword,
    'key.password': storePassword,
    'truststore.password': storePassword,
    'zookeeper.keystore.password': storePassword,
    'zookeeper.truststore.password': storePassword,
    'scram.password': passwords[brokerUser] ?? '',
    'password.encoder.secret': encoderSecret,
  });
}

/** How to run the schema registry, whose schemas lie in a database file: ids stay the same over restarts. */
export async function registryProgram(platform: Platform, home: Home, jars: Jars): Promise<NodeProgram> {
  const [node] = platform.nodes.schemaRegistry;
  if (node === undefined) throw new Error('schemaRegistry.replicas: found 0, expected at least one');
  const layout = home.layout(node.name);
  await makeDirs(layout.dataDir, layout.logDir);
  const setting = (name: string, value: string | number) => `-D${name}=${value}`;
  return {
    name: node.name,
    kind: 'registry',
    restartDelayMs,
    options: [
      `-Xmx${registryHeapMb}m`,
      '-XX:+UseSerialGC',
      '-XX:+ExitOnOutOfMemoryError',
      setting('quarkus.http.host', node.address),
      setting('quarkus.http.port', node.port),
      // It opens 20 connections to its database otherwise, before it answers.
      ...(['initial-size', 'min-size'] as const).map((name) => setting(`%prod.quarkus.datasource.jdbc.${name}`, 1)),
      setting('%prod.quarkus.datasource.jdbc.max-size', 8),
      // Its transactions tell processes apart by a port that they hold open otherwise, any port.
      setting(
        'CoreEnvironmentBean.processImplementationClassName',
        'com.arjuna.ats.internal.arjuna.utils.UuidProcessId',
      ),
    ],
    main: ['-jar', jars.registryJar],
    // WRITE_DELAY=0: else the ids handed out in the half second before a hard kill would be handed out again.
    env: { REGISTRY_DATASOURCE_URL: `jdbc:h2:file:${layout.dataDir}/registry;WRITE_DELAY=0` },
    endpoints: [{ node: node.name, address: node.address, port: node.port }],
  };
}

/** Where ZooKeeper's shell finds its configuration; see `scram-users.ts`. */
export function operatorConfigFile(home: Home): string {
  return join(home.layout(operatorNode).configDir, 'zookeeper-client.properties');
}

export function classPathOf(jars: Jars): string {
  return jars.classPath.join(':');
}

async function makeDirs(...dirs: readonly string[]): Promise<void> {
  await Promise.all(dirs.map((dir) => mkdir(dir, { recursive: true, mode: 0o700 })));
}
