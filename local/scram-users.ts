import { createHash } from 'node:crypto';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import {
  firstUserCommands,
  quietShellLogging,
  scramVerifier,
  usersWithout,
  withoutVerifiers,
  zookeeperShell,
} from '../cluster/index.ts';
import type { Platform } from '../platform/index.ts';
import { zookeeperClientProperties } from '../render/index.ts';
import { operatorNode } from './certificates.ts';
import { readIfPresent, writePrivate, type Home } from './home.ts';
import type { Jars } from './jars.ts';
import { LocalError } from './local-error.ts';
import { classPathOf, operatorConfigFile, quickStartOptions } from './node-programs.ts';
import { markerOptions } from './process-table.ts';

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
 * Makes SCRAM users in ZooKeeper, before any broker runs (cluster/first-users.ts).
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
  await writePrivate(join(home.layout(operatorNode).configDir, 'log4j.properties'), quietShellLogging);
  const users = Object.entries(passwords).map(([name, password]) => ({ name, verifier: scramVerifier(password) }));
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
      ...zookeeperShell(operatorConfigFile(home), platform.zookeeperConnect, patienceMs),
    ],
    {
      // A start that was killed may have written others: the home's own are right.
      input: firstUserCommands(users, 'overwritten'),
      all: true,
      reject: false,
      timeout: patienceMs + 10_000,
      ...(signal === undefined ? {} : { cancelSignal: signal }),
    },
  );
  signal?.throwIfAborted();
  const absent = usersWithout(shell.stdout, passwords);
  if (absent.length > 0) {
    throw new LocalError(
      'NODE_FAILED',
      `SCRAM users ${absent.join(', ')}: ZooKeeper at ${platform.zookeeperConnect} doesn't have them ` +
        `after they were written; it said:\n${withoutVerifiers(shell.all)}\nLook into ${home.logFile(platform.nodes.zookeeper[0]?.name ?? '')}`,
    );
  }
  await writePrivate(home.files.users, fingerprintOf(passwords));
}

function fingerprintOf(passwords: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(passwords).sort(([left], [right]) => (left < right ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex');
}
