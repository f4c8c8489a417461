import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import {
  connectKafka,
  createAcls,
  createMissingTopics,
  readClientProperties,
  waitForInSync,
  withAdmin,
  type ClientProperties,
} from '../../../cluster/index.ts';
import { openHome, startCluster, type Home } from '../../../local/index.ts';
import { definePlatform, environments, onOneMachine, secondaryOf, type Platform } from '../../../platform/index.ts';
import {
  exporterLivePath,
  jmxExporterYaml,
  mirrorSecretsText,
  mm2Properties,
  plainLog4jProperties,
} from '../../../render/index.ts';
import { accessOf, services, type ServiceName } from '../../../topics/index.ts';
import { apacheTools } from '../../integration/access/apache-tool.ts';
import { ownNetwork, sharedJars } from '../../integration/local/own-platform.ts';
import { mirrorJars } from './mirror-jars.ts';

/** Two regions, each a range of this machine's addresses. */
const secondNetwork = '127.24.0.0/24';
const input = onOneMachine(environments.production, ownNetwork);
/** As small as keeps two replicas: this machine has both regions. */
const first = definePlatform({
  ...input,
  kafka: { ...input.kafka, brokers: 2, settings: { defaultReplicationFactor: 2, minInSyncReplicas: 1 } },
  zookeeper: { ...input.zookeeper, nodes: 1 },
  regions: { ...input.regions, secondary: { ...input.regions.secondary, cidr: secondNetwork } },
});
const second = secondaryOf(first);
/** Where MirrorMaker shows its measurements, at none of the nodes' addresses. */
const measuredAt = { address: '127.24.0.250', port: first.monitoring.metricsPort };

interface OwnCluster {
  readonly home: Home;
  readonly platform: Platform;
  readonly operator: ClientProperties;
  /** Of the mirror's user. */
  readonly password: string;
}

let scratch: string;
let classPath: string;
let propertiesFile: string;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'mirror-'));
  classPath = await mirrorJars(join(scratch, 'jars'));
  await writeFile(join(scratch, 'mirror.properties'), '');
  propertiesFile = join(scratch, 'mm2.properties');
  await writeFile(propertiesFile, rendered());
}, 180_000);
afterAll(() => rm(scratch, { recursive: true }));

function rendered(): string {
  return mm2Properties(first, second, {
    installDir: scratch,
    configDir: scratch,
    secretsFile: join(scratch, 'mirror.properties'),
    caCertificate: join(scratch, 'ca.pem'),
  });
}

describe('MirrorMaker’s own classes', () => {
  async function verdict(text: string): Promise<string[]> {
    const file = join(scratch, 'judged.properties');
    await writeFile(file, text);
    const judge = fileURLToPath(new URL('CheckMirror.java', import.meta.url));
    const { stdout } = await execa('java', ['-cp', classPath, judge, file]);
    return stdout.split('\n').filter((line) => /^(serves|unknown|refused) /.test(line));
  }

  test('know every property, refuse none, and serve one direction', async () => {
    expect(await verdict(rendered())).toEqual(['serves primary->secondary']);
  }, 120_000);

  test('would tell a misspelt property, a value that is none, and a second direction', async () => {
    const spoilt = rendered()
      .replace('offset.lag.max', 'offset.lag.maximum')
      .replace('sync.group.offsets.enabled=true', 'sync.group.offsets.enabled=maybe')
      .replace('secondary->primary.emit.heartbeats.enabled=false', 'secondary->primary.emit.heartbeats.enabled=true');
    expect((await verdict(spoilt)).sort()).toEqual([
      expect.stringMatching(/^refused Invalid value maybe for configuration sync\.group\.offsets\.enabled/),
      'serves primary->secondary',
      'serves secondary->primary',
      'unknown primary->secondary.offset.lag.maximum',
    ]);
  }, 120_000);
});

