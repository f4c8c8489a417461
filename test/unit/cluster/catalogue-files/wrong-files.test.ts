import { CatalogueError } from '../../../../cluster/catalogue-files/catalogue-error.ts';
import { parseCatalogue } from '../../../../cluster/catalogue-files/parse-catalogue.ts';

const platform = `
format: 1
clusterId: abc
writes: direct
placement: keep
durability: { replicationFactor: 2, minInSyncReplicas: 1 }
brokers:
  - { id: 1 }
  - { id: 2 }
`.trimStart();

/** What is said of a directory with these files beside a good `platform.yaml`. */
function complaintsAbout(files: Readonly<Record<string, string>>): readonly string[] {
  try {
    parseCatalogue(new Map(Object.entries({ 'platform.yaml': platform, ...files })), 'dir');
    return [];
  } catch (error) {
    if (!(error instanceof CatalogueError)) throw error;
    expect(error.code).toBe('INVALID_CATALOGUE');
    return error.message.split('\n').slice(0, -1);
  }
}

test('only platform.yaml is needed: of what has no file, nothing is wanted', () => {
  expect(parseCatalogue(new Map([['platform.yaml', platform]]), 'dir')).toMatchObject({
    platform: { clusterId: 'abc', brokers: [{ id: 1 }, { id: 2 }] },
    topics: [],
    access: [],
    quotas: [],
    users: [],
    subjects: [],
  });
});

test('numbers and words without quotes are the text that was written', () => {
  const topics =
    'topics:\n- name: 1.10\n  partitions: 3\n  configs: { retention.ms: 9007199254740993, preallocate: yes }';
  expect(
    parseCatalogue(
      new Map([
        ['platform.yaml', platform],
        ['topics.yaml', topics],
      ]),
      'dir',
    ).topics,
  ).toEqual([{ name: '1.10', partitions: 3, configs: { 'retention.ms': '9007199254740993', preallocate: 'yes' } }]);
});

