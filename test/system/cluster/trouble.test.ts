import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import kafkajs from 'kafkajs';
import pRetry from 'p-retry';
import { connectKafka, readClientProperties, withAdmin, type ClientProperties } from '../../../cluster/index.ts';
import { moveReplicas } from '../../../cluster/placement/move-replicas.ts';
import { registryUrlOf, type Home } from '../../../local/index.ts';
import { services, usersOf } from '../../../topics/index.ts';
import { catchUp, pidOf } from '../../integration/cluster/broker-under-test.ts';
import { detachedPlatform, kafkaPlatform, type DetachedPlatform } from './detached-platform.ts';

const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs;

const principals = services.flatMap(usersOf).map((user) => `User:${user}`);

let own: DetachedPlatform;
let home: Home;
let brokers: readonly string[];
let registry: string;
let operator: ClientProperties;

beforeAll(async () => {
  own = await detachedPlatform('trouble');
  ({ home } = own);
  brokers = own.platform.nodes.brokers.map(({ name }) => name);
  registry = registryUrlOf(own.platform);
  operator = await readClientProperties(home.files.adminProperties);
}, 180_000);
afterAll(() => own.end(), 60_000);

async function signal(nodes: readonly string[], name: NodeJS.Signals): Promise<void> {
  for (const pid of await Promise.all(nodes.map((node) => pidOf(home, node)))) process.kill(pid, name);
}

/** Takes away the rules of every service and some subjects, so that an apply has work for some seconds. */
async function spoil(): Promise<void> {
  await withAdmin(operator, {}, (admin) =>
    admin.deleteAcls({
      filters: principals.map((principal) => ({
        principal,
        resourceType: AclResourceTypes.ANY,
        resourcePatternType: ResourcePatternTypes.ANY,
        operation: AclOperationTypes.ANY,
        permissionType: AclPermissionTypes.ANY,
      })),
    }),
  );
  const subjects = (await (await fetch(`${registry}/subjects`)).json()) as string[];
  for (const subject of subjects.slice(0, 30)) {
    const answer = await fetch(`${registry}/subjects/${encodeURIComponent(subject)}`, { method: 'DELETE' });
    expect(answer.status).toBe(200);
  }
}

/** An apply, and what is done as soon as it has told its plan. */
async function applyAnd(interfere: () => Promise<void>) {
  const apply = kafkaPlatform('apply', '--yes', '--home', home.dir);
  await new Promise<void>((resolve) => {
    apply.stderr.once('data', () => {
      resolve();
    });
  });
  await interfere();
  return apply;
}

async function expectHealed(): Promise<void> {
  await pRetry(
    async () => {
      const { exitCode, stderr } = await kafkaPlatform('apply', '--yes', '--home', home.dir);
      if (exitCode !== 0) throw new Error(stderr);
    },
    { retries: 10, minTimeout: 2_000, maxTimeout: 2_000 },
  );
  expect(await kafkaPlatform('drift', '--home', home.dir)).toMatchObject({ exitCode: 0, stdout: 'No drift.' });
}

