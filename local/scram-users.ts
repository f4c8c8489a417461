import { createHash } from 'node:crypto';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Platform } from '../platform/index.ts';
import { zookeeperClientProperties } from '../render/index.ts';
import { operatorNode } from './certificates.ts';
import { readIfPresent, writePrivate, type Home } from './home.ts';
import type { Jars } from './jars.ts';
import { LocalError } from './local-error.ts';
import { classPathOf, operatorConfigFile, quickStartOptions } from './node-programs.ts';
import { markerOptions } from './process-table.ts';
import { scramVerifier } from './scram-verifier.ts';

/** ZooKeeper's shell gives up after this when no node answers. */
const patienceMs = 60_000;

/** Whether ZooKeeper has these users with these passwords already, by what was written when they were made. */
export async function areUsersMade(
  platform: Platform,
  home: Home,
  passwords: Readonly<Record<string, string>>,
): Promise<boolean> {
  if ((await readIfPresent(home.files.users)) !== fingerprintOf(passwords)) return false;
  const stores = platform.nodes.zookeeper.map(({ name }) => join(home.layout(name).dataDir, 'version-2'));
  const found = await Promise.all(
    stores.map((dir) =>
      access(dir).then(
        () => true,
        () => false,
      ),
    ),
  );
  return !found.includes(false);
}

/**
 * Makes SCRAM users in ZooKeeper, before any broker runs: brokers log in to each other as one of them.
 *
 * ZooKeeper's own shell does it in one JVM run, which can start beside the ensemble and waits for it. Only verifiers
 * go to it, and by standard input. What was written is read back and compared.
 *
 * @throws LocalError `NODE_FAILED` when ZooKeeper doesn't answer or has something else
 */
export async function makeUsers(
  platform: Platform,
  home: Home,
  jars: Jars,
  passwords: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<void> {
  await writePrivate(operatorConfigFile(home), zookeeperClientProperties(home.layout(operatorNode)));
  await writePrivate(join(home.layout(operatorNode).configDir, 'log4j.properties'), quietLogging);
  const verifiers = Object.entries(passwords).map(([user, password]) => ({ user, verifier: scramVerifier(password) }));
  const shell = await execa(
    'java',
    [
      ...quickStartOptions,
      '-Xmx64m',
      '-XX:+UseSerialGC',
      ...markerOptions(home.dir, operatorNode),
      `-Dlog4j.configuration=file:${home.layout(operatorNode).configDir}/log4j.properties`,
      '-cp',
      classPathOf(jars),
      'org.apache.zookeeper.ZooKeeperMain',
      '-client-configuration',
      operatorConfigFile(home),
      '-waitforconnection',
      '-timeout',
      String(patienceMs),
      '-server',
      platform.zookeeperConnect,
    ],
    {
      input: shellCommands(verifiers),
      all: true,
      reject: false,
      timeout: patienceMs + 10_000,
      ...(signal === undefined ? {} : { cancelSignal: signal }),
    },
  );
  signal?.throwIfAborted();
  const absent = verifiers.filter(({ verifier }) => !shell.stdout.split('\n').includes(verifier));
  if (absent.length > 0) {
    throw new LocalError(
      'NODE_FAILED',
      `SCRAM users ${absent.map(({ user }) => user).join(', ')}: ZooKeeper at ${platform.zookeeperConnect} doesn't have them ` +
        `after they were written; it said:\n${withoutVerifiers(shell.all)}\nLook into ${home.logFile(platform.nodes.zookeeper[0]?.name ?? '')}`,
    );
  }
  await writePrivate(home.files.users, fingerprintOf(passwords));
}

/**
 * `create` fails where a start that was killed made the znode before; `set` then makes it right. Access is what
 * brokers themselves give with `zookeeper.set.acl`: users are for holders of the client certificate only.
 */
function shellCommands(verifiers: readonly { readonly user: string; readonly verifier: string }[]): string {
  const commands = [
    'create /config "" world:anyone:r,auth::cdrwa',
    'create /config/users "" auth::cdrwa',
    ...verifiers.flatMap(({ user, verifier }) => [
      `create /config/users/${user} ${verifier} auth::cdrwa`,
      `set /config/users/${user} ${verifier}`,
      `get /config/users/${user}`,
    ]),
    'quit',
  ];
  return commands.map((command) => `${command}\n`).join('');
}

const quietLogging = `# ZooKeeper's shell: only what goes wrong
log4j.rootLogger=ERROR, stderr
log4j.appender.stderr=org.apache.log4j.ConsoleAppender
log4j.appender.stderr.Target=System.err
log4j.appender.stderr.layout=org.apache.log4j.PatternLayout
log4j.appender.stderr.layout.ConversionPattern=%p %m (%c)%n
`;

/** The end of what the shell said, without what could be used to guess at passwords. */
function withoutVerifiers(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.includes('stored_key='));
  return lines.slice(-5).join('\n');
}

function fingerprintOf(passwords: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(passwords).sort(([left], [right]) => (left < right ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex');
}
