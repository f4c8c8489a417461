import { join } from 'node:path';
import kafkajs, { type Admin } from 'kafkajs';
import {
  createAcls,
  createMissingTopics,
  observeCluster,
  readClientProperties,
  waitForInSync,
  withAdmin,
  type Acl,
  type ClientProperties,
} from '../../../cluster/index.ts';
import { allAclsOf } from './acl-filter.ts';
import { homeOfRunningPlatform } from './running-platform.ts';

const { AclResourceTypes } = kafkajs;
const topic = 'integration.cluster-room';

let properties: ClientProperties;
beforeAll(async () => {
  properties = await readClientProperties(join(homeOfRunningPlatform(), 'admin.properties'));
});
afterAll(() =>
  asOperator(async (admin) => {
    if ((await admin.listTopics()).includes(topic)) await admin.deleteTopics({ topics: [topic] });
    await admin.deleteAcls({
      filters: [allAclsOf(AclResourceTypes.TOPIC, topic)],
    });
  }),
);

const asOperator = <T>(use: (admin: Admin) => Promise<T>) => withAdmin(properties, {}, use);

test('a topic is created, gets in sync, is left alone when it is wanted otherwise, and is observed with placement and its own settings', () =>
  asOperator(async (admin) => {
    const wanted = [
      { name: topic, partitions: 3, configs: { 'retention.ms': '3600000', 'cleanup.policy': 'compact' } },
    ];
    await createMissingTopics(admin, wanted, 3);
    await createMissingTopics(admin, [{ name: topic, partitions: 7, configs: {} }], 3);
    expect(await waitForInSync(admin, [topic], { timeoutMs: 60_000 })).toEqual({
      partitions: 3,
      replicas: 9,
      inSyncReplicas: 9,
    });

    const { brokers, topics } = await observeCluster(admin);
    const observed = topics.find(({ name }) => name === topic);
    expect(observed?.configs).toEqual({ 'cleanup.policy': 'compact', 'retention.ms': '3600000' });
    expect(observed?.partitions.map(({ id }) => id)).toEqual([0, 1, 2]);
    for (const { replicas, inSync, leader } of observed?.partitions ?? []) {
      expect([...replicas].sort()).toEqual(brokers.map(({ id }) => id));
      expect(inSync).toEqual(brokers.map(({ id }) => id));
      expect(replicas).toContain(leader);
    }
  }));

test('two operators may create a topic at the same moment', async () => {
  const contested = `${topic}.contested`;
  const create = () =>
    asOperator((admin) => createMissingTopics(admin, [{ name: contested, partitions: 1, configs: {} }], 3));
  try {
    await Promise.all([create(), create()]);
    const count = await asOperator((admin) => waitForInSync(admin, [contested], { timeoutMs: 60_000 }));
    expect(count.inSyncReplicas).toBe(3);
  } finally {
    await asOperator((admin) => admin.deleteTopics({ topics: [contested] }));
  }
});

test('access rules are created once, and observed as they were meant', () =>
  asOperator(async (admin) => {
    const base = {
      resourceType: 'TOPIC',
      resourceName: topic,
      patternType: 'LITERAL',
      principal: 'User:nobody',
      host: '*',
    } as const;
    const wanted: Acl[] = [
      { ...base, operation: 'DESCRIBE_CONFIGS', permission: 'ALLOW' },
      { ...base, operation: 'WRITE', permission: 'DENY' },
    ];
    await createAcls(admin, wanted);
    await createAcls(admin, wanted);
    const { acls } = await observeCluster(admin);
    expect(acls.filter(({ resourceName }) => resourceName === topic)).toEqual(wanted);
  }));

test('what the controller refuses is said by topic, and the rest is created', async () => {
  const wrong = [
    { name: `${topic}.wrong`, partitions: 1, configs: { 'no.such.setting': '1' } },
    { name: topic, partitions: 3, configs: {} },
  ];
  await expect(asOperator((admin) => createMissingTopics(admin, wrong, 3))).rejects.toThrow(
    /^topic "integration\.cluster-room\.wrong": the controller refused to create it \(INVALID_CONFIG/,
  );
});

test('a wrong password is refused in words', async () => {
  const impostor = { ...properties, password: 'not-the-password' };
  await expect(withAdmin(impostor, {}, observeCluster)).rejects.toMatchObject({
    code: 'CLUSTER_REFUSED',
    message: expect.not.stringContaining('not-the-password') as string,
  });
});

test('brokers whose certificate another authority signed are not trusted', async () => {
  const { rootCertificates } = await import('node:tls');
  const stranger = { ...properties, certificateAuthority: String(rootCertificates[0]) };
  await expect(withAdmin(stranger, { retries: 0 }, observeCluster)).rejects.toMatchObject({
    code: 'CLUSTER_UNREACHABLE',
    message: expect.stringMatching(/certificate/) as string,
  });
});
