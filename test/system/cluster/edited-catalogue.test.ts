import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import kafkajs from 'kafkajs';
import pRetry from 'p-retry';
import {
  applyPlan,
  connectKafka,
  makePlan,
  ownershipRecord,
  readClientProperties,
  takeOwnership,
  topicKind,
  withAdmin,
  type ClientProperties,
} from '../../../cluster/index.ts';
import { openHome, registryUrlOf, type Home } from '../../../local/index.ts';
import { apacheTools, type ApacheTool } from '../../integration/access/apache-tool.ts';
import { ownNetwork, platformOn, sharedJars } from '../../integration/local/own-platform.ts';
import { editedCheckout, type EditedCheckout } from './edited-checkout.ts';

const platform = platformOn(ownNetwork);
const registry = registryUrlOf(platform);
const subject = 'performance-verification-com.alphintra.events.marketplace.PerformanceVerificationFailed';
const service = 'attribution-service';
const hourMs = 3_600_000;

let checkout: EditedCheckout;
let home: Home;
let apache: ApacheTool;
let operator: ClientProperties;

beforeAll(async () => {
  checkout = await editedCheckout();
  home = await openHome(join('.platform', 'edited-catalogue'), sharedJars); // beside the jars of this checkout
  await start('--clean');
  apache = await apacheTools({ home, platform });
  operator = await readClientProperties(home.files.adminProperties);
}, 180_000);
afterAll(async () => {
  await kafkaPlatform('stop');
  for (const dir of [checkout.dir, home.dir]) await rm(dir, { recursive: true });
}, 60_000);

const kafkaPlatform = (...words: readonly string[]) => checkout.kafkaPlatform(...words, '--home', home.dir);

async function start(...words: readonly string[]): Promise<void> {
  const flow = ['--rate', '1', '--network', ownNetwork];
  const { exitCode, stderr } = await kafkaPlatform('start', '--detach', ...flow, ...words);
  if (exitCode !== 0) throw new Error(stderr);
}

async function byHand(tool: 'kafka-configs' | 'kafka-acls', ...words: readonly string[]): Promise<void> {
  const to = ['--bootstrap-server', platform.bootstrapServers, '--command-config', home.files.adminProperties];
  expect(await apache(tool, ...to, ...words)).toMatchObject({ exitCode: 0 });
}

