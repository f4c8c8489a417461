import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { reportObject, type ServedReport } from '../../../agent/index.ts';
import { apacheTool, clientFile, writeClientFile } from './apache-tools.ts';
import { artifactNames, brokerUser, operatorUser } from '../../../platform/index.ts';
import { identityPlaces, machineOf, vmLayout } from '../../../render/index.ts';
import { estateUnderTest, platform, type MetadataOf } from './estate-under-test.ts';
import type { MachineState } from './google.ts';
import { Machine } from './machine.ts';
import { secretValues } from './secrets.ts';
import { openSite, type Site } from './site.ts';

const { brokers, zookeeper } = platform.nodes;
/** Of these there are many alike; Google's balancer passes packets for the bootstrap address through to HAProxy. */
const ofGroups = [
  { name: 'haproxy', address: platform.bootstrap.address },
  { name: 'mirror-maker', address: platform.bootstrap.address.replace(/\d+$/, '41') },
];
const nodes = [...zookeeper, ...brokers, ...ofGroups];

const mirrorLogin = identityPlaces(platform).mirrorLoginId('target');

let site: Site;
let metadataOf: MetadataOf;
const machines = new Map<string, Machine>();
const boots = new Map<string, { exitCode: number | undefined; all: string }>();
const machine = (name: string) => machines.get(name)!;

/** HAProxy refuses to start where it may not open what its connections need, and not everywhere may root allow it. */
function withFewConnections(attributes: Record<string, string>): Record<string, string> {
  const key = 'file-etc-haproxy-haproxy-cfg';
  const text = attributes[key];
  return text === undefined ? attributes : { ...attributes, [key]: text.replaceAll(/maxconn \d+/g, 'maxconn 1000') };
}

/** Boots a machine for the first time, from nothing but its metadata. */
async function bootAnew(name: string, google: Partial<MachineState> = {}): Promise<void> {
  const attributes = withFewConnections(metadataOf(name));
  const node = nodes.find((each) => each.name === name)!;
  const made = new Machine(site, name, node.address);
  machines.set(name, made);
  site.tell(node.address, { name, attributes, ...google });
  await made.make(512);
  await made.powerOn();
  boots.set(name, await made.boot());
}

beforeAll(async () => {
  site = await openSite(platform);
  metadataOf = await estateUnderTest(site.bucketsDir, artifactNames);
  const secrets = secretValues(platform);
  site.keep(Object.fromEntries(Object.entries(secrets).filter(([id]) => id !== mirrorLogin)));
  await Promise.all(zookeeper.map(({ name }) => bootAnew(name)));
  await Promise.all([
    bootAnew('kafka-01'),
    bootAnew('kafka-02', { metadataFailures: 4, metadataDelayMs: 1_500 }),
    bootAnew('kafka-03', { damagedDownloads: 1 }),
  ]);
  const groups = Promise.all(ofGroups.map(({ name }) => bootAnew(name)));
  await until('the mirror says what it lacks', async () =>
    (await machine('mirror-maker').console()).includes(mirrorLogin),
  );
  site.keep(secrets);
  await groups;
  await writeClientFile(platform, machine('kafka-01'));
}, 600_000);

afterAll(async () => {
  await Promise.all([...machines.values()].map((each) => each.powerOff()));
  await site.end();
}, 60_000);

const client = ['--command-config', clientFile, '--bootstrap-server', platform.bootstrapServers];

test.each(nodes)('$name boots from what the Terraform of its estate puts into its metadata', ({ name }) => {
  expect(boots.get(name)).toEqual({
    exitCode: 0,
    all: expect.stringContaining(`${name}: booted`),
    stdout: expect.any(String),
  });
});

