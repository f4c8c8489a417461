import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import pRetry from 'p-retry';
import {
  firstUserCommands,
  quietShellLogging,
  scramVerifier,
  usersWithout,
  withoutVerifiers,
  zookeeperShell,
} from '../../cluster/index.ts';
import { vmLayout, zookeeperClientProperties } from '../../render/index.ts';
import { AgentError } from '../agent-error.ts';
import { withLease } from '../lease.ts';
import type { StateObjects } from '../state-objects.ts';
import { secretsOf, type IdentityDependencies, type IdentityNode } from './ensure-identity.ts';
import { writePrivate } from './private-files.ts';

export interface FirstUsersDependencies extends IdentityDependencies {
  readonly objects: StateObjects;
  /** Kafka's jars, ZooKeeper's among them. @default those of the machine */
  readonly classPath?: string;
  /** How long to wait for ZooKeeper. @default 120 000 */
  readonly zookeeperPatienceMs?: number;
  /** How often to look whether another broker has finished with it. @default 30 */
  readonly leaseAttempts?: number;
  /** @default 5 000 */
  readonly leasePauseMs?: number;
}

const brokerLayout = vmLayout('kafka');
/** Of the shell's own end, beyond its waiting for ZooKeeper. */
const shellGraceMs = 30_000;

/**
 * Makes the users that brokers and operators log in as, in ZooKeeper, before the first broker starts. One broker at a
 * time does it; the others find them made. A user that is there is never changed: its password may be newer.
 *
 * @throws AgentError when ZooKeeper doesn't answer, or a user has another password than Secret Manager says
 */
export async function ensureFirstUsers(node: IdentityNode, dependencies: FirstUsersDependencies): Promise<void> {
  const { identity } = node;
  if (identity?.broker === undefined) return;
  const { objects, log, zookeeperPatienceMs = 120_000, leaseAttempts = 30, leasePauseMs = 5_000 } = dependencies;
  const { scramSecrets, zookeeperConnect, cluster } = identity.broker;
  const readSecret = secretsOf(identity.projectId, dependencies);
  const passwords = Object.fromEntries(
    await Promise.all(Object.entries(scramSecrets).map(async ([user, id]) => [user, await readSecret(id)] as const)),
  );
  const lease = { name: `leases/first-users-${cluster}.json`, durationMs: zookeeperPatienceMs + 2 * shellGraceMs };
  await pRetry(
    async () => {
      const outcome = await withLease(objects, lease, (signal) =>
        makeUsers(identity.secretsDir, zookeeperConnect, passwords, dependencies, signal),
      );
      if (outcome.kind === 'done') return;
      throw new AgentError(
        {
          place: `${objects.place}/${lease.name}`,
          found: `the lease of another until ${outcome.by.expiresAt}`,
          expected: 'that broker to have made the first users',
          next: 'look at its agent; this one asks again',
        },
        { retryable: true },
      );
    },
    {
      retries: leaseAttempts,
      factor: 1,
      minTimeout: leasePauseMs,
      shouldRetry: ({ error }) => error instanceof AgentError && error.retryable,
    },
  );
  log(`SCRAM users ${Object.keys(passwords).join(', ')} are in ZooKeeper`);
}

async function makeUsers(
  secretsDir: string,
  zookeeperConnect: string,
  passwords: Readonly<Record<string, string>>,
  dependencies: FirstUsersDependencies,
  signal: AbortSignal,
): Promise<void> {
  const users = Object.entries(passwords).map(([name, password]) => ({ name, verifier: scramVerifier(password) }));
  const shell = await runShell(
    { secretsDir, zookeeperConnect, commands: firstUserCommands(users, 'kept') },
    dependencies,
    signal,
  );
  const absent = usersWithout(shell.stdout, passwords);
  if (absent.length === 0) return;
  throw new AgentError({
    place: `SCRAM users ${absent.join(', ')} in ZooKeeper at ${zookeeperConnect}`,
    found: `none with the password of Secret Manager; its shell said: ${withoutVerifiers(shell.all)}`,
    expected: 'them made before the first broker starts',
    next: 'look at ZooKeeper; where users have other passwords, add those as new versions of the secrets',
  });
}

interface ShellCommands {
  readonly secretsDir: string;
  readonly zookeeperConnect: string;
  readonly commands: string;
}

/** Runs ZooKeeper's own shell. Its files name secrets and hold none, and go when it ends. */
async function runShell(
  { secretsDir, zookeeperConnect, commands }: ShellCommands,
  dependencies: FirstUsersDependencies,
  signal: AbortSignal,
): Promise<{ readonly stdout: string; readonly all: string }> {
  const { java = '/opt/jre/bin/java', classPath = `${brokerLayout.installDir}/libs/*` } = dependencies;
  const { zookeeperPatienceMs = 120_000 } = dependencies;
  const filesDir = await mkdtemp(join(tmpdir(), 'first-users-'));
  try {
    const configuration = join(filesDir, 'client.properties');
    const logging = join(filesDir, 'log4j.properties');
    await writePrivate(configuration, zookeeperClientProperties({ ...brokerLayout, secretsDir }), undefined);
    await writePrivate(logging, quietShellLogging, undefined);
    return await execa(
      java,
      [
        '-Xmx64m',
        '-XX:+UseSerialGC',
        `-Dlog4j.configuration=file:${logging}`,
        '-cp',
        classPath,
        ...zookeeperShell(configuration, zookeeperConnect, zookeeperPatienceMs),
      ],
      {
        input: commands,
        all: true,
        reject: false,
        timeout: zookeeperPatienceMs + shellGraceMs,
        cancelSignal: signal,
      },
    );
  } finally {
    await rm(filesDir, { recursive: true });
  }
}
