import fc from 'fast-check';
import { aclKey, operations, type Acl } from '../../../../cluster/acls.ts';
import type { Catalogue } from '../../../../cluster/catalogue-files/catalogue.ts';
import { parseCatalogue } from '../../../../cluster/catalogue-files/parse-catalogue.ts';
import { renderCatalogue } from '../../../../cluster/catalogue-files/render-catalogue.ts';
import { schemaText } from '../../../../cluster/catalogue-files/subjects-file.ts';
import { quotaEntityOf, quotaEntityText, type QuotaEntity } from '../../../../cluster/quota-entity.ts';
import { scramMechanisms } from '../../../../cluster/scram-credential.ts';
import { compatibilityLevels } from '../../../../schemas/index.ts';

/** Names as people and programs make them, and what YAML, JSON and file systems have another use for. */
const trap = fc.constantFrom(
  ...[
    'null',
    '~',
    'true',
    'no',
    '1e3',
    '0x10',
    '-',
    '---',
    '- a',
    'a: b',
    'a #b',
    '{',
    '{"user":"x"}',
    '[x]',
    '*',
    '&a',
  ],
  ...[
    '!tag',
    '%41',
    '..',
    '.',
    'a/b',
    '../../etc/passwd',
    "it's",
    '"',
    '\\',
    ' lead',
    'trail ',
    'two\nlines',
    '\t',
    '@',
    '`',
  ],
  ...['<<', '__proto__', 'constructor', 'toString', '\u2028', '\0', '\ufeff', 'Ünïcödé', '🦉', 'CN=a,OU="b, c"', '#'],
);
const name = fc.oneof(trap, fc.string({ minLength: 1, unit: 'binary' }), fc.string({ minLength: 1 }));
const unique = <T>(item: fc.Arbitrary<T>, keyOf: (item: T) => string, from = 0) =>
  fc.uniqueArray(item, { selector: keyOf, maxLength: 6, minLength: from });
/** A setting's name is Kafka's own, never a person's. */
const word = fc.stringMatching(/^[a-z]+([._][a-z]+){0,3}$/).filter((key) => !(key in {}));
const positive = fc.integer({ min: 1, max: 2 ** 31 - 1 });

const brokers = unique(
  fc.record({ id: fc.nat(), rack: name }, { requiredKeys: ['id'] }),
  ({ id }) => String(id),
  1,
).map((list) => list.sort((left, right) => left.id - right.id));
const platform = brokers.chain((list) =>
  fc.integer({ min: 1, max: list.length }).chain((replicationFactor) =>
    fc.record(
      {
        clusterId: name,
        writes: fc.constantFrom('saved-plan', 'direct'),
        placement: fc.constantFrom('keep', 'spread'),
        registry: name,
        durability: fc.record({
          replicationFactor: fc.constant(replicationFactor),
          minInSyncReplicas: fc.integer({ min: 1, max: replicationFactor }),
        }),
        brokers: fc.constant(list),
      },
      { requiredKeys: ['clusterId', 'writes', 'placement', 'durability', 'brokers'] },
    ),
  ),
);
const topic = fc.record(
  {
    name,
    partitions: positive,
    replicationFactor: positive,
    key: name,
    configs: fc.dictionary(word, fc.oneof(name, fc.constant(''), fc.integer().map(String))),
  },
  { requiredKeys: ['name', 'partitions', 'configs'] },
);
const rule = fc.record({
  resourceType: fc.constantFrom('TOPIC', 'GROUP', 'CLUSTER', 'TRANSACTIONAL_ID', 'DELEGATION_TOKEN', 'USER'),
  resourceName: name,
  patternType: fc.constantFrom('LITERAL', 'PREFIXED'),
  host: fc.constantFrom('*', '10.0.0.1', '::1'),
  operation: fc.constantFrom(...operations),
  permission: fc.constantFrom('ALLOW', 'DENY'),
}) satisfies fc.Arbitrary<Omit<Acl, 'principal'>>;
const principal = fc
  .record({ principal: name, rules: fc.array(rule, { maxLength: 12 }) })
  .map(({ principal: whose, rules }) => {
    const byKey = new Map(
      rules.map((each): [string, Acl] => [aclKey({ ...each, principal: whose }), { ...each, principal: whose }]),
    );
    return { principal: whose, rules: [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, acl]) => acl) };
  });