test("the machines are a cluster that Apache's tools talk to", async () => {
  const created = await apacheTool(machine('kafka-01'), 'kafka-topics', [
    ...client,
    ...['--create', '--topic', 'market-data-raw', '--partitions', '3', '--replication-factor', '3'],
  ]);
  expect(created).toMatchObject({ exitCode: 0, all: expect.stringContaining('Created topic market-data-raw') });

  const said = Array.from({ length: 20 }, (_, index) => `tick ${String(index)}`);
  const produced = await apacheTool(
    machine('kafka-01'),
    'kafka-console-producer',
    [
      ...['--bootstrap-server', platform.bootstrapServers, '--topic', 'market-data-raw'],
      ...['--producer.config', clientFile, '--producer-property', 'acks=all'],
    ],
    { input: said.join('\n') },
  );
  expect(produced.exitCode).toBe(0);
  expect((await consumed(said.length)).sort()).toEqual(said.toSorted());
});

test('a client that begins at the bootstrap address is led to a broker by HAProxy', async () => {
  const begin = `${platform.bootstrap.hostname}:${String(platform.bootstrap.port)}`;
  const words = ['--command-config', clientFile, '--bootstrap-server', begin, '--list'];
  await until('HAProxy leads to brokers', () => isListening('haproxy', platform.bootstrap.port));
  const listed = await apacheTool(machine('kafka-01'), 'kafka-topics', words);
  expect(listed).toMatchObject({ exitCode: 0, all: expect.stringContaining('market-data-raw') });
});

describe('clients of other networks', () => {
  const outside = platform.outside!;
  // Their endpoint is another address than this one, which is as far as a passthrough balancer goes here.
  const endpoint = platform.bootstrap.address;

  test('reach each broker through HAProxy, by names that all lead there', async () => {
    const hostsFile = '/srv/hosts-outside';
    const names = [outside.hostname, ...brokers.map((broker) => broker.outside!.hostname)];
    await writeFile(machine('kafka-01').path(hostsFile), names.map((name) => `${endpoint} ${name}\n`).join(''));
    const begin = ['--bootstrap-server', `${outside.hostname}:${String(outside.port)}`, '--topic', 'market-data-raw'];
    const producer = ['--producer.config', clientFile, '--producer-property', 'acks=all'];
    const produced = await apacheTool(machine('kafka-01'), 'kafka-console-producer', [...begin, ...producer], {
      input: 'tick from outside\n',
      hostsFile,
    });
    expect(produced.exitCode).toBe(0);

    const consumer = ['--consumer.config', clientFile, '--from-beginning'];
    const enough = ['--max-messages', '21', '--timeout-ms', '30000'];
    const { stdout } = await apacheTool(
      machine('kafka-01'),
      'kafka-console-consumer',
      [...begin, ...consumer, ...enough],
      { hostsFile },
    );
    expect(stdout.split('\n').filter((line) => line.startsWith('tick'))).toHaveLength(21);
    expect(stdout).toContain('tick from outside');
    // Each of the brokers leads one of the three partitions.
    const { stdout: metrics } = await fromSite('curl', [
      ...['--silent', `http://${endpoint}:${String(platform.bootstrapProxy.ports.metrics)}/metrics`],
    ]);
    const entered = /^haproxy_server_sessions_total\{proxy="outside-(kafka-\d\d)",server="\1"\} [1-9]/gm;
    expect([...metrics.matchAll(entered)].map(([, name]) => name)).toEqual(brokers.map(({ name }) => name));
  });

  test('are led by the name in their hello, and refused without one that is a broker’s outside', async () => {
    const served = async (...name: string[]) => {
      const { stdout } = await fromSite('openssl', [
        's_client',
        '-connect',
        `${endpoint}:${String(outside.port)}`,
        ...name,
      ]);
      return /^subject=CN ?= ?(.+)$/m.exec(stdout)?.[1] ?? /no peer certificate available/.exec(stdout)?.[0];
    };
    for (const { name, outside } of brokers) expect(await served('-servername', outside!.hostname)).toBe(name);
    expect(await served('-noservername')).toBe('no peer certificate available');
    expect(await served('-servername', brokers[0]!.hostname)).toBe('no peer certificate available');
  });
});