const stackTrace = /^\s+at .*[:(]/m;

test('a registry that dies within an apply fails its own steps, by name, and the next apply makes good', async () => {
  await spoil();
  const { exitCode, stderr, stdout } = await applyAnd(() => signal(['schema-registry-01'], 'SIGKILL'));
  expect(stderr).not.toMatch(stackTrace);
  // It is back within seconds, and its client tries again.
  expect(exitCode === 0 ? stdout : stderr).toMatch(exitCode === 0 ? / 0 failed$/ : /✖ subject .+: .*127\.22\.0\.21/);
  expect(stderr).toMatch(/✔ access User:/);
  await expectHealed();
}, 120_000);

test('a registry that does not answer fails its own steps in bounded time, and the others are done', async () => {
  await spoil();
  let isHeld = false;
  const startedAt = performance.now();
  const { exitCode, stderr, stdout } = await applyAnd(async () => {
    await signal(['schema-registry-01'], 'SIGSTOP');
    isHeld = true;
  });
  expect(isHeld).toBe(true);
  expect(performance.now() - startedAt).toBeLessThan(90_000);
  expect({ exitCode, stdout }).toMatchObject({ exitCode: 1, stdout: expect.stringMatching(/[1-9]\d* failed$/) });
  expect(stderr).toMatch(/✖ subject .+: .*127\.22\.0\.21/);
  expect(stderr).not.toMatch(stackTrace);
  expect(stderr).not.toMatch(/✖ (access|quota|topic|user)/);
  await signal(['schema-registry-01'], 'SIGCONT');
  await expectHealed();
}, 240_000);

test('the controller that dies within an apply loses no step for good', async () => {
  await spoil();
  const controller = await withAdmin(operator, {}, async (admin) => (await admin.describeCluster()).controller);
  const { stderr } = await applyAnd(() => signal([brokers[(controller ?? 1) - 1]!], 'SIGKILL'));
  expect(stderr).not.toMatch(stackTrace);
  await expectHealed();
  await catchUp(home);
}, 240_000);

test('brokers that hang are told as unreachable', async () => {
  const patience = { retries: 0, requestTimeoutMs: 1_000 };
  const asking = withAdmin(operator, patience, async (admin) => {
    // Connected to all of them, so that each is asked, and none answers.
    for (let asked = 0; asked < 20; asked += 1) await admin.describeCluster();
    await signal(brokers, 'SIGSTOP');
    await admin.describeCluster();
  });
  await expect(asking.finally(() => signal(brokers, 'SIGCONT'))).rejects.toMatchObject({ code: 'CLUSTER_UNREACHABLE' });
  await catchUp(home);
}, 120_000);

test('a throttled move takes its time, and leaves no throttle', async () => {
  const topic = 'system.throttled';
  const megabytes = 20;
  await withAdmin(operator, {}, async (admin) => {
    await admin.createTopics({ topics: [{ topic, replicaAssignment: [{ partition: 0, replicas: [1, 2, 3] }] }] });
    const producer = connectKafka(operator).producer();
    await producer.connect();
    const megabyte = 1_000_000;
    for (let sent = 0; sent < megabytes; sent += 1) {
      await producer.send({ topic, acks: -1, messages: [{ partition: 0, value: randomBytes(megabyte - 1_000) }] });
    }
    await producer.disconnect();

    const secondsFor = async (before: readonly number[], replicas: readonly number[], bytesPerSecond: number) => {
      const startedAt = performance.now();
      const moves = [{ topic, partition: 0, before, replicas }];
      expect(await moveReplicas(admin, operator, moves, [topic], { bytesPerSecond })).toEqual(new Map());
      return (performance.now() - startedAt) / 1_000;
    };
    const fewer = () => secondsFor([1, 2, 3], [1, 2], megabyte);
    await fewer();
    const free = await secondsFor([1, 2], [1, 2, 3], 1_000 * megabyte);
    await fewer();
    await sleep(15_000); // Kafka judges a rate by what was copied in the last seconds
    const throttled = await secondsFor([1, 2], [1, 2, 3], megabyte);
    expect(megabytes / throttled).toBeLessThan(1.2);
    expect(throttled / free).toBeGreaterThan(2);
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [
        { type: kafkajs.ConfigResourceTypes.TOPIC, name: topic },
        ...[1, 2, 3].map((id) => ({ type: kafkajs.ConfigResourceTypes.BROKER, name: String(id) })),
      ],
    });
    const set = resources.flatMap(({ configEntries }) =>
      configEntries.filter(
        ({ configName, isDefault, configValue }) =>
          configName.includes('throttled') && !isDefault && configValue !== '',
      ),
    );
    expect(set).toEqual([]);
  });
}, 180_000);
