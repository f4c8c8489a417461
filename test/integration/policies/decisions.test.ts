import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { ensureJars } from '../../../local/jars.ts';
import { platformOf } from '../../../platform/index.ts';
import { serverProperties, vmLayout } from '../../../render/index.ts';
import { sharedJars } from '../local/own-platform.ts';

/** What a broker asks its policies. */
type Question =
  | {
      readonly topic: string;
      readonly replicationFactor?: number;
      readonly replicas?: Readonly<Record<number, readonly number[]>>;
      readonly configs?: Readonly<Record<string, string | null>>;
    }
  | {
      readonly type: 'TOPIC' | 'BROKER' | 'BROKER_LOGGER';
      readonly name: string;
      readonly configs: Readonly<Record<string, string | null>>;
    };

const newTopic = (configs: Readonly<Record<string, string>>) => ({ topic: 'orders', replicationFactor: 3, configs });
const ofTopic = (configs: Readonly<Record<string, string | null>>) =>
  ({ type: 'TOPIC', name: 'orders', configs }) as const;
const inSync = 'min.insync.replicas';
const unclean = 'unclean.leader.election.enable';

const accepted: readonly (readonly [what: string, question: Question])[] = [
  ['a topic of the catalogue', newTopic({ [inSync]: '2', 'cleanup.policy': 'compact' })],
  ['more replicas', { topic: 'orders', replicationFactor: 4, configs: { [inSync]: '3' } }],
  ['replicas named one by one', { topic: 'orders', replicas: { 0: [1, 2, 3], 1: [2, 3, 1] } }],
  ['what a broker makes itself', { topic: '__consumer_offsets', replicationFactor: 3 }],
  ['settings that are taken away', ofTopic({ [inSync]: null, [unclean]: '' })],
  ['a clean election', ofTopic({ [unclean]: 'false' })],
  ['a throttle of a topic', ofTopic({ 'leader.replication.throttled.replicas': '0:1' })],
  ['a throttle of a broker', { type: 'BROKER', name: '1', configs: { 'leader.replication.throttled.rate': '1' } }],
  ['a louder logger', { type: 'BROKER_LOGGER', name: '1', configs: { 'kafka.server': 'DEBUG' } }],
];

const tooFew = 'found 1, expected 2 or more and fewer than the 3 replicas; leave it out, then 2 holds';
const refused: readonly (readonly [what: string, question: Question, message: string])[] = [
  ['a name in capitals', { topic: 'Orders', replicationFactor: 3 }, 'topic "Orders": name: found "Orders", expected'],
  ['too few replicas', { topic: 'orders', replicationFactor: 2 }, 'replication factor: found 2, expected 3 or more'],
  [
    'too few of one partition',
    { topic: 'orders', replicas: { 0: [1, 2, 3], 1: [2] } },
    'topic "orders": replicas of partition 1: found 1, expected 3 or more; leave it out, then the brokers take 3',
  ],
  ['a new topic with too low a minimum', newTopic({ [inSync]: '1' }), `topic "orders": ${inSync}: ${tooFew}`],
  ['too low a minimum', ofTopic({ [inSync]: '1' }), `topic "orders": ${inSync}: ${tooFew}`],
  ['one with blanks around it', ofTopic({ [inSync]: ' 1 ' }), tooFew],
  ['one that no broker may miss', ofTopic({ [inSync]: '3' }), tooFew.replace('found 1', 'found 3')],
  ['one that is no number', ofTopic({ [inSync]: 'few' }), 'found few, expected 2'],
  ['an unclean election', ofTopic({ [unclean]: ' True' }), `${unclean}: found true, expected false`],
  ['the same for all', { type: 'BROKER', name: '', configs: { [unclean]: 'true' } }, `all brokers: ${unclean}`],
  ['a minimum for a broker', { type: 'BROKER', name: '2', configs: { [inSync]: '1' } }, `broker 2: ${inSync}: found 1`],
  [
    'several things, all of which are told',
    { topic: '_mine', replicationFactor: 1, configs: { [inSync]: '1', [unclean]: 'true' } },
    `(alphintra.topic.name.pattern=`,
  ],
];

let answers: ReadonlyMap<Question, string>;
let scratch: string;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'policies-'));
  const production = platformOf('production');
  const file = join(scratch, 'server.properties');
  await writeFile(file, serverProperties(production, production.nodes.brokers[0]!, vmLayout('kafka')));
  const { classPath } = await ensureJars(sharedJars, { say: (message) => console.error(message) });
  const program = fileURLToPath(new URL('AskPolicies.java', import.meta.url));
  const questions = [...accepted, ...refused].map(([, question]) => question);
  const { stdout } = await execa('java', ['-cp', classPath.join(':'), program, file], {
    input: JSON.stringify(questions),
  });
  const told = JSON.parse(stdout) as string[];
  answers = new Map(questions.map((question, index) => [question, told[index]!]));
}, 60_000);
afterAll(() => rm(scratch, { recursive: true }));

test.each(accepted)('the policies accept %s', (_, question) => {
  expect(answers.get(question)).toBe('accepted');
});

test.each(refused)('the policies refuse %s', (_, question, message) => {
  expect(answers.get(question)).toContain(message);
});

test('what is wrong is told at once', () => {
  const [, question] = refused.at(-1)!;
  expect(answers.get(question)!.split(/; (?=replication|min|unclean)/)).toHaveLength(4);
});