test('MirrorMaker runs from what its machine installed', async () => {
  const journal = async () =>
    (await machine('mirror-maker').run('cat', ['/var/log/journal-mirror-maker.service.log'])).all;
  await until('MirrorMaker begins', async () => (await journal()).includes('Kafka MirrorMaker initializing'));
  expect(await journal()).toContain('Kafka MirrorMaker initializing');
});

/** Series by which a machine's measurements are known, of those that an alert or a dashboard needs. */
const brokerSeries = [
  /^kafka_server_replicamanager_underreplicatedpartitions 0\.0$/m,
  /^kafka_controller_kafkacontroller_offlinepartitionscount 0\.0$/m,
  /^kafka_controller_kafkacontroller_activecontrollercount [01]\.0$/m,
  /^kafka_network_requestmetrics_totaltimems\{quantile="0\.99",request="Produce"\} /m,
  /^kafka_network_requestmetrics_requests_total\{request="ApiVersions",version="\d+"\} [1-9]/m,
  /^kafka_server_replicamanager_isrshrinks_total \d/m,
  /^kafka_server_replicamanager_isrexpands_total \d/m,
  /^kafka_log_log_size\{partition="\d",topic="market-data-raw"\} [1-9]/m,
  /^kafka_server_authentications_failed_total\{listener="CLIENT",processor="\d+"\} /m,
  /^kafka_server_disk_write_bytes_total [1-9]/m,
  /^process_cpu_seconds_total [\d.]+$/m,
];
const zookeeperSeries = [
  /^zookeeper_serving\{role="(Leader|Follower)"\} 1\.0$/m,
  /^zookeeper_quorum_size 3\.0$/m,
  /^zookeeper_outstanding_requests \d/m,
  /^zookeeper_avg_request_latency \d/m,
  /^zookeeper_num_alive_connections \d/m,
  /^zookeeper_node_count [1-9]/m,
];

test.each([
  ...brokers.map(({ name }) => [name, brokerSeries] as const),
  ...zookeeper.map(({ name }) => [name, zookeeperSeries] as const),
  // Without a second region it only begins, again and again; what it measures: test/system/mirror.
  ['mirror-maker', [/^process_cpu_seconds_total /m]] as const,
])('%s shows its measurements to others on the network', async (name, series) => {
  let text = '';
  await until(`${name} answers at its metrics port`, async () => {
    text = await measurementsOf(name);
    return text.includes('jmx_scrape_error 0.0');
  });
  expect(series.filter((each) => !each.test(text))).toEqual([]);
  expect(text.split('\n').length).toBeLessThan(2_000);
});

test('what came into a topic is told by the brokers that it came to', async () => {
  const text = (await Promise.all(brokers.map(({ name }) => measurementsOf(name)))).join('\n');
  expect(text).toMatch(/^kafka_server_brokertopicmetrics_bytesin_total\{topic="market-data-raw"\} [1-9]/m);
  const messages = /^kafka_server_brokertopicmetrics_messagesin_total\{topic="market-data-raw"\} (\d+)/gm;
  expect([...text.matchAll(messages)].reduce((sum, [, count]) => sum + Number(count), 0)).toBeGreaterThanOrEqual(20);
});

test('a broker shows its measurements at its own address alone', async () => {
  const { exitCode } = await machine('kafka-01').run('curl', ['--silent', metricsUrl('127.0.0.1')]);
  expect(exitCode).not.toBe(0);
});

const metricsUrl = (address: string) => `http://${address}:${String(platform.monitoring.metricsPort)}/metrics`;

/** As Prometheus asks; nothing while the process begins. */
async function measurementsOf(name: string): Promise<string> {
  const [command = '', ...words] = site.network.enter;
  const curl = ['curl', '--silent', '--max-time', '10', metricsUrl(machine(name).address)];
  const { stdout } = await execa(command, [...words, ...curl], { reject: false });
  return stdout;
}

async function consumed(count: number): Promise<string[]> {
  const { stdout } = await apacheTool(machine('kafka-01'), 'kafka-console-consumer', [
    ...['--bootstrap-server', platform.bootstrapServers, '--topic', 'market-data-raw'],
    ...['--consumer.config', clientFile, '--from-beginning'],
    ...['--max-messages', String(count), '--timeout-ms', '30000'],
  ]);
  return stdout.split('\n').filter((line) => line.startsWith('tick'));
}