const entityName = fc.option(fc.oneof(name, fc.constant('')), { nil: null });
const entity: fc.Arbitrary<QuotaEntity> = fc.oneof(
  fc.record({ user: entityName }),
  fc.record({ 'client-id': entityName }),
  fc.record({ user: entityName, 'client-id': entityName }),
  fc.record({ ip: fc.option(fc.ipV4(), { nil: null }) }),
);
const limit = fc.oneof(positive, fc.double({ min: 0, minExcluded: true, noNaN: true, noDefaultInfinity: true }));
const quota = fc.record({ entity, limits: fc.dictionary(word, limit) });
const user = fc.record({
  name,
  mechanisms: fc.subarray([...scramMechanisms], { minLength: 1 }),
});
const schema = fc.oneof(
  fc.record({ type: fc.constant('AVRO'), schema: fc.json() }),
  fc.record({ type: fc.constant('AVRO'), schema: fc.constant('{"type":"long","default":9223372036854775807}') }),
  fc.record({
    type: fc.constant('JSON'),
    schema: fc.json().map((text) => `${JSON.stringify(JSON.parse(text), undefined, 2)}\n`),
  }),
  fc.record({
    type: fc.constant('PROTOBUF'),
    schema: fc.oneof(name, fc.constant('syntax = "proto3";\nmessage A {}\n')),
  }),
) as fc.Arbitrary<{ type: 'AVRO' | 'JSON' | 'PROTOBUF'; schema: string }>;
const reference = fc.record({ name, subject: name, version: positive });
const subject = fc.record({
  name,
  level: fc.option(fc.constantFrom(...compatibilityLevels), { nil: null }),
  versions: unique(
    fc.record({ version: positive, text: schema, references: fc.array(reference, { maxLength: 2 }) }),
    ({ version }) => String(version),
    1,
  ).map((versions) =>
    versions
      .sort((left, right) => left.version - right.version)
      .map(({ version, text, references }) => ({
        version,
        type: text.type,
        schema: schemaText(text.schema),
        references,
      })),
  ),
});

const catalogue: fc.Arbitrary<Catalogue> = fc
  .record({
    platform,
    topics: unique(topic, (each) => each.name),
    removed: unique(
      fc.record({
        topic: name,
        date: fc.constantFrom('2026-11-25', '2024-02-29'),
        reason: name,
        quarantineDays: fc.nat(30),
      }),
      (each) => each.topic,
    ),
    access: unique(principal, (each) => each.principal),
    quotas: unique(quota, (each) => quotaEntityText(each.entity)),
    users: unique(user, (each) => each.name),
    subjects: unique(subject, (each) => each.name),
  })
  .map((all) => {
    const declared = new Set(all.topics.map((each) => each.name));
    return { ...all, removed: all.removed.filter((each) => !declared.has(each.topic)) };
  });

/** The same in the order in which files have it. */
function inOrder(all: Catalogue): Catalogue {
  const by = <T>(items: readonly T[], keyOf: (item: T) => string) =>
    items.toSorted((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
  return {
    platform: all.platform,
    topics: by(all.topics, (each) => each.name),
    removed: by(all.removed, (each) => each.topic),
    access: by(all.access, (each) => each.principal),
    quotas: by(all.quotas, (each) => quotaEntityText(each.entity)),
    users: by(all.users, (each) => each.name),
    subjects: by(all.subjects, (each) => each.name),
  };
}

test('what is rendered is parsed as it was, whatever names and values are like', () => {
  fc.assert(
    fc.property(catalogue, (wanted) => {
      expect(parseCatalogue(renderCatalogue(wanted), 'dir')).toEqual(inOrder(wanted));
    }),
    { numRuns: 300 },
  );
});

test('equal catalogues give equal bytes, in whatever order their resources and settings are', () => {
  fc.assert(
    fc.property(catalogue, (wanted) => {
      const reversed = {
        ...wanted,
        topics: wanted.topics.toReversed().map((each) => ({
          ...each,
          configs: Object.fromEntries(Object.entries(each.configs).reverse()),
        })),
        access: wanted.access.toReversed().map((each) => ({ ...each, rules: each.rules.toReversed() })),
        quotas: wanted.quotas.toReversed(),
        users: wanted.users.toReversed(),
        subjects: wanted.subjects.toReversed(),
      };
      expect([...renderCatalogue(reversed)]).toEqual([...renderCatalogue(wanted)]);
    }),
    { numRuns: 100 },
  );
});

test('no name of a subject leads out of the directory, or to the file of another', () => {
  fc.assert(
    fc.property(catalogue, ({ platform: its, ...rest }) => {
      const files = [...renderCatalogue({ platform: its, ...rest }).keys()].filter((file) =>
        file.startsWith('subjects/'),
      );
      const versions = rest.subjects.flatMap((each) => each.versions);
      expect(files).toHaveLength(versions.length);
      for (const file of files) expect(file).toMatch(/^subjects\/(?!\.)[^/]+\/\d+\.(avsc|json|proto)$/);
    }),
    { numRuns: 100 },
  );
});

test('a quota entity is told from every other by its text, and a user by its plain name', () => {
  fc.assert(
    fc.property(entity, (one) => {
      expect(quotaEntityOf(quotaEntityText(one))).toEqual(one);
    }),
  );
  expect(quotaEntityText({ user: 'orders' })).toBe('orders');
  expect(quotaEntityText({ 'client-id': 'reports', user: null })).toBe('{"user":null,"client-id":"reports"}');
});
