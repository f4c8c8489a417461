import { topicNames } from '../lookup.ts';
import { InvalidAccessError } from './errors.ts';
import type { AccessProblem } from './errors.ts';
import { ownPrefixOf, topicsOf } from './role.ts';
import type { RoleName } from './role.ts';
import type { Service } from './service.ts';

/**
 * The services of the platform, checked. Names stay literal types; a topic that isn't in the catalogue is a type error.
 *
 * @throws InvalidAccessError naming every place where roles contradict each other or would open more than they say
 */
export function defineServices<const S extends readonly Service[]>(services: S): S {
  const problems = [
    ...services.flatMap((service) => [
      ...namingProblems(service),
      ...topicProblems(service),
      ...contradictions(service),
      ...stateTopicProblems(service),
    ]),
    ...namesTwice(services),
    ...overlaps(services),
  ];
  if (problems.length > 0) throw new InvalidAccessError(problems);
  return services;
}

function namingProblems({ name }: Service): AccessProblem[] {
  if (/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) return [];
  return [
    {
      place: `service "${name}"`,
      found: 'a name with other characters',
      expected: 'lower-case words with hyphens',
      next: 'rename it: groups, ids and users begin with it',
    },
  ];
}

function namesTwice(services: readonly Service[]): AccessProblem[] {
  const names = services.map(({ name }) => name);
  return names
    .filter((name, index) => names.indexOf(name) < index)
    .map((name) => ({
      place: `service "${name}"`,
      found: 'defined twice',
      expected: 'one definition',
      next: 'put its roles together',
    }));
}

function topicProblems({ name, roles }: Service): AccessProblem[] {
  const known = new Set<string>(topicNames);
  const uses = roles.flatMap((role) => {
    const { reads, writes } = topicsOf(role);
    return [
      ...reads.map((topic) => ({ role: role.role, topic, use: 'reads' })),
      ...writes.map((topic) => ({ role: role.role, topic, use: 'writes' })),
    ];
  });
  const unknown = uses
    .filter(({ topic }) => !known.has(topic))
    .map(({ role, topic, use }) => ({
      place: `service "${name}", ${role}`,
      found: `${use} "${topic}"`,
      expected: 'a topic of the catalogue',
      next: 'correct the name, or add the topic in topics/catalogue/',
    }));
  const twice = [...Map.groupBy(uses, ({ topic, use }) => `${use} ${topic}`)]
    .filter(([, those]) => those.length > 1)
    .map(([what, those]) => ({
      place: `service "${name}"`,
      found: `${what} by ${those.map(({ role }) => role).join(' and ')}`,
      expected: 'one role for it',
      next: 'leave it to one of them, so that taking it away there takes it away',
    }));
  return [...unknown, ...twice];
}

/** Who changes the cluster must not touch the data, and who audits must change nothing: roles that exclude others. */
const excludes: readonly { readonly role: RoleName; readonly others: readonly RoleName[]; readonly reason: string }[] =
  [
    {
      role: 'operator',
      others: [
        'producer',
        'consumer',
        'stream-application',
        'connect-worker',
        'ksql-server',
        'schema-publisher',
        'auditor',
      ],
      reason: 'no other role beside it, since it may change who may do what',
    },
    {
      role: 'auditor',
      others: ['producer', 'stream-application', 'connect-worker', 'ksql-server', 'schema-publisher'],
      reason: 'no role that writes beside it, since nobody audits himself',
    },
  ];

function contradictions({ name, roles }: Service): AccessProblem[] {
  const held = roles.map(({ role }) => role);
  return excludes.flatMap(({ role, others, reason }) =>
    held.includes(role)
      ? others
          .filter((other) => held.includes(other))
          .map((other) => ({
            place: `service "${name}"`,
            found: `roles ${role} and ${other}`,
            expected: reason,
            next: 'make two services of it, each with users of its own',
          }))
      : [],
  );
}

/** Kafka Streams, Connect and ksqlDB may create, write and delete whatever topic begins like their own. */
function stateTopicProblems({ name, roles }: Service): AccessProblem[] {
  return roles
    .filter(({ role }) => ['stream-application', 'connect-worker', 'ksql-server'].includes(role))
    .flatMap((role) => {
      const prefix = ownPrefixOf(role, name) ?? '';
      const covered = topicNames.filter((topic) => topic.startsWith(prefix));
      if (covered.length === 0) return [];
      return [
        {
          place: `service "${name}", ${role.role}`,
          found: `its own topics "${prefix}*", which ${covered.join(', ')} would be among`,
          expected: 'a beginning that no topic of the catalogue has',
          next: 'rename the service',
        },
      ];
    });
}

/** A service whose groups and ids begin like another's could join, and so read, in the other's place. */
function overlaps(services: readonly Service[]): AccessProblem[] {
  const owned = services.flatMap(({ name, roles }) =>
    [...new Set(roles.flatMap((role) => ownPrefixOf(role, name) ?? []))].map((prefix) => ({ name, prefix })),
  );
  return owned.flatMap(({ name, prefix }) =>
    owned
      .filter((other) => other.name !== name && other.prefix.startsWith(prefix))
      .map((other) => ({
        place: `service "${name}"`,
        found: `groups and ids "${prefix}*", which those of ${other.name} would be among`,
        expected: 'beginnings of its own',
        next: 'rename one of the two',
      })),
  );
}
