import { readFile, writeFile } from 'node:fs/promises';
import { operatorUser, type Platform } from '../../../platform/index.ts';
import { clientProperties, secretFiles, vmLayout } from '../../../render/index.ts';
import type { Machine } from './machine.ts';
import { passwords } from './secrets.ts';

const mains = {
  'kafka-topics': 'org.apache.kafka.tools.TopicCommand',
  'kafka-console-producer': 'kafka.tools.ConsoleProducer',
  'kafka-console-consumer': 'org.apache.kafka.tools.consumer.ConsoleConsumer',
} as const;

/** Where an operator's own file lies on a machine. */
export const clientFile = '/srv/client.properties';

const javaOptions = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xmx128m', '-cp', '/opt/kafka/libs/*'];

interface ToolOptions {
  /** What it reads from standard input. */
  readonly input?: string;
  /** A file of the machine with all names that the tool is to know, instead of those that the machine knows. */
  readonly hostsFile?: string;
}

/** Runs one of Apache's tools on a machine, from what the machine installed. */
export async function apacheTool(
  machine: Machine,
  tool: keyof typeof mains,
  words: readonly string[],
  { input, hostsFile }: ToolOptions = {},
): Promise<{ exitCode: number | undefined; all: string; stdout: string }> {
  const names = hostsFile === undefined ? [] : [`-Djdk.net.hosts.file=${hostsFile}`];
  return machine.run('/opt/jre/bin/java', [...javaOptions, ...names, mains[tool], ...words], {
    timeout: 90_000,
    ...(input === undefined ? {} : { input }),
  });
}

/** A client file for the tools on a broker's machine, whose trust store they use. */
export async function writeClientFile(platform: Platform, machine: Machine): Promise<void> {
  const { secretsDir } = vmLayout('kafka');
  const password = await readFile(machine.path(`${secretsDir}/${secretFiles.truststorePassword}`), 'utf8');
  const trust = { type: 'JKS' as const, location: `${secretsDir}/${secretFiles.truststore}`, password };
  const credentials = { username: operatorUser, password: passwords[operatorUser] };
  await writeFile(machine.path(clientFile), clientProperties(platform, { credentials, trust }));
}
