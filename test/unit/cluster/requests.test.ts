import kafkajs, { type Admin } from 'kafkajs';
import {
  ClusterError,
  createMissingTopics,
  observeAcls,
  observeCluster,
  waitForInSync,
  type ClusterErrorCode,
} from '../../../cluster/index.ts';

const { KafkaJSAggregateError, KafkaJSNumberOfRetriesExceeded, KafkaJSProtocolError } = kafkajs;

/** An admin client that answers with what a test says, and counts the requests. Real ones: test/integration/cluster. */
function adminWith(answers: Partial<Admin>) {
  const requests: string[] = [];
  const admin = new Proxy({} as Admin, {
    get: (_, name: keyof Admin) => {
      return (...args: unknown[]) => {
        requests.push(name);
        return Promise.resolve((answers[name] as (...all: unknown[]) => unknown)(...args));
      };
    },
  });
  return { admin, requests };
}

function protocolError(type: string, topic?: string): Error {
  const error = new KafkaJSProtocolError(type);
  return Object.assign(error, { type, ...(topic === undefined ? {} : { topic }) });
}

const partition = (partitionId: number, isr: number[]) => ({
  partitionId,
  leader: isr[0] ?? -1,
  replicas: [1, 2, 3],
  isr,
  partitionErrorCode: 0,
});

const noAcls = () => ({ throttleTime: 0, errorCode: 0, resources: [] });

const clusterOf = (topics: string[]): Partial<Admin> =>
  ({
    describeCluster: () => ({
      clusterId: 'c',
      controller: 1,
      brokers: [2, 1].map((nodeId) => ({ nodeId, host: 'h', port: 1 })),
    }),
    fetchTopicMetadata: () => ({
      topics: topics.map((name) => ({ name, partitions: [partition(1, [3, 1, 2]), partition(0, [2, 3, 1])] })),
    }),
    describeConfigs: () => ({
      throttleTime: 0,
      resources: topics.map((resourceName) => ({
        resourceName,
        configEntries: [
          { configName: 'retention.ms', configValue: '5', configSource: 1 },
          { configName: 'cleanup.policy', configValue: 'compact', configSource: 1 },
          { configName: 'min.insync.replicas', configValue: '2', configSource: 4 },
        ],
      })),
    }),
    describeAcls: noAcls,
  }) as unknown as Partial<Admin>;

describe('observing', () => {
  test('gives equal values for equal clusters, whatever the order of the answers', async () => {
    const one = await observeCluster(adminWith(clusterOf(['b', 'a', '__consumer_offsets'])).admin);
    const other = await observeCluster(adminWith(clusterOf(['__consumer_offsets', 'a', 'b'])).admin);
    expect(JSON.stringify(one)).toBe(JSON.stringify(other));
    expect(one.topics.map(({ name, internal }) => [name, internal])).toEqual([
      ['__consumer_offsets', true],
      ['a', false],
      ['b', false],
    ]);
    expect(one.brokers.map(({ id }) => id)).toEqual([1, 2]);
    expect(one.topics[1]?.partitions).toEqual([
      { id: 0, leader: 2, replicas: [1, 2, 3], inSync: [1, 2, 3] },
      { id: 1, leader: 3, replicas: [1, 2, 3], inSync: [1, 2, 3] },
    ]);
  });

  test('leaves out settings that a topic has from its broker', async () => {
    const { topics } = await observeCluster(adminWith(clusterOf(['a'])).admin);
    expect(Object.entries(topics[0]?.configs ?? {})).toEqual([
      ['cleanup.policy', 'compact'],
      ['retention.ms', '5'],
    ]);
  });

  test('sends as many requests for 300 topics as for one', async () => {
    const few = adminWith(clusterOf(['a']));
    const many = adminWith(clusterOf(Array.from({ length: 300 }, (_, index) => `t${String(index)}`)));
    await observeCluster(few.admin);
    await observeCluster(many.admin);
    expect(many.requests).toHaveLength(few.requests.length);
  });

  test('begins again when a topic goes away between two requests, and gives up in the end', async () => {
    let failures = 1;
    const answers = clusterOf(['a']);
    const describeConfigs = answers.describeConfigs as unknown as () => unknown;
    const flaky = adminWith({
      ...answers,
      describeConfigs: (() => {
        if (failures-- > 0) throw protocolError('UNKNOWN_TOPIC_OR_PARTITION');
        return describeConfigs();
      }) as unknown as Admin['describeConfigs'],
    });
    await expect(observeCluster(flaky.admin)).resolves.toMatchObject({ topics: [{ name: 'a' }] });
    failures = Infinity;
    await expect(observeCluster(flaky.admin)).rejects.toMatchObject({ type: 'UNKNOWN_TOPIC_OR_PARTITION' });
  });
});

