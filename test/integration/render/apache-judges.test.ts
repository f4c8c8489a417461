import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { ensureJars } from '../../../local/jars.ts';
import { environmentNames, platformOf, type Platform } from '../../../platform/index.ts';
import {
  brokerSecretKeys,
  brokerSecretsText,
  clientProperties,
  jvmOptions,
  log4jProperties,
  producerProperties,
  secretFiles,
  serverProperties,
  zookeeperClientProperties,
  zooCfg,
  type MachineLayout,
} from '../../../render/index.ts';
import { sharedJars } from '../local/own-platform.ts';

/** What Kafka's and ZooKeeper's own classes say of a file, see CheckFiles.java. */
interface Answer {
  readonly unknown: readonly string[];
  readonly error?: string;
  readonly jaas?: { readonly username: string; readonly password: string };
}

type Kind = 'broker' | 'producer' | 'consumer' | 'admin' | 'zookeeper' | 'zookeeper-client' | 'logging';

const production = platformOf('production');
let layout: MachineLayout;
let classPath: string;

/** Java compiles the judge and asks it: 2 s, on busy cores many more. */
const judgeMs = 60_000;

beforeAll(async () => {
  const home = mkdtempSync(join(tmpdir(), 'rendered-'));
  layout = { installDir: home, configDir: home, dataDir: home, logDir: home, secretsDir: join(home, 'secrets') };
  mkdirSync(layout.secretsDir);
  for (const file of Object.values(secretFiles)) writeFileSync(join(layout.secretsDir, file), 'not read here');
  const secrets = Object.fromEntries(brokerSecretKeys.map((key) => [key, `the ${key}`]));
  writeFileSync(
    join(layout.secretsDir, secretFiles.brokerSecrets),
    brokerSecretsText(secrets as Parameters<typeof brokerSecretsText>[0]),
  );
  writeFileSync(join(home, 'myid'), '1');
  const jars = await ensureJars(sharedJars, { say: (message) => console.error(message) });
  classPath = jars.classPath.join(':');
});

afterAll(() => {
  rmSync(layout.installDir, { recursive: true });
});

test(
  'Kafka accepts every property of every broker, in every environment',
  async () => {
    const files = environmentNames.map(platformOf).flatMap(brokerFiles);
    const answers = await judge(files.map((text) => ['broker', text]));
    expect(answers).toHaveLength(9);
    for (const answer of answers) {
      expect(answer).toMatchObject({ unknown: [], jaas: { username: 'kafka-broker', password: 'the scram.password' } });
      expect(answer.error).toBeUndefined();
    }
  },
  judgeMs,
);

test(
  'ZooKeeper accepts every property of every node, in every environment, and of its shell',
  async () => {
    const files = environmentNames.map(platformOf).flatMap(zooKeeperFiles);
    const answers = await judge([
      ...files.map((text) => ['zookeeper', text] as const),
      ['zookeeper-client', zookeeperClientProperties(layout)],
    ]);
    expect(answers.map(({ unknown, error }) => ({ unknown, error }))).toEqual(
      Array.from({ length: 10 }, () => ({ unknown: [], error: undefined })),
    );
  },
  judgeMs,
);

test(
  'Kafka’s clients accept their files and log in as told, be the password ever so odd',
  async () => {
    const credentials = { username: 'market-data', password: 'quote " backslash \\ equals = hash # é €' };
    const access = { credentials, trust: { type: 'PEM', location: '/ca.pem' } } as const;
    const client = clientProperties(production, access);
    const producer = producerProperties(production, access);
    const answers = await judge([
      ['admin', client],
      ['consumer', client],
      ['producer', client],
      ['producer', producer],
      ['consumer', producer],
    ]);
    expect(answers.map(({ error, jaas }) => ({ error, jaas }))).toEqual(
      Array.from({ length: 5 }, () => ({ error: undefined, jaas: credentials })),
    );
    // A consumer does not know a producer's settings, which is why they have a file of their own.
    const ofProducers = ['acks', 'batch.size', 'buffer.memory', 'compression.type', 'enable.idempotence', 'linger.ms'];
    expect(answers.map(({ unknown }) => unknown)).toEqual([[], [], [], [], ofProducers]);
  },
  judgeMs,
);

