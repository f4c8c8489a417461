import {
  importedCatalogue,
  type ImportChoice,
  type ObservedForImport,
} from '../../../../cluster/catalogue-files/from-cluster.ts';
import type { ObservedTopic } from '../../../../cluster/observe.ts';

const topic = (name: string, replicas: readonly (readonly number[])[] = [[1, 2]], configs = {}): ObservedTopic => ({
  name,
  internal: false,
  partitions: replicas.map((ids, id) => ({ id, leader: ids[0]!, replicas: ids, inSync: ids })),
  configs,
});
const cluster: ObservedForImport = {
  clusterId: 'abc',
  brokers: [{ id: 1, rack: 'a' }, { id: 2 }],
  topics: [topic('orders')],
  acls: [],
  quotas: new Map(),
  users: new Map(),
};
const imported = (differences: Partial<ObservedForImport>, choice?: ImportChoice) =>
  importedCatalogue({ ...cluster, ...differences }, choice);

test('replicas stay and changes need a saved plan until someone who knows the cluster says otherwise', () => {
  expect(imported({}).catalogue.platform).toEqual({
    clusterId: 'abc',
    writes: 'saved-plan',
    placement: 'keep',
    durability: { replicationFactor: 2, minInSyncReplicas: 1 },
    brokers: [{ id: 1, rack: 'a' }, { id: 2 }],
  });
});

test('topics in which systems keep their own books are left out by name, unless they are asked for; ours always', () => {
  const names = [
    ...['__consumer_offsets', '_schemas', '_platform-ownership', 'connect-configs', 'my-connect-offsets'],
    ...['mm2-offsets.west.internal', 'west.checkpoints.internal', 'kafkasql-journal', 'connected-accounts', 'orders'],
  ];
  const topics = names.map((name) => topic(name));
  const { catalogue, remarks } = imported({ topics });
  expect(catalogue.topics.map(({ name }) => name)).toEqual(['connected-accounts', 'orders']);
  expect(remarks[0]).toBe(`topics in which systems keep their own books are left out: ${names.slice(0, 8).join(', ')}`);
  const all = imported({ topics }, { internal: true });
  expect(all.catalogue.topics.map(({ name }) => name)).toEqual(names.filter((name) => name !== '_platform-ownership'));
});

test('topics that were not chosen are left out, and counted', () => {
  const { catalogue, remarks } = imported({ topics: [topic('orders'), topic('bills')] }, { topics: /^ord/ });
  expect(catalogue.topics.map(({ name }) => name)).toEqual(['orders']);
  expect(remarks).toContain('1 topics that --topics does not choose are left out');
});

test('a topic whose partitions have different numbers of replicas says none, and is named', () => {
  const { catalogue, remarks } = imported({ topics: [topic('uneven', [[1], [1, 2]])] });
  expect(catalogue.topics).toEqual([{ name: 'uneven', partitions: 2, configs: {} }]);
  expect(remarks).toContainEqual(expect.stringMatching(/stay as they are: uneven$/));
});

test("the throttle of a move is no setting of a topic's own, and the move is told", () => {
  const configs = { 'retention.ms': '5', 'leader.replication.throttled.replicas': '0:1' };
  const { catalogue, remarks } = imported({ topics: [topic('moving', [[1, 2]], configs)] });
  expect(catalogue.topics).toMatchObject([{ configs: { 'retention.ms': '5' } }]);
  expect(remarks).toContainEqual(expect.stringMatching(/throttle of the move is left out.*: moving$/));
});

test('of users it takes the mechanisms, and of every quota whom it is for', () => {
  const { users, quotas } = imported({
    users: new Map([['reports', { 'SCRAM-SHA-512': 4_096, 'SCRAM-SHA-256': 8_192 }]]),
    quotas: new Map([
      ['reports', { request_percentage: 50 }],
      ['{"user":null,"client-id":"x"}', { producer_byte_rate: 1 }],
    ]),
  }).catalogue;
  expect(users).toEqual([{ name: 'reports', mechanisms: ['SCRAM-SHA-256', 'SCRAM-SHA-512'] }]);
  expect(quotas.map(({ entity }) => entity)).toEqual([{ user: 'reports' }, { user: null, 'client-id': 'x' }]);
});

test('of subjects it takes all versions in use with their references, and says what it leaves out and why', () => {
  const schema = (id: number, text: string, type = 'AVRO') => ({ id, type, schema: text, references: [] });
  const contents = {
    format: 1 as const,
    level: 'BACKWARD',
    schemas: [
      schema(1, '"long"'),
      { ...schema(2, '"string"'), references: [{ name: 'n', subject: 's', version: 1 }] },
      schema(3, 'shape', 'RAML'),
    ],
    subjects: [
      {
        name: 'orders',
        level: null,
        versions: [
          { version: 1, id: 1, deleted: true as const },
          { version: 2, id: 2 },
        ],
      },
      { name: 'gone', level: null, versions: [{ version: 1, id: 1, deleted: true as const }] },
      { name: 'odd', level: 'FULL', versions: [{ version: 1, id: 3 }] },
      { name: 'lenient', level: 'SOMETIMES', versions: [{ version: 1, id: 1 }] },
    ],
  };
  const { catalogue, remarks } = imported({ registry: { url: 'http://registry', contents } });
  expect(catalogue.platform.registry).toBe('http://registry');
  expect(catalogue.subjects).toEqual([
    {
      name: 'orders',
      level: null,
      versions: [
        { version: 2, type: 'AVRO', schema: '"string"', references: [{ name: 'n', subject: 's', version: 1 }] },
      ],
    },
  ]);
  expect(remarks).toEqual([
    'subject orders: 1 deleted versions are left out',
    'subject gone: 1 deleted versions are left out',
    'subject odd: found a type or a level (FULL) that is not known here; it is left out',
    'subject lenient: found a type or a level (SOMETIMES) that is not known here; it is left out',
    "1 subjects follow the registry's own level (BACKWARD), which is not imported",
  ]);
});

test('what a cluster does not have, or was not asked for, is said', () => {
  const { acls, ...open } = cluster;
  expect(acls).toEqual([]);
  expect(importedCatalogue(open).remarks).toEqual([
    'access rules: the brokers have no authorizer, so there are none',
    'subjects: no --registry is named, so none are imported',
  ]);
});