test('each service runs as its own user, with the open files of its unit and no capabilities', async () => {
  const { stdout } = await machine('kafka-02').run('sh', [
    '-c',
    'pid=$(cat /run/units/kafka.service.pid); grep -E "^(Uid|CapBnd|NoNewPrivs)" /proc/$pid/status; grep "open files" /proc/$pid/limits',
  ]);
  // Not everywhere may root raise its own limit.
  const { stdout: files } = await execa('sh', [
    '-c',
    'prlimit --nofile=200000:200000 true && echo 200000 || ulimit -Hn',
  ]);
  expect(stdout.replaceAll(/\s+/g, ' ').trim()).toBe(
    `Uid: 800 800 800 800 CapBnd: 0000000000000000 NoNewPrivs: 1 Max open files ${files} ${files} files`,
  );
});

test('a metadata server that is late and slow is waited for', () => {
  expect(boots.get('kafka-02')!.exitCode).toBe(0);
});

test('each node has a certificate of its own, which it serves, and its agent reports it', async () => {
  for (const node of [brokers[0]!, zookeeper[0]!]) {
    const { exitCode, all } = await machine(node.name).run('/opt/node/bin/node', ['/opt/agent/agent.mjs', 'tick']);
    expect({ exitCode, all }).toEqual({ exitCode: 0, all: '' });
    const { stateBucket } = identityPlaces(platform);
    const { instance } = machineOf(platform, node);
    const object = join(site.bucketsDir, stateBucket, reportObject(instance));
    const { certificates } = JSON.parse(await readFile(object, 'utf8')) as ServedReport;
    const served = { subject: `CN=${node.name}`, isReplaced: false };
    expect(certificates).toEqual(certificates.map(() => expect.objectContaining(served)));
    expect(certificates.map(({ port }) => port)).toEqual(node.name === 'zk-01' ? [2181] : [9092, 9093, 9094]);
  }
});

test.each(['kafka-01', 'zk-01'])('keys and stores of %s are for its service alone', async (name) => {
  const { secretsDir } = vmLayout(name.startsWith('zk') ? 'zookeeper' : 'kafka');
  const { stdout } = await machine(name).run('find', [secretsDir, '-printf', '%m %U %f\n']);
  const user = name.startsWith('zk') ? '801' : '800';
  const others = stdout.split('\n').filter((line) => !line.startsWith(`600 ${user} `));
  // The agent's own: the key, and a mark of what was written.
  expect(others.sort()).toEqual([`600 0 identity.json`, `600 0 stores.stamp`, `700 ${user} secrets`]);
});

test('a machine whose secret has no value yet says which, and comes up when it has one', async () => {
  const [absent] = (await machine('mirror-maker').console()).split('\n').filter((line) => line.includes(mirrorLogin));
  expect(absent).toMatch(
    /^secret alphintra-mirror-target-login of project \S+: found status 404 .*; add it: gcloud secrets versions add .*\(again in 15 s\)$/,
  );
  expect(boots.get('mirror-maker')!.exitCode).toBe(0);
});

test('an artifact that arrives damaged is fetched again', () => {
  const { all } = boots.get('kafka-03')!;
  expect(all).toMatch(/gs:\/\/alphintra-dev-artifacts-us-central1\/node-.*: attempt 1 found another SHA-256/);
  expect(all).toMatch(/jre-.*: found SHA-256 [0-9a-f]{64}, expected [0-9a-f]{64};.*\(fetching it again\)/);
});