describe('access rules', () => {
  const rule = { principal: 'User:a', host: '*', operation: 3, permissionType: 3 };
  const answer = (operation: number) => () => ({
    throttleTime: 0,
    errorCode: 0,
    resources: [{ resourceType: 2, resourceName: 't', resourcePatternType: 3, acls: [{ ...rule, operation }] }],
  });

  test('are read in words', async () => {
    await expect(observeAcls(adminWith({ describeAcls: answer(3) as never }).admin)).resolves.toEqual([
      {
        resourceType: 'TOPIC',
        resourceName: 't',
        patternType: 'LITERAL',
        principal: 'User:a',
        host: '*',
        operation: 'READ',
        permission: 'ALLOW',
      },
    ]);
  });

  test('with a code that has no word are an error, not a gap', async () => {
    const reading = observeAcls(adminWith({ describeAcls: answer(99) as never }).admin);
    await expect(reading).rejects.toThrow(/found code 99 as operation on "t", expected one of 2, 3/);
  });
});

describe('creating topics', () => {
  const declared = ['a', 'b'].map((name) => ({ name, partitions: 1, configs: { 'retention.ms': '5' } }));

  test('asks for those that are missing, all in one request', async () => {
    const asked: unknown[] = [];
    const { admin } = adminWith({
      listTopics: () => ['a'] as never,
      createTopics: ((request: unknown) => asked.push(request)) as never,
    });
    await createMissingTopics(admin, declared, 3);
    expect(asked).toMatchObject([
      {
        waitForLeaders: false,
        topics: [{ topic: 'b', replicationFactor: 3, configEntries: [{ name: 'retention.ms', value: '5' }] }],
      },
    ]);
  });

  test('names every topic that was refused', async () => {
    const { admin } = adminWith({
      listTopics: () => [] as never,
      createTopics: () => {
        throw new KafkaJSAggregateError('Topic creation errors', [
          protocolError('INVALID_CONFIG', 'a'),
          protocolError('TOPIC_ALREADY_EXISTS', 'b'),
        ]);
      },
    });
    const error = await createMissingTopics(admin, declared, 3).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ClusterError);
    expect((error as Error).message).toMatch(/^topic "a": the controller refused to create it \(INVALID_CONFIG/);
    expect((error as Error).message).not.toContain('"b"');
  });
});

test('too few brokers are no fault of the topics, and may pass', async () => {
  const { admin } = adminWith({
    listTopics: () => [] as never,
    createTopics: () => {
      throw new KafkaJSAggregateError('Topic creation errors', [protocolError('INVALID_REPLICATION_FACTOR', 'a')]);
    },
  });
  await expect(createMissingTopics(admin, [{ name: 'a', partitions: 1, configs: {} }], 3)).rejects.toMatchObject({
    code: 'TOO_FEW_BROKERS',
    retryable: true,
    message:
      'topics a: found fewer brokers than the 3 replicas that each is to have; start the brokers that are missing',
  });
});

describe('waiting for replicas', () => {
  const metadata = (isr: number[]) => ({ topics: [{ name: 'a', partitions: [partition(0, isr)] }] });

  test('ends when all are in sync, and tells the way there', async () => {
    const answers = [metadata([1]), metadata([1, 2]), metadata([1, 2, 3])];
    const seen: number[] = [];
    const { admin } = adminWith({ fetchTopicMetadata: (() => answers.shift()) as never });
    const count = await waitForInSync(admin, ['a'], {
      timeoutMs: 5_000,
      onProgress: ({ inSyncReplicas }) => seen.push(inSyncReplicas),
    });
    expect(count).toEqual({ partitions: 1, replicas: 3, inSyncReplicas: 3 });
    expect(seen).toEqual([1, 2, 3]);
  });

  test('goes on when the client has given up on partitions that have no leader yet', async () => {
    const electing = new KafkaJSNumberOfRetriesExceeded(protocolError('LEADER_NOT_AVAILABLE'), {
      retryCount: 5,
      retryTime: 3_200,
    });
    const answers = [() => Promise.reject(electing), () => metadata([1, 2, 3])];
    const { admin } = adminWith({ fetchTopicMetadata: (() => answers.shift()!()) as never });
    await expect(waitForInSync(admin, ['a'], { timeoutMs: 5_000 })).resolves.toMatchObject({ inSyncReplicas: 3 });
  });

  test('fails with the topics that lag and the count', async () => {
    const { admin } = adminWith({ fetchTopicMetadata: (() => metadata([1, 2])) as never });
    await expect(waitForInSync(admin, ['a', 'absent'], { timeoutMs: 0 })).rejects.toThrow(
      /topics absent, a: found 2 of 3 replicas in sync after 0 s, expected all/,
    );
  });

  test('stops when it is told to', async () => {
    const { admin } = adminWith({ fetchTopicMetadata: (() => metadata([1])) as never });
    const waiting = waitForInSync(admin, ['a'], { timeoutMs: 60_000, signal: AbortSignal.timeout(50) });
    await expect(waiting).rejects.toThrow(/abort|timeout/i);
  });
});

test.each<[ClusterErrorCode, boolean]>([
  ['CLIENT_PROPERTIES', false],
  ['CLUSTER_UNREACHABLE', true],
  ['CLUSTER_REFUSED', false],
  ['NOT_IN_SYNC', true],
])('an error with code %s is worth repeating: %s', (code, retryable) => {
  expect(new ClusterError(code, 'm')).toMatchObject({ code, retryable, name: 'ClusterError' });
});
