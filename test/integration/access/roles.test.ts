import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import kafkajs from 'kafkajs';
import {
  accessKind,
  applyPlan,
  createMissingTopics,
  makePlan,
  readClientProperties,
  serviceUser,
  userKind,
  waitForInSync,
  withAdmin,
  type ClientProperties,
} from '../../../cluster/index.ts';
import { alterScramUsers } from '../../../cluster/scram-users.ts';
import { ensureJars } from '../../../local/jars.ts';
import { grantsOf, ownPrefixOf, type Role } from '../../../topics/access/role.ts';
import type { TopicName } from '../../../topics/index.ts';
import { allAclsOf } from '../cluster/acl-filter.ts';
import { platformUnderTest, type PlatformUnderTest } from './platform-under-test.ts';

/** Beside the catalogue's, whose readers would stumble over records that are no events. */
const [input, output] = ['roles-under-test.in', 'roles-under-test.out'] as const;
const reads = [input] as unknown as TopicName[];
const writes = [output] as unknown as TopicName[];
const password = 'only-for-users-of-this-test';

const roles = {
  producer: { role: 'producer', topics: writes },
  'transactional-producer': { role: 'producer', topics: writes, transactional: true },
  consumer: { role: 'consumer', topics: reads },
  streams: { role: 'stream-application', reads, writes },
  connect: { role: 'connect-worker', reads, writes },
  registry: { role: 'schema-publisher' },
  operator: { role: 'operator' },
  auditor: { role: 'auditor' },
} as const satisfies Record<string, Role>;
type RoleUnderTest = keyof typeof roles;
const names = Object.keys(roles) as RoleUnderTest[];

const userOf = (name: RoleUnderTest) => `roles-under-test-${name}`;
/** What the role's own groups, ids and topics begin with; of those that have none, what others would call theirs. */
const prefixOf = (name: RoleUnderTest) => ownPrefixOf(roles[name], userOf(name)) ?? `${userOf(name)}-`;

/** Every request that is made as each role, by what it is called below. */
const asksOf = (name: RoleUnderTest) => ({
  'write output': `write ${output}`,
  'write input': `write ${input}`,
  'transaction with own id': `transact ${output} ${prefixOf(name)}id`,
  "transaction with another's id": `transact ${output} another-id`,
  'read input in own group': `read ${input} ${prefixOf(name)}group`,
  "read input in another's group": `read ${input} another-group`,
  'read output in own group': `read ${output} ${prefixOf(name)}group`,
  'create own topic': `create ${prefixOf(name)}state`,
  'create any topic': 'create roles-under-test.new',
  'create _schemas': 'create _schemas',
  'delete own topic': `delete ${prefixOf(name)}state`,
  'delete any topic': 'delete roles-under-test.absent',
  'delete records of input': `delete-records ${input}`,
  'grow input': `grow ${input}`,
  'set input': `set ${input}`,
  'see settings of input': `see-settings ${input}`,
  'see own group': `see-group ${prefixOf(name)}group`,
  "see another's group": 'see-group another-group',
  'see rules': 'see-rules',
  'give a rule': 'give-rule roles-under-test.given',
  'limit a user': 'limit nobody',
});
type Ask = keyof ReturnType<typeof asksOf>;

/** All that each role is allowed; everything else must be refused. */
const allowed: Readonly<Record<RoleUnderTest, readonly Ask[]>> = {
  producer: ['write output'],
  'transactional-producer': ['write output', 'transaction with own id'],
  consumer: ['read input in own group', 'see own group'],
  streams: [
    'write output',
    'transaction with own id',
    'read input in own group',
    'create own topic',
    'delete own topic',
    'see own group',
  ],
  connect: ['write output', 'read input in own group', 'create own topic', 'see own group'],
  registry: ['create _schemas'],
  operator: [
    'create own topic',
    'create any topic',
    'create _schemas',
    'delete own topic',
    'delete any topic',
    'delete records of input',
    'grow input',
    'set input',
    'see settings of input',
    'see own group',
    "see another's group",
    'see rules',
    'give a rule',
    'limit a user',
  ],
  auditor: ['see settings of input', 'see own group', "see another's group", 'see rules'],
};

