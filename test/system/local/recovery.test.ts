import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { connectKafka, readClientProperties, waitForInSync, withAdmin } from '../../../cluster/index.ts';
import {
  localStatus,
  openHome,
  startCluster,
  stopCluster,
  type Home,
  type RunningCluster,
} from '../../../local/index.ts';
import { findProcess } from '../../../local/process-table.ts';
import { ownNetwork, platformOn, sharedJars } from '../../integration/local/own-platform.ts';

const platform = platformOn(ownNetwork);
const attendedStart = fileURLToPath(new URL('./attended-start.ts', import.meta.url));
const topic = 'recovery';
const schema = { schema: JSON.stringify({ type: 'record', name: 'Kept', fields: [{ name: 'x', type: 'long' }] }) };

let home: Home;
let cluster: RunningCluster;
/** Until then the platform is a child's, or nobody's. */
let isOurs = false;

beforeAll(async () => {
  home = await openHome(join(await mkdtemp(join(tmpdir(), 'recovery-')), 'a home'), sharedJars);
});
afterAll(async () => {
  await (isOurs ? cluster.stop() : stopCluster(home));
  await rm(join(home.dir, '..'), { recursive: true });
});

async function registerSchema(): Promise<unknown> {
  const [registry] = platform.nodes.schemaRegistry;
  const answer = await fetch(`http://${registry!.address}:${registry!.port}/apis/ccompat/v7/subjects/kept/versions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(schema),
  });
  return answer.json();
}

async function sendAcknowledged(count: number): Promise<void> {
  const kafka = connectKafka(await readClientProperties(home.files.adminProperties));
  await withAdmin(await readClientProperties(home.files.adminProperties), {}, async (admin) => {
    await admin.createTopics({ topics: [{ topic, numPartitions: 1, replicationFactor: 3 }] });
  });
  const producer = kafka.producer();
  await producer.connect();
  await producer.send({ topic, acks: -1, messages: Array.from({ length: count }, (_, n) => ({ value: String(n) })) });
  await producer.disconnect();
}

async function countKept(): Promise<number> {
  const properties = await readClientProperties(home.files.adminProperties);
  return withAdmin(properties, {}, async (admin) => {
    await waitForInSync(admin, [topic], { timeoutMs: 60_000 });
    const [offsets] = await admin.fetchTopicOffsets(topic);
    return Number(offsets!.high);
  });
}

test('a command killed with all it had going leaves orphans, and refuses nobody', async () => {
  const command = execa('node', [attendedStart, home.dir, ownNetwork], { reject: false });
  await Promise.race([once(command.stdout, 'data'), command.then(({ stderr }) => Promise.reject(new Error(stderr)))]);
  expect(await localStatus(home)).toMatchObject({ state: 'attended' });

  await sendAcknowledged(1_000);
  expect(await registerSchema()).toEqual({ id: 1 });
  await expect(startCluster({ platform, home })).rejects.toMatchObject({
    code: 'REFUSED',
    message: expect.stringContaining(`runs already, by process ${command.pid}`),
  });
  const other = await openHome(join(home.dir, '..', 'other'), sharedJars);
  await expect(startCluster({ platform, home: other })).rejects.toMatchObject({
    code: 'PORT_TAKEN',
    message: expect.stringMatching(
      /kafka-01: 127\.22\.0\.51:9092, 127\.22\.0\.51:9093 are taken by process \d+ \(kafka-01 of the platform in /,
    ),
  });

  command.kill('SIGKILL');
  await command;
  const { state, nodes } = await localStatus(home);
  expect([state, nodes.length]).toEqual(['orphaned', 7]);
}, 120_000);

test('the next start ends orphans and loses nothing, though a broker died as well', async () => {
  const { nodes } = await localStatus(home);
  process.kill(nodes.find(({ node }) => node === 'kafka-02')!.pid, 'SIGKILL');
  const said: string[] = [];
  cluster = await startCluster({
    platform,
    home,
    onStep: (event) => {
      if ('detail' in event) said.push(`${event.step}: ${event.detail}`);
    },
  });
  isOurs = true;
  expect(said).toEqual(expect.arrayContaining(['certificates: kept', 'users: kept', 'brokers: 3 brokers']));
  await cluster.registryReady();
  expect(await countKept()).toBe(1_000);
  expect(await registerSchema()).toEqual({ id: 1 });
  expect(nodes.filter(({ pid }) => [...cluster.pids().values()].includes(pid))).toEqual([]);
}, 120_000);

test('a broker killed hard is reported, started again and counted in', async () => {
  const events: string[] = [];
  const isBack = new Promise<void>((resolve) => {
    cluster.onNodeEvent((event) => {
      events.push(`${event.node} ${event.kind}`);
      if (event.kind === 'back') resolve();
    });
  });
  process.kill(cluster.pids().get('kafka-03')!, 'SIGKILL');
  await isBack;
  // On busy cores ZooKeeper may hold the old session for longer, and the broker then ends once more.
  expect([...new Set(events)]).toEqual(['kafka-03 exited', 'kafka-03 restarted', 'kafka-03 back']);
  expect(events.at(-1)).toBe('kafka-03 back');
  expect(await countKept()).toBe(1_000);
}, 90_000);

test('keeps secrets from other users and from process lists', async () => {
  const { passwords, storePassword } = JSON.parse(await readFile(home.files.secrets, 'utf8')) as {
    passwords: Record<string, string>;
    storePassword: string;
  };
  const secrets = [storePassword, ...Object.values(passwords)];
  expect(secrets).toHaveLength(4);
  for (const pid of cluster.pids().values()) {
    const { command } = (await findProcess(pid))!;
    expect(secrets.filter((secret) => command.includes(secret))).toEqual([]);
  }
  const open = await execa('find', [home.dir, '-type', 'f', '-path', '*secrets*', '-perm', '/077']);
  expect(open.stdout).toBe('');
});

test('seven processes stay within 3 GiB', async () => {
  expect(cluster.pids().size).toBe(7);
  expect(await cluster.residentMemoryMb()).toBeLessThan(3_072);
});

test('stops everything, and gives the home back', async () => {
  await cluster.stop();
  expect(await localStatus(home)).toEqual({ state: 'stopped', nodes: [] });
  expect(await readdir(home.dir)).not.toContain('lock.json');
}, 60_000);

test.each(['orphans', 'machine', 'jars', 'certificates', 'zookeeper', 'users', 'brokers', 'registry'] as const)(
  'Ctrl-C in the step "%s" leaves nothing running',
  async (step) => {
    const interrupted = new AbortController();
    const reason = new Error('Ctrl-C');
    const start = startCluster({
      platform,
      home,
      signal: interrupted.signal,
      onStep: (event) => {
        if (event.step === step && event.state === 'started') interrupted.abort(reason);
      },
    });
    await expect(start).rejects.toBe(reason);
    expect(await localStatus(home)).toEqual({ state: 'stopped', nodes: [] });
    expect(await readdir(home.dir)).not.toContain('lock.json');
  },
  60_000,
);