describe('the judge', () => {
  const spoilt: readonly [what: string, kind: Kind, spoil: (text: string) => string, answer: object][] = [
    [
      'knows a misspelt name',
      'broker',
      (text) => text.replace('num.io.threads', 'num.io.thread'),
      { unknown: ['num.io.thread'] },
    ],
    ['knows a producer setting on a broker', 'broker', (text) => `${text}linger.ms=5\n`, { unknown: ['linger.ms'] }],
    [
      'knows a misspelt name behind a listener',
      'broker',
      (text) => text.replace('client.ssl.client.auth', 'client.ssl.clientauth'),
      { unknown: ['listener.name.client.ssl.clientauth'] },
    ],
    [
      'knows a listener that does not exist',
      'broker',
      (text) => `${text}listener.name.other.ssl.client.auth=none\n`,
      { unknown: ['listener.name.other.ssl.client.auth'] },
    ],
    [
      'knows a misspelt name of our own',
      'broker',
      (text) => text.replace('alphintra.topic.name.pattern', 'alphintra.topic.name.patern'),
      { unknown: ['alphintra.topic.name.patern'] },
    ],
    [
      'refuses a policy that is not on the class path',
      'broker',
      (text) => text.replace('policies.TopicCreationPolicy', 'policies.Absent'),
      { error: expect.stringContaining('com.alphintra.kafka.policies.Absent') },
    ],
    [
      'refuses a bad value',
      'broker',
      (text) => text.replace('num.io.threads=16', 'num.io.threads=many'),
      { error: expect.stringContaining('num.io.threads') },
    ],
    [
      'refuses both ways to name the brokers’ listener',
      'broker',
      (text) => `${text}inter.broker.listener.name=SASL_SSL\n`,
      { error: expect.stringContaining('Only one of inter.broker.listener.name and security.inter.broker.protocol') },
    ],
    [
      'leaves a secret outside the secrets directory unread',
      'broker',
      (text) => text.replaceAll(layout.secretsDir, layout.dataDir).replace(/(allowed\.paths=.*)/, '$1/secrets'),
      { jaas: { username: 'kafka-broker', password: expect.stringMatching(/^\$\{file:/) } },
    ],
    [
      'knows a misspelt name of ZooKeeper',
      'zookeeper',
      (text) => text.replace('sslQuorum', 'sslQuorm'),
      { unknown: ['zookeeper.sslQuorm'] },
    ],
    [
      'knows a name of ZooKeeper in the wrong case',
      'zookeeper',
      (text) => text.replace('\nssl.keyStore.location', '\nssl.keystore.location'),
      { unknown: ['zookeeper.ssl.keystore.location'] },
    ],
    [
      'refuses a plaintext client port',
      'zookeeper',
      (text) => `${text}clientPort=2182\n`,
      { error: expect.stringContaining('plaintext') },
    ],
  ];
  let answers: Answer[];

  beforeAll(async () => {
    writeFileSync(join(layout.dataDir, secretFiles.brokerSecrets), 'scram.password=not to be read\n');
    answers = await judge(
      spoilt.map(([, kind, spoil]) => [
        kind,
        spoil((kind === 'broker' ? brokerFiles : zooKeeperFiles)(production)[0]!),
      ]),
    );
  }, judgeMs);

  test.each(spoilt.map(([what, , , answer], index) => [what, index, answer] as const))('%s', (_, index, expected) => {
    expect(answers[index]).toMatchObject(expected);
  });
});

test(
  'the audit file has what was allowed, denied and changed, and nothing else',
  async () => {
    const [kafkaLog, zookeeperLog] = ['kafka', 'zookeeper'].map((name) => join(layout.logDir, name));
    await judge([
      ['logging', log4jProperties('kafka', { ...layout, logDir: kafkaLog! })],
      ['logging', log4jProperties('zookeeper', { ...layout, logDir: zookeeperLog! })],
    ]);
    expect(auditLines(kafkaLog!)).toEqual([
      'DEBUG allowed (kafka.authorizer.logger)',
      'INFO denied (kafka.authorizer.logger)',
    ]);
    expect(auditLines(zookeeperLog!)).toEqual(['INFO changed (org.apache.zookeeper.audit.Slf4jAuditLogger)']);
  },
  judgeMs,
);

test.each(['kafka', 'zookeeper'] as const)(
  'Java accepts every option of %s',
  async (service) => {
    // With dev's heap, since any machine can give that.
    const options = jvmOptions(platformOf('dev'), service, layout);
    await expect(execa('java', [...options, '-version'])).resolves.toMatchObject({ exitCode: 0 });
    await expect(execa('java', [...options, '-XX:+NoSuchOption', '-version'])).rejects.toMatchObject({ exitCode: 1 });
  },
  judgeMs,
);

function brokerFiles(platform: Platform): string[] {
  return platform.nodes.brokers.map((broker) => serverProperties(platform, broker, layout));
}

function zooKeeperFiles(platform: Platform): string[] {
  return platform.nodes.zookeeper.map((node) => zooCfg(platform, node, layout));
}

/** One run of Java for all files. */
async function judge(files: readonly (readonly [kind: Kind, text: string])[]): Promise<Answer[]> {
  const argumentsOfJudge = files.map(([kind, text], index) => {
    const file = join(layout.configDir, `${index}-${kind}`);
    writeFileSync(file, text);
    return `${kind}=${file}`;
  });
  const judgeSource = fileURLToPath(new URL('CheckFiles.java', import.meta.url));
  const { stdout } = await execa('java', ['-cp', classPath, judgeSource, ...argumentsOfJudge]);
  return JSON.parse(stdout.split('\n').at(-1)!) as Answer[];
}

function auditLines(logDir: string): string[] {
  const text = readFileSync(join(logDir, 'audit.log'), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => line.replace(/^\[[^\]]+\] /, ''));
}
