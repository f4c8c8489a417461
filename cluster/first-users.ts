import { isVerifierOf } from './scram-verifier.ts';

/**
 * SCRAM users that must exist before any broker runs, since brokers log in to each other as one of them. ZooKeeper's
 * own shell makes them in one JVM run, which can start beside the ensemble and waits for it. Only verifiers go to it,
 * and by standard input; what was written is read back.
 */

/** A user and what a server must know of its password (scram-verifier.ts). */
export interface FirstUser {
  readonly name: string;
  readonly verifier: string;
}

/** ZooKeeper's shell with its client configuration; the class path comes before it. */
export function zookeeperShell(clientConfiguration: string, zookeeperConnect: string, patienceMs: number): string[] {
  return [
    'org.apache.zookeeper.ZooKeeperMain',
    '-client-configuration',
    clientConfiguration,
    '-waitforconnection',
    '-timeout',
    String(patienceMs),
    '-server',
    zookeeperConnect,
  ];
}

/**
 * What to tell the shell. `create` fails where the znode is there already. Access is what brokers themselves give with
 * `zookeeper.set.acl`: users are for holders of the client certificate only.
 *
 * @param present what becomes of a user that is there already
 */
export function firstUserCommands(users: readonly FirstUser[], present: 'kept' | 'overwritten'): string {
  const commands = [
    'create /config "" world:anyone:r,auth::cdrwa',
    'create /config/users "" auth::cdrwa',
    ...users.flatMap(({ name, verifier }) => [
      `create /config/users/${name} ${verifier} auth::cdrwa`,
      ...(present === 'overwritten' ? [`set /config/users/${name} ${verifier}`] : []),
      `get /config/users/${name}`,
    ]),
    'quit',
  ];
  return commands.map((command) => `${command}\n`).join('');
}

/**
 * Which users ZooKeeper doesn't have with their passwords, by what the shell read back.
 *
 * @param passwords by user
 */
export function usersWithout(shellOutput: string, passwords: Readonly<Record<string, string>>): string[] {
  const lines = shellOutput.split('\n').map((line) => line.trim());
  return Object.entries(passwords)
    .filter(([, password]) => !lines.some((line) => isVerifierOf(line, password)))
    .map(([user]) => user);
}

/** The end of what the shell said, without what could be used to guess at passwords. */
export function withoutVerifiers(shellOutput: string): string {
  const lines = shellOutput.split('\n').filter((line) => line.trim() !== '' && !line.includes('stored_key='));
  return lines.slice(-5).join('\n');
}

/** The shell's log4j.properties. */
export const quietShellLogging = `# ZooKeeper's shell: only what goes wrong
log4j.rootLogger=ERROR, stderr
log4j.appender.stderr=org.apache.log4j.ConsoleAppender
log4j.appender.stderr.Target=System.err
log4j.appender.stderr.layout=org.apache.log4j.PatternLayout
log4j.appender.stderr.layout.ConversionPattern=%p %m (%c)%n
`;