test('a longer retention, a new service and a new field are one plan, applied once, and drift of each is repaired', async () => {
  await checkout.edit(
    'topics/catalogue/trading.ts',
    "owner: 'trading',\n    retention: 'engagement'",
    "owner: 'trading',\n    retention: 'trading'",
  );
  await checkout.edit(
    'topics/access/services/system.ts',
    'export const systemServices = [',
    `export const systemServices = [
      {
        name: '${service}',
        owner: 'platform',
        purpose: 'Tells which decision earned what',
        roles: [{ role: 'consumer', topics: ['trading-executions'] }],
      },`,
  );
  await checkout.edit(
    'schemas/events/settlement.ts',
    "...failure('EXECUTIONS_MISSING', 'The broker gave no executions for two weeks'),",
    "...failure('EXECUTIONS_MISSING', 'The broker gave no executions for two weeks'),\n    retryOf: optional(id),",
  );

  const planned = await kafkaPlatform('plan');
  expect(planned).toMatchObject({ exitCode: 2 });
  for (const part of [
    'retention.ms 2592000000 -> 7776000000\n        Records are kept longer; disks fill accordingly.',
    `access User:${service}-a\n      + allow READ on topic trading-executions`,
    'Holds at once, for open connections as well.',
    `user ${service}-b\n      + create with SCRAM-SHA-256`,
    'Its service can log in.',
    `subject ${subject}\n      ~ register a version after 1`,
  ]) {
    expect(planned.stdout).toContain(part);
  }
  expect(await kafkaPlatform('apply', '--yes')).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/0 failed$/),
  });
  expect(await kafkaPlatform('drift')).toMatchObject({ exitCode: 0, stdout: 'No drift.' });

  await byHand('kafka-configs', '--alter', '--topic', 'trading-signals', '--add-config', 'retention.ms=8000000000');
  const rule = ['--topic', 'trading-executions', '--operation', 'Write', '--allow-principal', `User:${service}-a`];
  await byHand('kafka-acls', '--add', ...rule);
  const answer = await fetch(`${registry}/config/${subject}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
    body: JSON.stringify({ compatibility: 'FORWARD' }),
  });
  expect(answer.status).toBe(200);

  const drifted = await kafkaPlatform('drift');
  expect(drifted).toMatchObject({ exitCode: 2 });
  expect(drifted.stdout.split('\n').sort()).toEqual([
    `access User:${service}-a: allow WRITE on topic trading-executions`,
    `subject ${subject}: compatibility FORWARD -> BACKWARD_TRANSITIVE`,
    'topic trading-signals: retention.ms 8000000000 -> 7776000000',
  ]);
  const accepted = ['--accept', 'data-loss:trading-signals'];
  expect(await kafkaPlatform('apply', '--yes', ...accepted)).toMatchObject({ exitCode: 0, stdout: '3 done, 0 failed' });
  expect(await kafkaPlatform('drift')).toMatchObject({ exitCode: 0, stdout: 'No drift.' });
  // The secret of a new service is made here, and told to nobody.
  const secret = await readFile(join(home.files.serviceSecrets, `${service}-a`), 'utf8');
  expect(planned.stdout + planned.stderr + drifted.stdout).not.toContain(secret.trim());
}, 240_000);

test('a buried topic is told of by each command while it waits, and taken back by deleting its tombstone', async () => {
  const topic = 'system.buried';
  await withAdmin(operator, {}, async (admin) => {
    await admin.createTopics({ topics: [{ topic, numPartitions: 1, replicationFactor: 3 }] });
    const ownership = ownershipRecord(admin, operator, { replicationFactor: 3, minInSyncReplicas: 2 });
    await takeOwnership(ownership, [topic]);
  });
  const tombstone = `{ topic: '${topic}', date: '2026-11-25', reason: 'Nobody uses it' }`;
  await checkout.edit('topics/tombstones.ts', 'parseTombstones(\n  [],', `parseTombstones(\n  [${tombstone}],`);

  const file = join(checkout.dir, 'plan.json');
  const planned = await kafkaPlatform('plan', '--out', file);
  expect(planned).toMatchObject({ exitCode: 2 });
  expect(planned.stdout).toContain(
    'other topics\n    topic system.buried\n      # quarantine for 7 days, then remove it (taken out on 2026-11-25: Nobody ' +
      'uses it)\n        Cuts off at once whoever reads or writes it but the operator; for 7 days from the apply on',
  );
  expect(planned.stderr).not.toContain('is in quarantine');
  expect(await kafkaPlatform('apply', file)).toMatchObject({ exitCode: 0, stdout: '1 done, 0 failed' });

  const remark = new RegExp(`^topic ${topic} is in quarantine from .* To take it back: delete its tombstone,`, 'm');
  const stderr = expect.stringMatching(remark) as string;
  expect(await kafkaPlatform('plan')).toMatchObject({ exitCode: 0, stderr });
  expect(await kafkaPlatform('drift')).toMatchObject({ exitCode: 0, stdout: 'No drift.', stderr });
  expect(await kafkaPlatform('apply', file)).toMatchObject({ exitCode: 0, stdout: '0 done, 0 failed', stderr });
  const waiting = [{ kind: 'topic', resource: topic }];
  for (const words of [['plan'], ['drift'], ['apply', '--yes']]) {
    const { exitCode, stdout } = await kafkaPlatform(...words, '--json');
    expect({ exitCode, ...(JSON.parse(stdout) as object) }).toMatchObject({ exitCode: 0, waiting });
  }

  await checkout.edit('topics/tombstones.ts', tombstone, '');
  const back = await kafkaPlatform('apply', '--yes');
  expect(back).toMatchObject({ exitCode: 0, stdout: '1 done, 0 failed' });
  expect(back.stderr).toContain('      < take it back from its quarantine since ');
  const after = await kafkaPlatform('drift');
  expect(after).toMatchObject({ exitCode: 0, stdout: 'No drift.' });
  expect(after.stderr).not.toContain('is in quarantine');
}, 120_000);

test('a retention that someone cuts without asking deletes records; the plan refuses it, and they stay', async () => {
  const [guarded, unguarded] = ['system.retention.guarded', 'system.retention.unguarded'] as const;
  const configs = { 'retention.ms': String(14 * 24 * hourMs), 'segment.ms': '1000' };
  await withAdmin(operator, {}, async (admin) => {
    const configEntries = Object.entries(configs).map(([name, value]) => ({ name, value }));
    await admin.createTopics({
      topics: [guarded, unguarded].map((topic) => ({
        topic,
        numPartitions: 1,
        replicationFactor: 3,
        configEntries,
      })),
    });
    const producer = connectKafka(operator).producer();
    await producer.connect();
    for (const topic of [guarded, unguarded]) {
      const send = (timestamp: number) =>
        producer.send({ topic, messages: [{ key: 'k', value: 'v', timestamp: String(timestamp) }] });
      await send(Date.now() - 3 * hourMs);
      await send(Date.now() - 2 * hourMs);
      await send(Date.now()); // closes the segment before it
    }
    await producer.disconnect();

    const cut = {
      name: guarded,
      partitions: 1,
      replicationFactor: 3,
      configs: { ...configs, 'retention.ms': String(hourMs) },
    };
    const kinds = [topicKind(admin, operator, [{ ...cut, key: 'k' }])];
    const { clusterId } = await admin.describeCluster();
    const plan = await makePlan(kinds, clusterId, new Date());
    await expect(applyPlan(kinds, clusterId, plan, { accepted: new Set() })).rejects.toMatchObject({
      code: 'REFUSED',
      message: expect.stringContaining(`2 records`),
    });
    await admin.alterConfigs({
      validateOnly: false,
      resources: [
        {
          type: kafkajs.ConfigResourceTypes.TOPIC,
          name: unguarded,
          configEntries: Object.entries(cut.configs).map(([name, value]) => ({ name, value })),
        },
      ],
    });
  });

  // Brokers look for what is too old half a minute after they start, and then only every five minutes.
  expect(await kafkaPlatform('stop')).toMatchObject({ exitCode: 0 });
  await start();
  expect(await firstOffsetAbove(unguarded, 0)).toBe(2);
  expect(await firstOffset(guarded)).toBe(0);
}, 180_000);

async function firstOffsetAbove(topic: string, offset: number): Promise<number> {
  for (const deadline = performance.now() + 120_000; performance.now() < deadline;) {
    await sleep(1_000);
    const first = await firstOffset(topic);
    if (first > offset) return first;
  }
  return offset;
}

/** After a start leaders move for some seconds. */
async function firstOffset(topic: string): Promise<number> {
  const ask = () => withAdmin(operator, {}, async (admin) => Number((await admin.fetchTopicOffsets(topic))[0]?.low));
  return pRetry(ask, { retries: 20, minTimeout: 500, maxTimeout: 500 });
}
