import { rm, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { observeCluster, readClientProperties, withAdmin } from '../../../cluster/index.ts';
import { exitCodes } from '../../../cli/exit-codes.ts';
import { localStatus, openHome, startSteps, stopCluster, type Home } from '../../../local/index.ts';
import { checkEndpoints } from '../../../local/ports.ts';
import { topics } from '../../../topics/index.ts';
import { ownNetwork, platformOn } from '../../integration/local/own-platform.ts';
import { processesOf, startCommand, type StartCommand } from '../../integration/local/start-command.ts';

/** Beside the suite's, so that they share the jars. */
const homeDir = '.platform/interrupted';
/** One whose jars have to be fetched first. */
const homeWithoutJars = '.platform/interrupted-fetching/home';
const platform = platformOn(ownNetwork);
/** From Ctrl-C until the command has ended: brokers in the midst of creating 1,000 partitions stop last. */
const boundSeconds = 45;
const sentence = `kafka-platform: interrupted (exit ${exitCodes.interrupted}): everything that was started is stopped`;

let home: Home;
beforeAll(async () => {
  await removeHomes(); // left when an earlier run of this file was killed
  home = await openHome(homeDir);
});
afterAll(removeHomes);

async function removeHomes(): Promise<void> {
  await stopCluster(await openHome(homeDir));
  await rm(homeDir, { recursive: true });
  await rm(dirname(homeWithoutJars), { recursive: true, force: true });
}

const start = (dir = homeDir) => startCommand(dir, ownNetwork);

/** Presses Ctrl-C and waits for the end, which must come in time. */
async function interrupt(command: StartCommand) {
  const pressed = performance.now();
  process.kill(-command.group, 'SIGINT');
  const giveUp = setTimeout(() => process.kill(-command.group, 'SIGKILL'), boundSeconds * 1_000);
  const { exitCode, stderr, stdout } = await command.end;
  clearTimeout(giveUp);
  const seconds = (performance.now() - pressed) / 1_000;
  expect(seconds).toBeLessThan(boundSeconds);
  return { exitCode, stderr, stdout, seconds };
}

/** Nothing of the command and its platform is there any more. */
async function expectNothingLeft(group: number, at: Home): Promise<void> {
  expect(await processesOf(group)).toEqual([]);
  expect(await localStatus(at)).toEqual({ state: 'stopped', nodes: [] });
  expect(await readdir(at.dir)).not.toContain('lock.json');
  await checkEndpoints(endpoints); // throws for a port that is held
}

function tell(line: string): void {
  process.stderr.write(`    ${line}\n`);
}

const endpoints = [...platform.nodes.zookeeper, ...platform.nodes.brokers, ...platform.nodes.schemaRegistry].flatMap(
  (node) => {
    const ports = 'ports' in node ? Object.values(node.ports) : [node.port];
    return ports.map((port) => ({ node: node.name, address: node.address, port }));
  },
);

/** In the order in which they begin, each some way in, and before it can be over. */
test.each([
  { title: 'Synthesize production for Google Cloud', afterMs: 200 },
  { title: startSteps.machine, afterMs: 30 },
  { title: startSteps.jars, afterMs: 1_500, dir: homeWithoutJars },
  { title: startSteps.certificates, afterMs: 300 },
  { title: startSteps.zookeeper, afterMs: 300 },
  { title: startSteps.users, afterMs: 600 },
  { title: startSteps.brokers, afterMs: 1_500 },
  { title: startSteps.registry, afterMs: 800 },
  { title: 'Topics and their replicas', afterMs: 2_000 },
  { title: 'Users, access rules and quotas', afterMs: 50 },
  { title: 'Event schemas', afterMs: 200 },
  { title: 'Cloud Function metadata-backup', afterMs: 400 },
])(
  'Ctrl-C in the middle of "$title" stops everything',
  async ({ title, afterMs, dir = homeDir }) => {
    const command = start(dir);
    await command.shown(`… ${title}`);
    await sleep(afterMs);
    const { exitCode, stderr, stdout, seconds } = await interrupt(command);
    tell(`"${title}": ended ${seconds.toFixed(1)} s after Ctrl-C`);
    expect(stderr).toContain(`✖ ${title}`); // it was under way
    expect(stderr.trimEnd().split('\n').at(-1)).toBe(sentence);
    expect(stderr).not.toMatch(/^\s+at .*:\d+/m);
    expect({ exitCode, stdout }).toEqual({ exitCode: exitCodes.interrupted, stdout: '' });
    await expectNothingLeft(command.group, await openHome(dir));
  },
  120_000,
);

test('Ctrl-C while a start ends what a killed one left stops everything', async () => {
  const killed = start();
  await killed.shown(`… ${startSteps.brokers}`);
  await sleep(700);
  process.kill(-killed.group, 'SIGKILL');
  await killed.end;
  expect((await localStatus(home)).state).toBe('orphaned');

  const command = start();
  await command.shown(`${startSteps.orphans}: ending `);
  const { exitCode, stderr } = await interrupt(command);
  expect(stderr).toContain(`✖ ${startSteps.orphans}`);
  expect(stderr.trimEnd().split('\n').at(-1)).toBe(sentence);
  expect(exitCode).toBe(exitCodes.interrupted);
  await expectNothingLeft(command.group, home);
}, 90_000);

test('what was interrupted while it fetched jars leaves nothing half done', async () => {
  const jars = join(dirname(homeWithoutJars), 'jars');
  const [key = ''] = await readdir(jars);
  expect((await readdir(join(jars, key))).sort()).toEqual(['lib', 'verified.json']);
});

test('after all that a start completes, and Ctrl-C during the flow is its good end', async () => {
  const command = start();
  await command.shown('Three things to try');
  const operator = await readClientProperties(home.files.adminProperties);
  const observed = await withAdmin(operator, {}, observeCluster);
  const ours = new Set<string>(topics.map(({ name }) => name));
  const partitions = observed.topics.filter(({ name }) => ours.has(name)).flatMap((topic) => topic.partitions);
  expect(partitions).toHaveLength(1_000);
  expect(partitions.flatMap(({ inSync }) => inSync)).toHaveLength(3_000);

  await command.shown(' received,'); // the flow's first table
  const { exitCode, stderr, seconds } = await interrupt(command);
  tell(`the flow: ended ${seconds.toFixed(1)} s after Ctrl-C`);
  expect(stderr).toMatch(/stopping; the data stay\n.*✔ Stop everything \([\d.]+ s\)\n?$/s);
  expect(exitCode).toBe(exitCodes.done);
  await expectNothingLeft(command.group, home);
}, 180_000);
