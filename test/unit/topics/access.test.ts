import fc from 'fast-check';
import { confidentialPathsOf } from '../../../schemas/index.ts';
import { grantsOf, ownPrefixOf, topicsOf, type Role } from '../../../topics/access/role.ts';
import {
  accessOf,
  defineServices,
  services,
  topic,
  topicNames,
  usersOf,
  type Service,
  type TopicName,
} from '../../../topics/index.ts';
import { operatorUser, brokerUser } from '../../../platform/index.ts';

const service = (name: string, ...roles: readonly Role[]): Service => ({
  name,
  owner: 'trading',
  purpose: 'Is an example',
  roles,
});
const words = (role: Role) =>
  grantsOf(role, 'example').map(
    ({ operation, resourceType, resourceName, patternType }) =>
      `${operation} ${resourceType} ${resourceName}${patternType === 'PREFIXED' ? '*' : ''}`,
  );

test.each<[Role, string[]]>([
  [{ role: 'producer', topics: ['trading-orders'] }, ['WRITE TOPIC trading-orders']],
  [
    { role: 'producer', topics: ['trading-orders'], transactional: true },
    ['WRITE TOPIC trading-orders', 'WRITE TRANSACTIONAL_ID example-*'],
  ],
  [{ role: 'consumer', topics: ['trading-orders'] }, ['READ TOPIC trading-orders', 'READ GROUP example-*']],
  [
    { role: 'stream-application', reads: ['trading-executions'], writes: ['trading-positions'] },
    [
      'READ TOPIC trading-executions',
      'WRITE TOPIC trading-positions',
      'READ GROUP example-*',
      'WRITE TRANSACTIONAL_ID example-*',
      'READ TOPIC example-*',
      'WRITE TOPIC example-*',
      'CREATE TOPIC example-*',
      'DELETE TOPIC example-*',
    ],
  ],
  [
    { role: 'connect-worker', reads: ['trading-orders'], writes: ['user-events'] },
    [
      'READ TOPIC trading-orders',
      'WRITE TOPIC user-events',
      'READ GROUP connect-example-*',
      'READ TOPIC connect-example-*',
      'WRITE TOPIC connect-example-*',
      'CREATE TOPIC connect-example-*',
      'DESCRIBE_CONFIGS TOPIC connect-example-*',
    ],
  ],
])('$role expands to the least that it needs', (role, expected) => {
  expect(words(role)).toEqual(expected);
});

test('an operator changes the cluster and sees no data; an auditor only looks', () => {
  expect(words({ role: 'operator' }).filter((word) => /^(READ|WRITE) /.test(word))).toEqual([]);
  expect(words({ role: 'operator' })).toContain('ALTER CLUSTER kafka-cluster');
  const verbs = words({ role: 'auditor' }).map((word) => word.split(' ')[0]);
  expect(new Set(verbs)).toEqual(new Set(['DESCRIBE', 'DESCRIBE_CONFIGS']));
});

test('nobody but the operator holds what changes the cluster, its topics or who may do what', () => {
  const operators = services.filter(({ roles }) => roles.some(({ role }) => role === 'operator')).flatMap(usersOf);
  const holders = accessOf(services)
    .rules.filter(({ operation }) => operation === 'ALTER' || operation === 'ALTER_CONFIGS')
    .map(({ principal }) => principal.replace('User:', ''));
  expect(new Set(holders)).toEqual(new Set(operators));
});

test('nobody but an operator creates or deletes a topic of the catalogue, or any by a rule for the whole cluster', () => {
  const reaching = accessOf(services).rules.filter(
    ({ resourceType, operation, resourceName, patternType, principal }) =>
      ['CREATE', 'DELETE'].includes(operation) &&
      !principal.startsWith('User:cluster-operations-') &&
      (resourceType === 'CLUSTER' ||
        (resourceType === 'TOPIC' &&
          [...topicNames, '*'].some((name) =>
            patternType === 'PREFIXED' ? name.startsWith(resourceName) : name === resourceName,
          ))),
  );
  expect(reaching).toEqual([]);
});