let under: PlatformUnderTest;
let operator: ClientProperties;
let answers: Readonly<Record<RoleUnderTest, Readonly<Record<string, string>>>>;

beforeAll(async () => {
  under = await platformUnderTest();
  operator = await readClientProperties(under.home.files.adminProperties);
  await withAdmin(operator, {}, async (admin) => {
    const topics = [input, output].map((name) => ({ name, partitions: 1, configs: {} }));
    await createMissingTopics(admin, topics, 3);
    await waitForInSync(admin, [input, output], { timeoutMs: 60_000 });
    const rules = names.flatMap((name) =>
      grantsOf(roles[name], userOf(name)).map(
        (grant) => ({ ...grant, principal: `User:${userOf(name)}`, host: '*', permission: 'ALLOW' }) as const,
      ),
    );
    const kinds = [
      accessKind(
        admin,
        names.map(userOf).map((user) => `User:${user}`),
        rules,
      ),
      userKind(
        operator,
        names.map((name) => serviceUser(userOf(name))),
        () => Promise.resolve(password),
      ),
    ];
    const { clusterId } = await admin.describeCluster();
    const plan = await makePlan(kinds, clusterId, new Date());
    await applyPlan(kinds, clusterId, plan, {
      accepted: new Set(),
      onOutcome: ({ id }, error) => {
        if (error !== undefined) throw new Error(`${id}: ${error}`);
      },
    });
  });
  answers = await ask();
}, 170_000);
afterAll(async () => {
  await withAdmin(operator, {}, async (admin) => {
    await admin.deleteTopics({ topics: [input, output] });
    const ofUsers = names.map((name) => ({
      ...allAclsOf(kafkajs.AclResourceTypes.ANY),
      principal: `User:${userOf(name)}`,
    }));
    await admin.deleteAcls({
      filters: [...ofUsers, allAclsOf(kafkajs.AclResourceTypes.TOPIC, 'roles-under-test.given')],
    });
  });
  const gone = names.map((name) => [userOf(name), { remove: ['SCRAM-SHA-256'] as const }] as const);
  await alterScramUsers(operator, new Map(gone));
});

/** All requests of all roles, by Apache's own clients in one JVM. Passwords go in by standard input. */
async function ask(): Promise<typeof answers> {
  const { classPath } = await ensureJars(under.home.jarsDir, { say: (message) => console.error(message) });
  const program = fileURLToPath(new URL('AskForAccess.java', import.meta.url));
  const log4j = fileURLToPath(new URL('log4j.properties', import.meta.url));
  // The operator writes first, so that there is something to read.
  const first = { user: operator.username, password: operator.password, asks: [`write ${input}`, `write ${output}`] };
  const users = names.map((name) => ({ user: userOf(name), password, asks: Object.values(asksOf(name)) }));
  const { stdout } = await execa(
    'java',
    [
      ...['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xmx256m', `-Dlog4j.configuration=file:${log4j}`],
      ...['-cp', classPath.join(':'), program, under.home.files.adminProperties],
    ],
    { input: JSON.stringify([first, ...users]), timeout: 160_000 },
  );
  const [, ...rest] = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Record<string, string>[];
  return Object.fromEntries(names.map((name, index) => [name, rest[index]])) as typeof answers;
}

test.each(names)("as %s, Apache's own clients are allowed what it needs and refused everything else", (name) => {
  const asks = Object.entries(asksOf(name));
  const found = Object.fromEntries(asks.map(([title, request]) => [title, answers[name][request]]));
  const expected = asks.map(([title]) => [title, allowed[name].includes(title as Ask) ? 'allowed' : 'refused']);
  expect(found).toEqual(Object.fromEntries(expected));
});
