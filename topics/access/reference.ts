import { topics } from '../catalogue.ts';
import { serviceGrants, usersOf } from './principals.ts';
import { limitsOf } from './quotas.ts';
import { grantsOf, topicsOf } from './role.ts';
import type { Grant, Role } from './role.ts';
import type { Service } from './service.ts';

const introduction = `# Access

Written by \`npm run write:reference\` from \`topics/access/services.ts\`; a test compares. Change that.

Each service logs in as one of two users, \`NAME-a\` and \`NAME-b\`, with equal rights and limits: a new password is given
to the one that isn't in use. What is not listed here is denied. Brokers and the platform's own operator are outside of
these rules (\`super.users\`).`;

/** One of each role, to show what it expands to. */
const examples: readonly (readonly [meaning: string, role: Role])[] = [
  ['Writes the topics it names', { role: 'producer', topics: [] }],
  ['The same in transactions', { role: 'producer', topics: [], transactional: true }],
  ['Reads the topics it names, in groups of its own', { role: 'consumer', topics: [] }],
  [
    'Kafka Streams: reads, writes, keeps state in topics of its own',
    { role: 'stream-application', reads: [], writes: [] },
  ],
  ['Kafka Connect: the worker and its connectors', { role: 'connect-worker', reads: [], writes: [] }],
  ['ksqlDB: its queries, what they keep and what they write', { role: 'ksql-server', reads: [] }],
  ['MirrorMaker, where it copies from', { role: 'mirror-source', topics: [] }],
  ['MirrorMaker, where it copies to: also commits offsets of groups', { role: 'mirror-target', topics: [] }],
  ["The schema registry's store", { role: 'schema-publisher' }],
  ['Changes the cluster, sees no data; alone holds ALTER', { role: 'operator' }],
  ['Sees every setting and rule, changes nothing', { role: 'auditor' }],
];

/** The reference of who may do what, Markdown: by topic, by service with its limits, and what each role expands to. */
export function accessReference(services: readonly Service[]): string {
  return `${[
    introduction,
    '## Who reads and writes a topic',
    table(
      ['Topic', 'Owner', 'Written by', 'Read by'],
      topics.map(({ name, owner }) => [
        `\`${name}\``,
        owner,
        listed(services.filter(({ roles }) => roles.some((role) => topicsOf(role).writes.includes(name)))),
        listed(services.filter(({ roles }) => roles.some((role) => topicsOf(role).reads.includes(name)))),
      ]),
    ),
    '## Services',
    "Limits hold for each user on each broker; above them answers are delayed, nothing is refused. Requests are in percent\nof one of a broker's 24 threads.",
    table(
      ['Service', 'Owner', 'What it does', 'Roles', 'Writes KB/s', 'Reads KB/s', 'Requests %'],
      services.map((service) => {
        const limits = limitsOf(service);
        return [
          `\`${service.name}\``,
          service.owner,
          service.purpose,
          service.roles.map(({ role }) => role).join(', '),
          kilobytes(limits.producerBytesPerSecond),
          kilobytes(limits.consumerBytesPerSecond),
          String(limits.requestPercentage),
        ];
      }),
    ),
    '## Roles',
    'Beside READ of the topics that a role reads and WRITE of those that it writes; `NAME` is the service.',
    table(
      ['Role', 'For', 'Rules'],
      examples.map(([meaning, role]) => [
        role.role === 'producer' && role.transactional === true ? 'producer, transactional' : role.role,
        meaning,
        inWords(grantsOf(role, 'NAME')),
      ]),
    ),
    `${services.length} services, ${services.flatMap(usersOf).length} users, ${
      services.flatMap((service) => usersOf(service).flatMap(() => serviceGrants(service))).length
    } rules.`,
  ].join('\n\n')}\n`;
}

function inWords(grants: readonly Grant[]): string {
  const places = Map.groupBy(
    grants,
    ({ resourceType, resourceName, patternType }) =>
      `${resourceType.toLowerCase().replace('_', ' ')} \`${resourceName}${patternType === 'PREFIXED' ? '*' : ''}\``,
  );
  return [...places]
    .map(([place, those]) => `${those.map(({ operation }) => operation).join(', ')} on ${place}`)
    .join('; ');
}

function listed(services: readonly Service[]): string {
  return services.map(({ name }) => `\`${name}\``).join(', ');
}

function kilobytes(bytes: number): string {
  return String(Math.round(bytes / 1_024));
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return [heads, heads.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
