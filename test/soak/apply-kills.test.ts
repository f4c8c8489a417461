import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import kafkajs, { type Admin } from 'kafkajs';
import type { ReadyPlatform } from '../../cli/start/bring-up.ts';
import { connectKafka, observeCluster, withAdmin } from '../../cluster/index.ts';
import { services, topics, usersOf } from '../../topics/index.ts';
import { platformInHand } from './platform-in-hand.ts';
import { soakHome, sweepMinutes, sweepRandom, tell, sweepTimeoutMs } from './sweep.ts';

const {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  ConfigResourceTypes,
  ConfigSource,
  ResourcePatternTypes,
} = kafkajs;

const wantedKills = 20;
/** One whose replicas are taken away before each apply, with enough in it that a move takes a while. */
const movedTopic = 'market-data-raw';
const partitions = topics.find(({ name }) => name === movedTopic)!.partitions;
const changedTopic = 'trading-risk-events';
const principal = `User:${services.flatMap(usersOf)[0]!}`;

let ready: ReadyPlatform;
beforeAll(async () => {
  ready = await platformInHand();
  await fill();
}, 300_000);
afterAll(() => ready.cluster.stop(), 90_000);

test(
  'an apply killed at any moment is finished by the next, and leaves neither drift nor throttle',
  async () => {
    const random = sweepRandom();
    const deadline = performance.now() + sweepMinutes * 60_000;
    await spoil();
    const { durationMs } = await kafkaPlatform('apply', '--yes');
    tell(`an apply that nobody kills takes ${(durationMs / 1_000).toFixed(1)} s`);

    let kills = 0;
    while (kills < wantedKills && performance.now() < deadline) {
      await spoil();
      const apply = kafkaPlatform('apply', '--yes');
      const afterMs = Math.round(random.between(100, durationMs, 1));
      await Promise.race([sleep(afterMs), apply]);
      const wasKilled = apply.kill('SIGKILL');
      await apply;
      if (wasKilled) kills += 1;

      const next = await kafkaPlatform('apply', '--yes');
      const drift = await kafkaPlatform('drift');
      tell(`killed after ${afterMs} ms; the next: ${next.stdout.split('\n').at(-1) ?? ''}`);
      expect({ afterMs, exitCode: next.exitCode, said: next.stderr }).toMatchObject({ exitCode: 0 });
      expect({ afterMs, exitCode: drift.exitCode, said: drift.stdout }).toMatchObject({
        exitCode: 0,
        said: 'No drift.',
      });
      expect(await withAdmin(ready.operator, {}, throttles)).toEqual([]);
    }
    tell(`${kills} kills`);
    expect(kills).toBeGreaterThan(0);
  },
  sweepTimeoutMs,
);

function kafkaPlatform(...words: string[]) {
  return execa('node', ['cli/kafka-platform.js', ...words, '--home', soakHome], { reject: false, stdin: 'ignore' });
}

async function fill(): Promise<void> {
  const producer = connectKafka(ready.operator).producer();
  await producer.connect();
  for (let partition = 0; partition < partitions; partition += 1) {
    await producer.send({ topic: movedTopic, messages: [{ partition, value: randomBytes(900_000) }] });
  }
  await producer.disconnect();
}

/** Something of each kind is taken away or changed behind the platform's back. */
async function spoil(): Promise<void> {
  await withAdmin(ready.operator, {}, async (admin) => {
    await admin.alterConfigs({
      validateOnly: false,
      resources: [
        {
          type: ConfigResourceTypes.TOPIC,
          name: changedTopic,
          configEntries: [...(await ownSettings(admin)), { name: 'max.message.bytes', value: '2000000' }],
        },
      ],
    });
    await admin.deleteAcls({
      filters: [
        {
          principal,
          resourceType: AclResourceTypes.ANY,
          resourcePatternType: ResourcePatternTypes.ANY,
          operation: AclOperationTypes.ANY,
          permissionType: AclPermissionTypes.ANY,
        },
      ],
    });
    await admin.alterPartitionReassignments({
      topics: [
        {
          topic: movedTopic,
          partitionAssignment: Array.from({ length: partitions }, (_, partition) => ({ partition, replicas: [1, 2] })),
        },
      ],
    });
    while ((await admin.listPartitionReassignments({})).topics.length > 0) await sleep(200);
  });
  const subjects = `${ready.cluster.registryUrl}/subjects`;
  const [subject = ''] = (await (await fetch(subjects)).json()) as string[];
  const answer = await fetch(`${subjects}/${encodeURIComponent(subject)}`, { method: 'DELETE' });
  expect(answer.status).toBe(200);
}

async function ownSettings(admin: Admin): Promise<{ name: string; value: string }[]> {
  const { configs } = (await observeCluster(admin)).topics.find(({ name }) => name === changedTopic)!;
  return Object.entries(configs).map(([name, value]) => ({ name, value }));
}

/** Settings of brokers and topics that slow replication down. */
async function throttles(admin: Admin): Promise<string[]> {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [
      ...[1, 2, 3].map((id) => ({ type: ConfigResourceTypes.BROKER, name: String(id) })),
      { type: ConfigResourceTypes.TOPIC, name: movedTopic },
    ],
  });
  const set = [ConfigSource.DYNAMIC_BROKER_CONFIG, ConfigSource.TOPIC_CONFIG];
  return resources.flatMap(({ resourceName, configEntries }) =>
    configEntries
      .filter(
        ({ configName, configSource }) => configName.includes('replication.throttled') && set.includes(configSource),
      )
      .map(({ configName, configValue }) => `${resourceName}: ${configName} ${configValue}`),
  );
}
