import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { ensureJars } from '../../../local/jars.ts';
import type { PlatformUnderTest } from './platform-under-test.ts';

const mains = {
  'kafka-topics': 'org.apache.kafka.tools.TopicCommand',
  'kafka-acls': 'kafka.admin.AclCommand',
  'kafka-configs': 'kafka.admin.ConfigCommand',
  'kafka-reassign-partitions': 'org.apache.kafka.tools.reassign.ReassignPartitionsCommand',
  'kafka-log-dirs': 'org.apache.kafka.tools.LogDirsCommand',
  'kafka-console-consumer': 'org.apache.kafka.tools.consumer.ConsoleConsumer',
  'zookeeper-shell': 'org.apache.zookeeper.ZooKeeperMain',
} as const;

export interface ToolAnswer {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  /** Both outputs, as a person sees them. */
  readonly all: string;
}

/** Runs a command-line tool of Apache, from the jars that the platform itself runs on. */
export type ApacheTool = (tool: keyof typeof mains, ...words: readonly string[]) => Promise<ToolAnswer>;

export async function apacheTools({ home }: PlatformUnderTest): Promise<ApacheTool> {
  const { classPath } = await ensureJars(home.jarsDir, { say: (message) => console.error(message) });
  const log4j = fileURLToPath(new URL('log4j.properties', import.meta.url));
  const options = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', `-Dlog4j.configuration=file:${log4j}`];
  return async (tool, ...words) => {
    const { exitCode, stdout, all } = await execa(
      'java',
      [...options, '-cp', classPath.join(':'), mains[tool], ...words],
      { all: true, reject: false, stdin: 'ignore', timeout: 60_000 },
    );
    return { exitCode, stdout, all };
  };
}
