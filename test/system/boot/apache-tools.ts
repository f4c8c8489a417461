import { cp, writeFile } from 'node:fs/promises';
import { scramVerifier } from '../../../cluster/index.ts';
import { operatorUser, type Platform } from '../../../platform/index.ts';
import { clientProperties, vmLayout, zookeeperClientProperties } from '../../../render/index.ts';
import type { Machine } from './machine.ts';
import { passwords, storePassword } from './secrets.ts';

const mains = {
  'kafka-topics': 'org.apache.kafka.tools.TopicCommand',
  'kafka-console-producer': 'kafka.tools.ConsoleProducer',
  'kafka-console-consumer': 'org.apache.kafka.tools.consumer.ConsoleConsumer',
} as const;

/** Where an operator's own files lie on a machine. */
export const operatorFiles = {
  client: '/srv/client.properties',
  secretsDir: '/srv/secrets',
  zookeeperClient: '/srv/zookeeper-client.properties',
} as const;

const javaOptions = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xmx128m', '-cp', '/opt/kafka/libs/*'];

/** Runs one of Apache's tools on a machine, from what the machine installed. */
export async function apacheTool(
  machine: Machine,
  tool: keyof typeof mains,
  words: readonly string[],
  input?: string,
): Promise<{ exitCode: number | undefined; all: string; stdout: string }> {
  return machine.run('/opt/jre/bin/java', [...javaOptions, mains[tool], ...words], {
    timeout: 90_000,
    ...(input === undefined ? {} : { input }),
  });
}

/** A client file for the tools on a broker's machine, whose trust store they use. */
export async function writeClientFile(platform: Platform, machine: Machine): Promise<void> {
  const { secretsDir } = vmLayout('kafka');
  const trust = { type: 'JKS' as const, location: `${secretsDir}/truststore.jks`, password: storePassword };
  const credentials = { username: operatorUser, password: passwords[operatorUser] };
  await writeFile(machine.path(operatorFiles.client), clientProperties(platform, { credentials, trust }));
}

/**
 * Makes the first SCRAM users, as who makes the secrets does before any broker runs: by ZooKeeper's own shell, which
 * waits for the ensemble.
 */
export async function makeUsers(platform: Platform, machine: Machine, operatorSecretsDir: string): Promise<void> {
  await cp(operatorSecretsDir, machine.path(operatorFiles.secretsDir), { recursive: true });
  const layout = { ...vmLayout('zookeeper'), secretsDir: operatorFiles.secretsDir };
  await writeFile(machine.path(operatorFiles.zookeeperClient), zookeeperClientProperties(layout));
  const verifiers = Object.entries(passwords).map(([user, password]) => ({ user, verifier: scramVerifier(password) }));
  const commands = [
    'create /config "" world:anyone:r,auth::cdrwa',
    'create /config/users "" auth::cdrwa',
    ...verifiers.map(({ user, verifier }) => `create /config/users/${user} ${verifier} auth::cdrwa`),
    'quit',
  ];
  const words = ['-client-configuration', operatorFiles.zookeeperClient, '-waitforconnection', '-timeout', '90000'];
  const shell = ['org.apache.zookeeper.ZooKeeperMain', ...words, '-server', platform.zookeeperConnect];
  const { all } = await machine.run('/opt/jre/bin/java', [...javaOptions, ...shell], { input: commands.join('\n') });
  const absent = verifiers.filter(({ user }) => !all.includes(`Created /config/users/${user}`));
  if (absent.length > 0) throw new Error(`SCRAM users: not made\n${all}`);
}