test('each role but the operator lacks ALTER and ALTER_CONFIGS, whatever it is given to read and write', () => {
  const [one, other] = topicNames as readonly [TopicName, TopicName];
  const roles: readonly Role[] = [
    { role: 'producer', topics: [one], transactional: true },
    { role: 'consumer', topics: [one] },
    { role: 'stream-application', reads: [one], writes: [other] },
    { role: 'connect-worker', reads: [one], writes: [other] },
    { role: 'ksql-server', reads: [one] },
    { role: 'schema-publisher' },
    { role: 'auditor' },
    { role: 'operator' },
  ];
  const altering = roles.filter((role) =>
    grantsOf(role, 'example').some(({ operation }) => operation.startsWith('ALTER')),
  );
  expect(altering).toEqual([{ role: 'operator' }]);
});

test('ksqlDB keeps to topics, groups and ids of its own, and may only read what it is given', () => {
  const [one] = topicNames as readonly [TopicName];
  const rules = grantsOf({ role: 'ksql-server', reads: [one] }, 'ksqldb');
  const elsewhere = rules.filter(({ resourceName }) => !/^(_confluent-ksql-)?ksqldb[-_]/.test(resourceName));
  expect(elsewhere.map(({ operation, resourceName }) => `${operation} ${resourceName}`).sort()).toEqual([
    'DESCRIBE_CONFIGS kafka-cluster',
    `DESCRIBE_CONFIGS ${one}`,
    `READ ${one}`,
  ]);
});

test('whoever may ask ksqlDB sees no confidential field', () => {
  const reads = services.find(({ name }) => name === 'ksqldb')!.roles.flatMap((role) => topicsOf(role).reads);
  expect(reads.length).toBeGreaterThan(5);
  for (const name of reads) {
    for (const type of topic(name).events) expect([name, type, confidentialPathsOf(type)]).toEqual([name, type, []]);
  }
});

test('every topic has who writes it and who reads it, not counting the archive', () => {
  const used = services.filter(({ name }) => name !== 'archive').flatMap(({ roles }) => roles.map(topicsOf));
  expect(topicNames.filter((name) => !used.some(({ writes }) => writes.includes(name)))).toEqual([]);
  expect(topicNames.filter((name) => !used.some(({ reads }) => reads.includes(name)))).toEqual([]);
});

test('the two users of a service have the same rules and quotas, and no user is that of a broker or the operator', () => {
  const { users, rules, quotas } = accessOf(services);
  expect(new Set(users).size).toBe(2 * services.length);
  expect(users.filter((user) => user === brokerUser || user === operatorUser)).toEqual([]);
  for (const [a, b] of services.map(usersOf)) {
    const of = (user: string) =>
      rules.filter(({ principal }) => principal === `User:${user}`).map((rule) => ({ ...rule, principal: '' }));
    expect(of(b)).toEqual(of(a));
    expect(quotas.get(b)).toEqual(quotas.get(a));
  }
});

test('limits follow from what is written and read, are never below a large batch, and can be set', () => {
  const raw = { role: 'producer', topics: ['market-data-raw'] } as const;
  const limits = ({ quotas, name }: { quotas?: Service['quotas']; name: string }) =>
    accessOf([{ ...service(name, raw), ...(quotas === undefined ? {} : { quotas }) }]).quotas.get(`${name}-a`);
  expect(limits({ name: 'feed' })).toEqual({
    producer_byte_rate: 30_000_000,
    consumer_byte_rate: 1_048_576,
    request_percentage: 200,
  });
  expect(limits({ name: 'feed', quotas: { requestPercentage: 50 } })).toMatchObject({ request_percentage: 50 });
});

