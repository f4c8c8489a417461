import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createServer as createTlsServer } from 'node:tls';
import { execa } from 'execa';
import { definePlatform, environments, onOneMachine } from '../../../platform/index.ts';
import { haproxyCfg } from '../../../render/index.ts';
import { apacheTools, type ApacheTool } from '../../integration/access/apache-tool.ts';
import { pidOf } from '../../integration/cluster/broker-under-test.ts';
import { ownNetwork } from '../../integration/local/own-platform.ts';
import { detachedPlatform, type DetachedPlatform } from '../cluster/detached-platform.ts';

/** The platform under test has the first three of these; tests take the places of the others. */
const input = onOneMachine(environments.production, ownNetwork);
const platform = definePlatform({ ...input, kafka: { ...input.kafka, brokers: 5 } });
const [, , , mute, foreign] = platform.nodes.brokers;
const { bootstrap, bootstrapProxy } = platform;

/** A broker's answers, under load, may take longer than HAProxy waits for them. */
const patienceMs = 30_000;

let own: DetachedPlatform;
let apache: ApacheTool;
let scratch: string;
/** The last first, however far the preparations came. */
const undo: (() => unknown)[] = [];

beforeAll(async () => {
  own = await detachedPlatform('bootstrap');
  undo.unshift(() => own.end());
  scratch = await mkdtemp(join(tmpdir(), 'haproxy-'));
  undo.unshift(() => rm(scratch, { recursive: true }));
  apache = await apacheTools(own);
  await pretendToBeBrokers();

  const configFile = join(scratch, 'haproxy.cfg');
  const text = haproxyCfg(platform, join(scratch, 'ca.pem'));
  // The unit raises the limit of open files to what so many connections need; a test may not.
  await writeFile(configFile, text.replace(/maxconn \d+/, 'maxconn 1000'));
  // -dW: a warning is a failure.
  await execa('haproxy', ['-c', '-dW', '-f', configFile]);
  const haproxy = execa('haproxy', ['-db', '-f', configFile], { reject: false, stdout: 'ignore' });
  undo.unshift(() => {
    haproxy.kill();
    return haproxy;
  });
  const deadline = performance.now() + patienceMs;
  while ((await health('/live').catch(() => 0)) !== 200 && performance.now() < deadline) await sleep(100);
  // Clients know the brokers by the bootstrap name alone; its address is HAProxy's.
  await writeFile(join(scratch, 'hosts'), `${bootstrap.address} ${bootstrap.hostname}\n`);
  process.env['JAVA_TOOL_OPTIONS'] = `-Djdk.net.hosts.file=${join(scratch, 'hosts')}`;
  undo.unshift(() => delete process.env['JAVA_TOOL_OPTIONS']);
}, 240_000);

afterAll(async () => {
  for (const each of undo) await each();
}, 180_000);

/** One accepts connections and never answers; the other has a broker's certificate and speaks HTTP. */
async function pretendToBeBrokers(): Promise<void> {
  const key = join(scratch, 'foreign.key');
  const certificate = join(scratch, 'foreign.pem');
  await execa('openssl', [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', certificate],
    ...['-subj', '/CN=kafka-05', '-addext', `subjectAltName=DNS:${foreign!.hostname}`],
  ]);
  const authorities = await Promise.all([own.home.files.caCertificate, certificate].map((file) => readFile(file)));
  await writeFile(join(scratch, 'ca.pem'), Buffer.concat(authorities));
  const tls = createTlsServer({ key: await readFile(key), cert: await readFile(certificate) }, (socket) => {
    socket.on('error', () => undefined); // HAProxy hangs up as soon as it has heard enough
    socket.on('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  });
  const silent = createServer((socket) => socket.on('error', () => undefined).resume());
  for (const [server, { address, ports }] of [[silent, mute!] as const, [tls, foreign!] as const]) {
    undo.unshift(() => server.close());
    await new Promise<void>((resolve) => void server.listen(ports.client, address, resolve));
  }
}

/** Names of the brokers that clients are led to, as HAProxy's own metrics have them. */
async function brokersInUse(): Promise<string[]> {
  const metrics = await fetch(`http://${bootstrap.address}:${bootstrapProxy.ports.metrics}/metrics`);
  const up = /^haproxy_server_status\{proxy="brokers",server="([^"]+)",state="UP"\} 1$/gm;
  return [...(await metrics.text()).matchAll(up)].map(([, name]) => name!);
}

async function until(expected: readonly string[], patienceMs: number): Promise<void> {
  const deadline = performance.now() + patienceMs;
  let found = await brokersInUse();
  while (found.join() !== expected.join() && performance.now() < deadline) {
    await sleep(200);
    found = await brokersInUse();
  }
  expect(found).toEqual(expected);
}

async function health(path: string): Promise<number> {
  return (await fetch(`http://${bootstrap.address}:${bootstrapProxy.ports.health}${path}`)).status;
}

/** Lists the topics, beginning at the bootstrap name. */
async function listTopics(): Promise<string[]> {
  const { stdout, all, exitCode } = await apache(
    'kafka-topics',
    ...['--bootstrap-server', `${bootstrap.hostname}:${String(bootstrap.port)}`],
    ...['--command-config', own.home.files.adminProperties, '--list'],
  );
  if (exitCode !== 0) throw new Error(all);
  return stdout.split('\n');
}

test('leads to brokers that answer as Kafka, and not to what only accepts connections or speaks something else', async () => {
  await until(['kafka-01', 'kafka-02', 'kafka-03'], patienceMs);
  // It keeps so when the others had time for the checks that would bring them in.
  await sleep(5_000);
  expect(await brokersInUse()).toEqual(['kafka-01', 'kafka-02', 'kafka-03']);
}, 60_000);

test('Apache’s tool begins at the one name, by TLS that ends at a broker', async () => {
  expect(await listTopics()).toContain('market-data-raw');
}, 120_000);

test('a broker that hangs is left out though its port still accepts, and taken back when it answers', async () => {
  const pid = await pidOf(own.home, 'kafka-02');
  process.kill(pid, 'SIGSTOP');
  try {
    await until(['kafka-01', 'kafka-03'], patienceMs);
    for (let attempt = 0; attempt < 3; attempt += 1) expect(await listTopics()).toContain('market-data-raw');
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  await until(['kafka-01', 'kafka-02', 'kafka-03'], 2 * patienceMs);
}, 180_000);

test('a broker that is killed is left out, and clients go on', async () => {
  process.kill(await pidOf(own.home, 'kafka-03'), 'SIGKILL');
  await until(['kafka-01', 'kafka-02'], patienceMs);
  expect(await listTopics()).toContain('market-data-raw');
  // Its supervisor starts it again.
  await until(['kafka-01', 'kafka-02', 'kafka-03'], 3 * patienceMs);
}, 240_000);

test('says that it lives whatever the brokers do, and that it can serve only while one of them answers', async () => {
  expect([await health('/live'), await health('/ready'), await health('/other')]).toEqual([200, 200, 404]);
  const pids = await Promise.all(['kafka-01', 'kafka-02', 'kafka-03'].map((node) => pidOf(own.home, node)));
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  try {
    await until([], patienceMs);
    expect([await health('/live'), await health('/ready')]).toEqual([200, 503]);
  } finally {
    for (const pid of pids) process.kill(pid, 'SIGCONT');
  }
}, 120_000);