describe('what is wrong is told with file, line, path, what was found and what was expected:', () => {
  test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    [
      'what is not YAML',
      { 'topics.yaml': 'topics:\n  - name: "orders\n' },
      ['dir/topics.yaml:3: found Missing closing "quote, expected YAML'],
    ],
    [
      'a key twice',
      { 'users.yaml': 'users: []\nusers: []\n' },
      ['dir/users.yaml:2: found Map keys must be unique, expected YAML'],
    ],
    [
      'a name that YAML takes for a reference',
      { 'users.yaml': 'users:\n  - { name: *orders, mechanisms: [SCRAM-SHA-256] }\n' },
      ['dir/users.yaml:1: found Unresolved alias (the anchor must be set before the alias): orders, expected YAML'],
    ],
    [
      'an unknown key, which may be a slip',
      { 'topics.yaml': 'topics:\n  - name: orders\n    partitons: 3\n    partitions: 3\n' },
      [
        'dir/topics.yaml:3: topics.0.partitons: found the key "partitons", expected a mapping with name, partitions, replicationFactor, key, configs',
      ],
    ],
    [
      'a key that is missing',
      { 'topics.yaml': 'topics:\n  - name: orders\n' },
      ['dir/topics.yaml:2: topics.0.partitions: found nothing, expected a whole number from 1'],
    ],
    [
      'a number that is none',
      { 'topics.yaml': 'topics:\n  - name: orders\n    partitions: many\n' },
      ['dir/topics.yaml:3: topics.0.partitions: found "many", expected a whole number from 1'],
    ],
    [
      'no partition',
      { 'topics.yaml': 'topics:\n  - name: orders\n    partitions: 0\n' },
      ['dir/topics.yaml:3: topics.0.partitions: found "0", expected a whole number from 1'],
    ],
    [
      'a topic in two files',
      {
        'topics.yaml': 'topics:\n  - { name: orders, partitions: 3 }\n',
        'topics/billing.yaml': 'topics:\n  - { name: bills, partitions: 3 }\n  - { name: orders, partitions: 4 }\n',
      },
      [
        'dir/topics/billing.yaml:3: topics.1.name: found "orders", expected each topic once; topics.yaml:2: topics.0.name has it',
      ],
    ],
    [
      'a tombstone for a topic that is still declared',
      {
        'topics.yaml':
          'topics:\n  - { name: orders, partitions: 3 }\nremoved:\n  - { topic: orders, date: 2026-11-25, reason: old }\n',
      },
      ['dir/topics.yaml:4: removed.0.topic: found "orders", expected a topic that is not among the topics any more'],
    ],
    [
      'a day that is none',
      { 'topics.yaml': 'removed:\n  - { topic: orders, date: yesterday, reason: old }\n' },
      [
        'dir/topics.yaml:2: removed.0.date: found "yesterday", expected the day on which it was taken out, as 2026-11-25',
      ],
    ],
    [
      'a principal twice',
      { 'access.yaml': 'access:\n  - { principal: User:a, rules: [] }\n  - { principal: User:a, rules: [] }\n' },
      ['dir/access.yaml:3: access.1.principal: found "User:a", expected each principal once'],
    ],
    [
      'a rule twice',
      {
        'access.yaml':
          'access:\n  - principal: User:a\n    rules:\n      - { topic: orders, allow: [READ] }\n      - { topic: orders, host: "*", allow: [READ] }\n',
      },
      ['dir/access.yaml:5: access.0.rules.1: found allow READ a second time, expected each rule of a principal once'],
    ],
    [
      'a rule about two resources',
      {
        'access.yaml':
          'access:\n  - principal: User:a\n    rules:\n      - { topic: orders, group: g, allow: [READ] }\n',
      },
      [
        'dir/access.yaml:4: access.0.rules.0: found 2 resources, expected one resource: topic, group, cluster, transactionalId, delegationToken, user',
      ],
    ],
    [
      'a rule without an operation',
      { 'access.yaml': 'access:\n  - principal: User:a\n    rules:\n      - { topic: orders }\n' },
      ['dir/access.yaml:4: access.0.rules.0: found no operation, expected allow or deny, with operations'],
    ],
    [
      'an operation that there is not',
      { 'access.yaml': 'access:\n  - principal: User:a\n    rules:\n      - { topic: orders, allow: [READ, RAED] }\n' },
      [
        expect.stringMatching(
          /^dir\/access\.yaml:4: access\.0\.rules\.0\.allow\.1: found "RAED", expected one of ALL, /,
        ) as string,
      ],
    ],
    [
      'a quota for nobody, one twice, and one that is none',
      {
        'quotas.yaml':
          'quotas:\n  - { limits: {} }\n  - { user: a, limits: {} }\n  - { user: a, limits: {} }\n  - { user: a, defaults: [user], limits: {} }\n  - { ip: 10.0.0.1, user: b, limits: {} }\n',
      },
      [
        'dir/quotas.yaml:2: quotas.0: found nobody, expected one of user, clientId, ip or defaults',
        'dir/quotas.yaml:5: quotas.3: found a name and a default for the same, expected one of them',
        'dir/quotas.yaml:6: quotas.4: found ip beside others, expected ip alone: Kafka joins it with nothing',
        'dir/quotas.yaml:4: quotas.2: found a, expected each entity once',
      ],
    ],
    [
      'a limit that would stop everything',
      { 'quotas.yaml': 'quotas:\n  - { user: a, limits: { producer_byte_rate: 0 } }\n' },
      ['dir/quotas.yaml:2: quotas.0.limits.producer_byte_rate: found "0", expected a number above 0'],
    ],
    [
      'a user that cannot log in',
      { 'users.yaml': 'users:\n  - { name: a, mechanisms: [] }\n' },
      ['dir/users.yaml:2: users.0.mechanisms: found [], expected at least one mechanism'],
    ],
    [
      'a password, which has no place here',
      { 'users.yaml': 'users:\n  - { name: a, mechanisms: [SCRAM-SHA-256], password: word }\n' },
      ['dir/users.yaml:2: users.0.password: found the key "password", expected a mapping with name, mechanisms'],
    ],
    [
      'a schema without its file, one that nobody names, and versions without order',
      {
        'subjects.yaml':
          'subjects:\n  - name: orders\n    versions:\n      - { version: 2, file: subjects/orders/2.avsc }\n      - { version: 1, file: subjects/orders/1.avsc }\n',
        'subjects/orders/1.avsc': '"string"',
        'subjects/orders/3.avsc': '"long"',
      },
      [
        'dir/subjects/orders/3.avsc: found a schema, expected a version in subjects.yaml that names it',
        'dir/subjects.yaml:4: subjects.0.versions.0.file: found no file subjects/orders/2.avsc, expected a file in subjects/',
        'dir/subjects.yaml:5: subjects.0.versions.1.version: found 1, expected versions in ascending order, each once',
      ],
    ],
    [
      'a file out of the directory',
      { 'subjects.yaml': 'subjects:\n  - { name: a, versions: [{ version: 1, file: ../../etc/passwd }] }\n' },
      ['dir/subjects.yaml:2: subjects.0.versions.0.file: found no file ../../etc/passwd, expected a file in subjects/'],
    ],
    [
      'a file that is not understood, which may be a slip',
      { 'acces.yaml': 'access: []\n' },
      [expect.stringMatching(/^dir\/acces\.yaml: found a file, expected one of platform\.yaml, /) as string],
    ],
    [
      'a platform that can hold nothing',
      {
        'platform.yaml': platform.replace('id: 2', 'id: 1').replace('minInSyncReplicas: 1', 'minInSyncReplicas: 3'),
        'topics.yaml': 'topics: orders\n',
      },
      [
        'dir/platform.yaml:8: brokers.1.id: found 1, expected each broker once',
        'dir/platform.yaml:5: durability.minInSyncReplicas: found 3, expected at most the replicationFactor 2',
        'dir/topics.yaml:1: topics: found "orders", expected a list',
      ],
    ],
    [
      'files of a format to come',
      { 'platform.yaml': platform.replace('format: 1', 'format: 2') },
      ['dir/platform.yaml:1: format: found "2", expected 1'],
    ],
  ])('%s', (_, files, complaints) => {
    expect(complaintsAbout(files)).toEqual(complaints);
  });
});

test('a directory without platform.yaml is no catalogue', () => {
  expect(() => parseCatalogue(new Map(), 'dir')).toThrow(
    /^dir\/platform\.yaml: found no such file, expected what kafka-platform import --out writes/,
  );
});