describe('between two clusters', () => {
  const topic = 'security-events';
  const partition = 3;
  const groupId = 'mirror-test';
  const key = randomUUID();
  let source: OwnCluster;
  let target: OwnCluster;
  /** Offset of the record on the source. */
  let written: number;
  /** In the order in which they are undone. */
  const undo: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    source = await startOwn('mirror-source', first, 'mirror-reader');
    target = await startOwn('mirror-target', second, 'mirror-writer');
    written = await writeRecord();
    await withAdmin(source.operator, {}, (admin) =>
      admin.setOffsets({ groupId, topic, partitions: [{ partition, offset: String(written + 1) }] }),
    );
    undo.unshift(await startMirror());
  }, 600_000);

  afterAll(async () => {
    for (const each of undo) await each();
  }, 240_000);

  /** A cluster with one topic and one service, which has the rules of the catalogue and no others. */
  async function startOwn(name: string, platform: Platform, service: ServiceName): Promise<OwnCluster> {
    const home = await openHome(join('.platform', name), sharedJars);
    undo.unshift(() => rm(home.dir, { recursive: true }));
    const cluster = await startCluster({ platform, home, clean: true, clientUser: `${service}-a` });
    undo.unshift(() => cluster.stop());
    const operator = await readClientProperties(home.files.adminProperties);
    const mine = accessOf(services.filter((each) => each.name === service));
    await withAdmin(operator, {}, async (admin) => {
      await createMissingTopics(admin, [{ name: topic, partitions: 10, configs: {} }], 2);
      await waitForInSync(admin, [topic], { timeoutMs: 60_000 });
      await createAcls(admin, mine.rules);
    });
    const { password } = await readClientProperties(home.files.clientProperties);
    return { home, platform, operator, password };
  }

  async function writeRecord(): Promise<number> {
    const producer = connectKafka(source.operator).producer();
    await producer.connect();
    try {
      const [metadata] = await producer.send({ topic, messages: [{ key, value: 'copied', partition }] });
      return Number(metadata!.baseOffset);
    } finally {
      await producer.disconnect();
    }
  }

  async function startMirror(): Promise<() => Promise<unknown>> {
    const authorities = [source, target].map(({ home }) => readFile(home.files.caCertificate));
    await writeFile(join(scratch, 'ca.pem'), Buffer.concat(await Promise.all(authorities)));
    const secrets = mirrorSecretsText({
      'source.username': 'mirror-reader-a',
      'source.password': source.password,
      'target.username': 'mirror-writer-a',
      'target.password': target.password,
    });
    await writeFile(join(scratch, 'mirror.properties'), secrets, { mode: 0o600 });
    await writeFile(join(scratch, 'log4j.properties'), plainLog4jProperties('MirrorMaker'));
    const exporterJar = classPath.split(':').find((jar) => jar.includes('jmx_prometheus_javaagent'));
    const exporterFile = join(scratch, 'jmx-exporter.yml');
    await writeFile(exporterFile, jmxExporterYaml('mirror-maker'));
    const mirror = execa(
      'java',
      [
        ...['-Xmx384m', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'],
        `-Dlog4j.configuration=file:${join(scratch, 'log4j.properties')}`,
        `-javaagent:${exporterJar}=${measuredAt.address}:${String(measuredAt.port)}:${exporterFile}`,
        ...['-cp', classPath, 'org.apache.kafka.connect.mirror.MirrorMaker', propertiesFile],
      ],
      { reject: false, stdin: 'ignore', buffer: false, stdout: { file: join(scratch, 'log') }, stderr: 'ignore' },
    );
    return () => {
      mirror.kill();
      return mirror;
    };
  }

  async function eventually<Value>(ask: () => Promise<Value | undefined>, patienceMs: number): Promise<Value> {
    const deadline = performance.now() + patienceMs;
    let value = await ask();
    while (value === undefined && performance.now() < deadline) {
      await sleep(1_000);
      value = await ask();
    }
    if (value === undefined) {
      const log = await readFile(join(scratch, 'log'), 'utf8');
      const troubles = log.split('\n').filter((line) => /\] (ERROR|WARN) /.test(line));
      throw new Error(
        `not after ${String(patienceMs / 1_000)} s; MirrorMaker said:\n${troubles.slice(0, 20).join('\n')}`,
      );
    }
    return value;
  }

  /** Where the record is on the target, once it is there. */
  async function copiedTo(): Promise<number | undefined> {
    const apache = await apacheTools(target);
    const { stdout } = await apache(
      'kafka-console-consumer',
      ...[
        '--bootstrap-server',
        target.platform.bootstrapServers,
        '--consumer.config',
        target.home.files.adminProperties,
      ],
      ...['--topic', topic, '--partition', String(partition), '--offset', 'earliest', '--timeout-ms', '10000'],
      ...['--property', 'print.key=true', '--property', 'print.offset=true', '--property', 'print.value=false'],
    );
    const offset = new RegExp(`Offset:(\\d+)\\t${key}`).exec(stdout)?.[1];
    return offset === undefined ? undefined : Number(offset);
  }

  test('a record is copied under the same topic’s name, and its group resumes right behind it', async () => {
    const copied = await eventually(copiedTo, 240_000);
    const resumesAt = await eventually(
      () =>
        withAdmin(target.operator, {}, async (admin) => {
          const [found] = await admin.fetchOffsets({ groupId, topics: [topic] });
          const offset = found?.partitions.find((each) => each.partition === partition)?.offset;
          return offset === undefined || offset === '-1' ? undefined : Number(offset);
        }),
      180_000,
    );
    expect(resumesAt).toBe(copied + 1);
  }, 480_000);

  test('it tells how much it copied and how late, and that none of its tasks failed', async () => {
    const ask = (path: string) => fetch(`http://${measuredAt.address}:${String(measuredAt.port)}${path}`);
    expect((await ask(exporterLivePath)).status).toBe(200);
    const text = await (await ask('/metrics')).text();
    const ofPartition = `{partition="${String(partition)}",target="secondary",topic="${topic}"}`;
    const lines = text.split('\n');
    const valueOf = (series: string) => {
      const name = `kafka_connect_mirror_${series}${ofPartition} `;
      return lines.find((line) => line.startsWith(name))?.slice(name.length);
    };
    expect(Number(valueOf('records_total'))).toBeGreaterThan(0);
    expect(Number(valueOf('bytes_total'))).toBeGreaterThan(0);
    // A minute without records makes them NaN.
    expect(valueOf('replication_latency_ms_max')).toBeDefined();
    expect(valueOf('record_age_ms_max')).toBeDefined();
    const failed = 'kafka_connect_connector_tasks{connector="MirrorSourceConnector",state="failed"} 0.0';
    expect(lines).toContain(failed);
    expect(lines).toContainEqual(
      expect.stringMatching(/^kafka_consumer_records_lag_max\{client=".*MirrorSourceConnector/),
    );
    expect(lines).toContainEqual(
      expect.stringMatching(/^kafka_producer_record_error_total\{client=".*Mirror.*\} 0\.0$/),
    );
  }, 30_000);

  test('it leaves nothing on the cluster that it reads', async () => {
    const topicsOf = (operator: ClientProperties) => withAdmin(operator, {}, (admin) => admin.listTopics());
    const itsOwn = (name: string) => /^mm2-|\.internal$|^heartbeats$/.test(name);
    expect((await topicsOf(source.operator)).filter(itsOwn)).toEqual([]);
    expect((await topicsOf(target.operator)).filter(itsOwn).sort()).toEqual([
      'heartbeats',
      'mm2-configs.primary.internal',
      'mm2-offset-syncs.primary.internal',
      'mm2-offsets.primary.internal',
      'mm2-status.primary.internal',
      'primary.checkpoints.internal',
    ]);
  }, 60_000);
});
