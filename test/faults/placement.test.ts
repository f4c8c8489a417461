import { randomBytes } from 'node:crypto';
import { execa } from 'execa';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import {
  applyPlan,
  brokerKind,
  connectKafka,
  makePlan,
  placementKind,
  readClientProperties,
  withAdmin,
  type ClientProperties,
} from '../../cluster/index.ts';
import { replicasAsSeenBy } from '../../cluster/extended-client.ts';
import { topics } from '../../topics/index.ts';
import { apacheTools, type ApacheTool } from '../integration/access/apache-tool.ts';
import { platformUnderTest } from '../integration/access/platform-under-test.ts';

/** The one that the suite's flow writes the most to, so that there is something to copy. */
const topic = 'market-data-raw';
const { partitions } = topics.find(({ name }) => name === topic)!;

let home: string;
let operator: ClientProperties;
let dir: string;
let tool: ApacheTool;
let brokers: string;

beforeAll(async () => {
  const platform = await platformUnderTest();
  home = platform.home.dir;
  brokers = platform.platform.bootstrapServers;
  operator = await readClientProperties(platform.home.files.adminProperties);
  tool = await apacheTools(platform);
  dir = await mkdtemp(join(tmpdir(), 'placement-'));
});
afterAll(async () => {
  await kafkaPlatform('apply', '--yes'); // whatever a failed test has left
  await rm(dir, { recursive: true });
});

function kafkaPlatform(...words: string[]) {
  return execa('node', ['cli/kafka-platform.js', ...words, '--home', home], { reject: false, stdin: 'ignore' });
}

/** Moves all of the topic's replicas behind the platform's back, as a person with Apache's tool would. */
async function moveByHand(replicas: readonly number[], ...words: string[]): Promise<void> {
  const file = join(dir, 'moves.json');
  const moves = Array.from({ length: partitions }, (_, partition) => ({ topic, partition, replicas }));
  await writeFile(file, JSON.stringify({ version: 1, partitions: moves }));
  const login = ['--bootstrap-server', brokers, '--command-config', join(home, 'admin.properties')];
  const answer = await tool(
    'kafka-reassign-partitions',
    ...login,
    '--reassignment-json-file',
    file,
    '--execute',
    ...words,
  );
  expect(answer).toMatchObject({ exitCode: 0 });
}

/** Whether each broker knows them there; each learns of a change at its own time, and kafkajs asks any broker. */
const isEverywhere = async (expected: readonly number[]) => {
  const seen = await Promise.all(brokers.split(',').map((server) => replicasAsSeenBy(operator, server, [topic])));
  const all = seen.flatMap((replicas) => replicas.get(topic) ?? []);
  return all.every((replicas) => [...replicas].sort().join() === expected.join());
};

/** What Kafka's own tool shows of throttles: rates of brokers, and replicas of the topic. */
async function throttles(name = topic): Promise<string> {
  const login = ['--bootstrap-server', brokers, '--command-config', join(home, 'admin.properties'), '--describe'];
  const answers = await Promise.all([
    tool('kafka-configs', ...login, '--entity-type', 'brokers'),
    tool('kafka-configs', ...login, '--entity-type', 'topics', '--entity-name', name),
  ]);
  return answers.flatMap(({ stdout }) => stdout.split('\n').filter((line) => line.includes('throttled'))).join('\n');
}

const movingCount = () =>
  withAdmin(operator, {}, async (admin) => {
    const { topics: moving } = await admin.listPartitionReassignments({});
    return moving.flatMap(({ partitions: its }) => its).length;
  });

// Two replicas stay, since with fewer the flow of the suite couldn't write.
test('a topic that was moved to two brokers gets its replicas in three racks again', async () => {
  await moveByHand([2, 3]);
  while (!(await isEverywhere([2, 3]))) await sleep(500);
  const planned = await kafkaPlatform('plan');
  expect(planned.exitCode).toBe(2);
  expect(planned.stdout).toContain(`placement ${topic}`);
  expect(planned.stdout).toContain(`other replicas for ${partitions} partitions`);

  expect(await kafkaPlatform('apply', '--yes')).toMatchObject({ exitCode: 0, stdout: '1 done, 0 failed' });
  expect(await isEverywhere([1, 2, 3])).toBe(true);
  expect(await throttles()).toBe('');
  expect(await kafkaPlatform('drift')).toMatchObject({ exitCode: 0, stdout: 'No drift.' });
}, 120_000);

describe('a move that is killed', () => {
  const scratch = 'placement-scratch';
  const racks = new Map([1, 2, 3].map((id) => [id, `rack-${id}`]));
  const megabytes = 60;

  beforeAll(async () => {
    const kafka = connectKafka(operator);
    const [admin, producer] = [kafka.admin(), kafka.producer()];
    await Promise.all([admin.connect(), producer.connect()]);
    const parts = [0, 1, 2, 3];
    // With three replicas, since brokers make no topic that has fewer; then the third is taken away.
    await admin.createTopics({
      topics: [{ topic: scratch, replicaAssignment: parts.map((partition) => ({ partition, replicas: [1, 2, 3] })) }],
    });
    await admin.alterPartitionReassignments({
      topics: [{ topic: scratch, partitionAssignment: parts.map((partition) => ({ partition, replicas: [1, 2] })) }],
    });
    while ((await admin.listPartitionReassignments({})).topics.length > 0) await sleep(100);
    for (let sent = 0; sent < megabytes; sent += 4) {
      const messages = parts.map((partition) => ({ partition, value: randomBytes(1_000_000) }));
      await producer.send({ topic: scratch, messages });
    }
    await Promise.all([admin.disconnect(), producer.disconnect()]);
  }, 60_000);
  afterAll(() => withAdmin(operator, {}, (admin) => admin.deleteTopics({ topics: [scratch] })));

  /** The scratch topic's kinds: the catalogue's own topics are nobody's toy. */
  const kindsOf = (admin: Admin) => [
    placementKind(admin, operator, new Map([[scratch, 3]]), racks),
    brokerKind(admin, operator, [...racks.keys()], [scratch]),
  ];

  test('is named by the next plan, seen through by the next apply, and leaves no throttle', async () => {
    // One partition after another, so that some have not begun.
    const apply = execa('node', ['test/integration/cluster/move-replicas.ts', home, scratch], {
      reject: false,
    });
    while ((await movingCount()) === 0) await sleep(50);
    apply.kill('SIGKILL');
    await apply;

    await withAdmin(operator, {}, async (admin) => {
      const { clusterId } = await admin.describeCluster();
      const plan = await makePlan(kindsOf(admin), clusterId, new Date());
      expect(plan.steps.map(({ id }) => id)).toEqual([
        `placement/${scratch}/replicas`,
        ...[1, 2, 3].map((id) => `broker/${id}/throttle`),
      ]);
      expect(plan.steps[0]!.summary).toMatch(/^other replicas for [234] partitions/);

      const outcomes = await applyPlan(kindsOf(admin), clusterId, plan, { accepted: new Set() });
      expect(outcomes).toEqual(plan.steps.map(({ id }) => ({ step: id })));
      expect((await makePlan(kindsOf(admin), clusterId, new Date())).steps).toEqual([]);
    });
    expect(await throttles(scratch)).toBe('');
  }, 120_000);
});
