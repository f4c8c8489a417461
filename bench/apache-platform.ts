import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { Kafka, logLevel, type Admin } from 'kafkajs';
import { waitForInSync } from '../cluster/index.ts';
import { topics } from '../topics/index.ts';

/** As kafka-run-class.sh, zookeeper-server-start.sh and kafka-server-start.sh of Kafka 3.9 set them. */
const performanceOptions = [
  ...['-server', '-XX:+UseG1GC', '-XX:MaxGCPauseMillis=20', '-XX:InitiatingHeapOccupancyPercent=35'],
  ...['-XX:+ExplicitGCInvokesConcurrent', '-XX:MaxInlineLevel=15', '-Djava.awt.headless=true'],
];
const heaps = { zookeeper: ['-Xmx512M', '-Xms512M'], kafka: ['-Xmx1G', '-Xms1G'], tool: ['-Xmx256M'] } as const;
/** In short what their `log4j.properties` and `tools-log4j.properties` say. */
const log4j = [
  'log4j.rootLogger=${level}, stdout',
  'log4j.appender.stdout=org.apache.log4j.ConsoleAppender',
  'log4j.appender.stdout.layout=org.apache.log4j.PatternLayout',
  'log4j.appender.stdout.layout.ConversionPattern=[%d] %p %m (%c)%n',
];

const ids = [1, 2, 3];
const clientPort = (id: number) => 21_810 + id;
const brokerPort = (id: number) => 29_090 + id;
const zookeeperConnect = ids.map((id) => `127.0.0.1:${clientPort(id)}`).join();
const brokers = ids.map((id) => `127.0.0.1:${brokerPort(id)}`);

/**
 * Three ZooKeeper nodes and three brokers as a person starts them with Apache's scripts and what Apache's own
 * `config/` has, then the platform's topics by one `kafka-topics` after the other.
 *
 * It does less than the platform: nothing is encrypted, nobody logs in, there is no registry and no schema.
 *
 * @param dir for data and logs; what it holds from before is kept
 * @returns seconds until every replica of every topic is in sync; all that was started is stopped again
 */
export async function startApachePlatform(dir: string, classPath: readonly string[]): Promise<number> {
  const started = performance.now();
  const admin = new Kafka({ brokers, logLevel: logLevel.NOTHING, requestTimeout: 120_000 }).admin();
  const running: RunningNode[] = [];
  try {
    await mkdir(dir, { recursive: true });
    await writeFile(join(dir, 'log4j.properties'), log4j.join('\n'));
    const java = (heap: readonly string[], level: string, main: string, words: readonly string[]) => [
      ...[...heap, ...performanceOptions, `-Dlog4j.configuration=file:${join(dir, 'log4j.properties')}`],
      ...[`-Dlevel=${level}`, '-cp', classPath.join(':'), main, ...words],
    ];
    const serve = (name: string, heap: readonly string[], main: string, config: string) => {
      const log = { file: join(dir, `${name}.log`), append: true };
      const options = {
        stdin: 'ignore',
        stdout: log,
        stderr: log,
        reject: false,
        forceKillAfterDelay: 120_000,
      } as const;
      running.unshift(execa('java', java(heap, 'INFO', main, [config]), options));
    };
    for (const id of ids) {
      const main = 'org.apache.zookeeper.server.quorum.QuorumPeerMain';
      serve(`zookeeper-${id}`, heaps.zookeeper, main, await zookeeperConfig(dir, id));
    }
    for (const id of ids) serve(`kafka-${id}`, heaps.kafka, 'kafka.Kafka', await brokerConfig(dir, id));
    await allBrokersOf(admin);
    const known = new Set(await admin.listTopics());
    for (const { name, partitions } of topics.filter((topic) => !known.has(topic.name))) {
      const sizes = ['--partitions', String(partitions), '--replication-factor', String(ids.length)];
      const create = ['--bootstrap-server', brokers.join(), '--create', '--topic', name, ...sizes];
      await execa('java', java(heaps.tool, 'WARN', 'org.apache.kafka.tools.TopicCommand', create));
    }
    const names = topics.map(({ name }) => name);
    await waitForInSync(admin, names, { timeoutMs: 300_000 });
    return (performance.now() - started) / 1_000;
  } finally {
    await admin.disconnect();
    // The last started ends first: brokers need ZooKeeper for an orderly stop, and the next start needs that.
    for (const group of [running.slice(0, ids.length), running.slice(ids.length)]) {
      for (const node of group) node.kill('SIGTERM');
      await Promise.all(group);
    }
  }
}

interface RunningNode extends Promise<unknown> {
  kill(signal: 'SIGTERM'): boolean;
}

/** Forgets what an earlier start left. */
export async function removeApachePlatform(dir: string): Promise<void> {
  await rm(dir, { recursive: true, force: true });
}

async function zookeeperConfig(dir: string, id: number): Promise<string> {
  const dataDir = join(dir, `zookeeper-${id}`);
  await mkdir(dataDir, { recursive: true });
  await writeFile(join(dataDir, 'myid'), String(id));
  const ensemble = ids.map((other) => `server.${other}=127.0.0.1:${28_880 + other}:${23_880 + other}`);
  return written(join(dir, `zookeeper-${id}.properties`), [
    ...[`dataDir=${dataDir}`, `clientPort=${clientPort(id)}`, 'maxClientCnxns=0', 'admin.enableServer=false'],
    ...['tickTime=2000', 'initLimit=10', 'syncLimit=5', ...ensemble],
  ]);
}

function brokerConfig(dir: string, id: number): Promise<string> {
  return written(join(dir, `kafka-${id}.properties`), [
    ...[
      `broker.id=${id}`,
      `listeners=PLAINTEXT://127.0.0.1:${brokerPort(id)}`,
      `zookeeper.connect=${zookeeperConnect}`,
    ],
    ...[`log.dirs=${join(dir, `kafka-${id}`)}`, 'num.network.threads=3', 'num.io.threads=8'],
    ...['offsets.topic.replication.factor=3', 'transaction.state.log.replication.factor=3'],
    ...['num.recovery.threads.per.data.dir=1', 'zookeeper.connection.timeout.ms=18000'],
  ]);
}

async function written(file: string, lines: readonly string[]): Promise<string> {
  await writeFile(file, `${lines.join('\n')}\n`);
  return file;
}

/** Waits until the admin client is connected and every broker has joined the cluster. */
async function allBrokersOf(admin: Admin): Promise<void> {
  const deadline = performance.now() + 120_000;
  for (;;) {
    try {
      await admin.connect();
      const found = (await admin.describeCluster()).brokers.length;
      if (found === ids.length) return;
      throw new Error(`Apache's cluster: found ${found} brokers, expected ${ids.length}; see its logs`);
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    await sleep(200);
  }
}
