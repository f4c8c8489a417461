import { on } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { bareMachine } from './bare-machine.ts';
import type { MountNamespace } from './mount-namespace.ts';

type Command = ReturnType<MountNamespace['run']>;

const installLine = 'apt-get install -q -y --no-install-recommends default-jdk-headless maven';
const tools = 'for tool in java javac mvn; do command -v $tool; done';
const nextStep = 'Have Kafka, ZooKeeper and the registry ready';

let scratch: string;
let machine: MountNamespace;
let before: string;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'bare-'));
  before = await packagesHere();
  machine = await bareMachine();
}, 300_000);
afterAll(async () => {
  await machine.end();
  await rm(scratch, { recursive: true });
});

/** Every package of the machine that runs these tests, and where its `java` is. */
async function packagesHere(): Promise<string> {
  const { stdout } = await execa('sh', ['-c', 'dpkg-query -W; command -v java && java -version 2>&1']);
  return stdout;
}

/** A home without jars, so that Maven is needed too, and addresses that no other test uses. */
function npmStart(...words: readonly string[]): Command {
  const home = join(scratch, 'jarless', 'home');
  return machine.run('npm', 'start', '--', '--home', home, '--network', '127.24.0.0/24', ...words);
}

/** Presses Ctrl-C, which reaches all of the terminal's group. */
function interrupt(command: Command): void {
  process.kill(-command.pid!, 'SIGINT');
}

async function hasSaid(command: Command, words: string): Promise<void> {
  let said = '';
  for await (const [part] of on(command.all, 'data', { close: ['end'] })) {
    said += String(part);
    if (said.includes(words)) return;
  }
  throw new Error(`found no "${words}" in what the command said:\n${said}`);
}

/** Resolves once dpkg has written what a package holds, which it does when it begins to unpack it. */
async function dpkgUnpacks(): Promise<void> {
  while ((await inMachine('find /var/lib/dpkg/info -name "*.list" -newer /var/before')) === '') await sleep(20);
}

async function inMachine(line: string): Promise<string> {
  return (await machine.run('sh', '-c', line)).all;
}

test('--no-install names what is missing, prints the line to type and exits 69', async () => {
  const { exitCode, all } = await npmStart('--no-install');
  expect(all).toContain(
    [
      'kafka-platform: java: not found on the PATH, expected a JDK, 17 or newer',
      'mvn: not found on the PATH, expected Maven, 3.6.3 or newer',
      'Install with:',
      `  apt-get update -q && ${installLine}`,
    ].join('\n'),
  );
  expect(exitCode).toBe(69);
  expect(await inMachine(tools)).toBe('');
}, 60_000);

test('an apt that has nothing to install from is quoted, with what to do', async () => {
  await inMachine('mv /etc/apt /etc/apt.away && mkdir /etc/apt');
  const { exitCode, all } = await npmStart();
  await inMachine('rmdir /etc/apt && mv /etc/apt.away /etc/apt');
  expect(all).toMatch(/apt-get install .*: failed with exit code 100; it said:\n {2}E: .*default-jdk-headless/);
  expect(all).toContain('Mend that, or install a JDK and Maven by hand, and start again');
  expect(exitCode).toBe(69);
}, 60_000);

test('Ctrl-C while apt unpacks waits for its end and leaves the packages whole', async () => {
  await inMachine('touch /var/before');
  const command = npmStart();
  await hasSaid(command, `${installLine} (Ctrl-C waits for its end)`);
  await dpkgUnpacks();
  interrupt(command);
  const { all } = await command;
  expect(all).toContain('interrupted (exit 130)');
  expect(all).not.toContain(nextStep);
  expect(await inMachine(`dpkg --audit; ${tools}`)).toBe('/usr/bin/java\n/usr/bin/javac\n/usr/bin/mvn');
}, 300_000);

describe('on another machine without JDK and Maven', () => {
  beforeAll(async () => {
    await machine.end();
    machine = await bareMachine();
  }, 300_000);

  test('npm start says what is missing, installs it with apt, and goes on', async () => {
    const command = npmStart();
    await hasSaid(command, nextStep);
    interrupt(command);
    const { all } = await command;
    const lines = all.split('\n').map((line) => line.trim());
    const told = lines.filter((line) => line.startsWith('Check this machine: '));
    expect(told.map((line) => line.replace('Check this machine: ', ''))).toEqual([
      'java: not found on the PATH, expected a JDK, 17 or newer',
      'mvn: not found on the PATH, expected Maven, 3.6.3 or newer',
      'installing: apt-get update -q',
      `installing: ${installLine} --download-only`,
      `installing: ${installLine} (Ctrl-C waits for its end)`,
    ]);
    expect(all).toMatch(/✔ Check this machine \([\d.]+ s\): Java (1[7-9]|2\d)\./);
    expect(all).toContain(nextStep);
    expect(await inMachine('java -version && javac -version && mvn --version')).toContain('Apache Maven 3.');
  }, 300_000);

  test('a JDK that is too old and comes first on the PATH is named by its place', async () => {
    const old = '/usr/local/bin/java';
    await inMachine(`printf '#!/bin/sh\\necho openjdk version \\\\"11.0.22\\\\" >&2\\n' > ${old} && chmod +x ${old}`);
    const { exitCode, all } = await npmStart();
    expect(all).toContain(`kafka-platform: java: found 11.0.22 (${old}), expected a JDK, 17 or newer\nIt is still so`);
    expect(exitCode).toBe(69);
  }, 120_000);
});

test('the machine that runs the tests has seen none of it', async () => {
  expect(await packagesHere()).toBe(before);
});