test.each(['zk-02', 'kafka-01'])('booting %s again changes nothing', async (name) => {
  const look = () =>
    machine(name).run('sh', [
      '-c',
      'find /etc /opt /var/lib/*/myid -newer /var/log/dpkg.log -printf "%p %T@ %m %U\\n" 2>/dev/null; cat /run/units/*.pid; dumpe2fs -h /dev/sdb 2>/dev/null | grep -E "UUID|created"',
    ]);
  const before = await look();
  const role = name.startsWith('zk') ? 'zookeeper' : 'kafka';
  const said = (await machine(name).boot()).all.split('\n');
  const users = role === 'kafka' ? [`SCRAM users ${brokerUser}, ${operatorUser} are in ZooKeeper`] : [];
  expect(said).toEqual([`${name}: booting as ${role}`, ...users, `${name}: booted`]);
  expect(await look()).toEqual(before);
});

test.each([
  ['kafka-01', 'kafka.service'],
  ['zk-01', 'zookeeper.service'],
  ['zk-01', 'kafka-node-agent.service'],
  ['haproxy', 'haproxy.service'],
  ['mirror-maker', 'mirror-maker.service'],
])('systemd finds nothing wrong in the units of %s and little to attack', async (name, unit) => {
  const verified = await machine(name).run('systemd-analyze', ['verify', '--man=no', `/etc/systemd/system/${unit}`]);
  expect(verified).toMatchObject({ exitCode: 0, all: '' });
  // Of 10; a service without any hardening has 9.6. What is left is that it has the network and its own files.
  const security = ['security', '--offline=true', '--threshold=25', '--no-pager'];
  const judged = await machine(name).run('systemd-analyze', [...security, `/etc/systemd/system/${unit}`]);
  expect({ exitCode: judged.exitCode, verdict: judged.all.split('\n').at(-1) }).toEqual({
    exitCode: 0,
    verdict: expect.stringContaining('OK'),
  });
});

test('shellcheck finds nothing in the startup script', async () => {
  const input = metadataOf('kafka-01')['startup-script']!;
  const { stdout, exitCode } = await execa('shellcheck', ['-'], { input, reject: false });
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
});

test('a broker on a new machine finds its data and comes back into the cluster', async () => {
  await machine('kafka-03').powerOff();
  site.tell(machine('kafka-03').address, { name: 'kafka-03', attributes: metadataOf('kafka-03') });
  await machine('kafka-03').make(512);
  await machine('kafka-03').powerOn();
  const { exitCode, all } = await machine('kafka-03').boot();
  expect({ exitCode, formatted: all.includes('formatted') }).toEqual({ exitCode: 0, formatted: false });
  expect(all).toContain('google-data: mounted');
  await until('all replicas in sync', async () => {
    const described = ['--describe', '--topic', 'market-data-raw'];
    const { stdout } = await apacheTool(machine('kafka-01'), 'kafka-topics', [...client, ...described]);
    return stdout.split('\n').filter((line) => /Isr: \d,\d,\d/.test(line)).length === 3;
  });
  expect(await consumed(20)).toHaveLength(20);
});

test('without ZooKeeper every process still looks alive to the check that recreates machines', async () => {
  await Promise.all(['zk-02', 'zk-03'].map((name) => machine(name).powerOff()));
  // Longer than the session that brokers have with ZooKeeper.
  await sleep(platform.kafka.settings.zookeeperSessionTimeoutMs + 10_000);
  for (const name of ['kafka-01', 'kafka-02', 'kafka-03']) expect(await isListening(name, 9092)).toBe(true);
  expect(await isListening('zk-01', 2181)).toBe(true);
  expect(await isListening('zk-01', 2182)).toBe(false);
});

/** As Google's health check asks: whether a connection is taken. */
async function isListening(name: string, port: number): Promise<boolean> {
  const probe = ['10', 'bash', '-c', `exec 3<>/dev/tcp/${machine(name).address}/${String(port)}`];
  return !(await fromSite('timeout', probe)).failed;
}

/** Runs a command of this machine in the network of the site, whether or not it succeeds. */
async function fromSite(command: string, words: readonly string[]) {
  const [enter = '', ...inNetwork] = site.network.enter;
  return execa(enter, [...inNetwork, command, ...words], { reject: false, stdin: 'ignore' });
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 120_000;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`${what}: not so after two minutes`);
    await sleep(500);
  }
}