const anyName = fc.constantFrom('market-data', 'market-data-service', 'order', 'order-service', 'risk', 'connect');
const anyTopics = fc.uniqueArray(fc.constantFrom(...topicNames), { minLength: 1, maxLength: 3 });
const anyRole: fc.Arbitrary<Role> = fc.oneof(
  anyTopics.map((topics): Role => ({ role: 'producer', topics, transactional: true })),
  anyTopics.map((topics): Role => ({ role: 'consumer', topics })),
  anyTopics.map((reads): Role => ({ role: 'stream-application', reads, writes: [] })),
  anyTopics.map((reads): Role => ({ role: 'connect-worker', reads, writes: [] })),
);

test('whatever services are let through, none can reach the groups, ids or state of another', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(anyName, anyRole), { minLength: 2, maxLength: 4 }), (pairs) => {
      const made = pairs.map(([name, role]) => service(name, role));
      try {
        defineServices(made);
      } catch {
        return; // refused: see below
      }
      const owned = made.flatMap(({ name, roles }) => roles.map((role) => ownPrefixOf(role, name) ?? ''));
      for (const prefix of owned) expect(owned.filter((other) => other.startsWith(prefix))).toEqual([prefix]);
    }),
  );
});

test.each<[string, readonly Service[], string]>([
  [
    'an operator that reads data',
    [service('desk', { role: 'operator' }, { role: 'consumer', topics: ['trading-orders'] })],
    'service "desk": found roles operator and consumer, expected no other role beside it, since it may change who may ' +
      'do what; make two services of it, each with users of its own',
  ],
  [
    'an auditor that writes',
    [service('desk', { role: 'auditor' }, { role: 'producer', topics: ['audit-logs'] })],
    'service "desk": found roles auditor and producer, expected no role that writes beside it, since nobody audits ' +
      'himself; make two services of it, each with users of its own',
  ],
  [
    'a stream application that could delete topics of the catalogue',
    [service('market-data', { role: 'stream-application', reads: [], writes: [] })],
    'service "market-data", stream-application: found its own topics "market-data-*", which market-data-raw, ' +
      'market-data-processed, market-data-aggregated, market-data-alerts would be among, expected a beginning that no ' +
      'topic of the catalogue has; rename the service',
  ],
  [
    "groups that begin like another's",
    [
      service('risk', { role: 'consumer', topics: ['trading-orders'] }),
      service('risk-archive', { role: 'consumer', topics: ['trading-orders'] }),
    ],
    'service "risk": found groups and ids "risk-*", which those of risk-archive would be among, expected beginnings of ' +
      'its own; rename one of the two',
  ],
  [
    'a topic read twice',
    [
      service(
        'desk',
        { role: 'consumer', topics: ['trading-orders'] },
        { role: 'stream-application', reads: ['trading-orders'], writes: [] },
      ),
    ],
    'service "desk": found reads trading-orders by consumer and stream-application, expected one role for it; leave it ' +
      'to one of them, so that taking it away there takes it away',
  ],
  [
    'a topic that came untyped',
    [service('desk', { role: 'consumer', topics: ['trading-order' as 'trading-orders'] })],
    'service "desk", consumer: found reads "trading-order", expected a topic of the catalogue; correct the name, or add ' +
      'the topic in topics/catalogue/',
  ],
  [
    'a name twice',
    [service('desk', { role: 'schema-publisher' }), service('desk', { role: 'operator' })],
    'service "desk": found defined twice, expected one definition; put its roles together',
  ],
  [
    'a name that Kafka would read otherwise',
    [service('Desk*', { role: 'schema-publisher' })],
    'service "Desk*": found a name with other characters, expected lower-case words with hyphens; rename it: groups, ' +
      'ids and users begin with it',
  ],
])('%s is refused', (_, wrong, message) => {
  expect(() => defineServices(wrong)).toThrow(expect.objectContaining({ code: 'INVALID_ACCESS', message }) as Error);
});

test('a wrong topic name is a type error', () => {
  // @ts-expect-error no such topic
  const role: Role = { role: 'consumer', topics: ['trading-order'] };
  expect(role.role).toBe('consumer');
});
