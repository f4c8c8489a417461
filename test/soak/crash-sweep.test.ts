import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { localStatus, openHome, stopCluster, type Home } from '../../local/index.ts';
import { platformOn } from '../integration/local/own-platform.ts';
import { processesOf, startCommand, type StartCommand } from '../integration/local/start-command.ts';
import { Probe } from './acknowledged.ts';
import { soakHome, soakNetwork, sweepMinutes, sweepRandom, tell } from './sweep.ts';

/** A start from nothing takes 25 s on two cores, a flow goes on after it: kills fall into both. */
const latestKillSeconds = 32;
const longestFlowSeconds = 8;
const recoverySeconds = 120;
const { nodes } = platformOn(soakNetwork);
const nodeNames = [...nodes.zookeeper, ...nodes.brokers, ...nodes.schemaRegistry].map(({ name }) => name).sort();

let home: Home;
beforeAll(async () => {
  await stopCluster(await openHome(soakHome)); // of a sweep that was killed itself
  await rm(soakHome, { recursive: true });
  home = await openHome(soakHome);
});
afterAll(async () => {
  await stopCluster(home);
});

test('killed at any moment of a start or a flow, the next start recovers and nothing acknowledged is lost', async () => {
  const random = sweepRandom();
  const probe = new Probe(home);
  const end = performance.now() + sweepMinutes * 60_000;
  const killedGroups: number[] = [];
  const figures = { inStart: 0, inFlow: 0, withAllNodes: 0, recoveries: 0, slowestRecovery: 0 };

  /** `kill -9` of the command, and now and then of all its nodes with it, as when memory runs out. */
  const kill = async (command: StartCommand): Promise<void> => {
    const alsoNodes = random.chance(0.4);
    const { nodes: running } = await localStatus(home);
    process.kill(command.group, 'SIGKILL'); // the process alone: what it has started must look after itself
    if (alsoNodes) for (const { pid } of running) process.kill(pid, 'SIGKILL');
    killedGroups.push(command.group);
    figures[command.output().includes('Three things to try') ? 'inFlow' : 'inStart'] += 1;
    if (alsoNodes) figures.withAllNodes += 1;
    await command.end;
  };

  while (performance.now() < end) {
    const moment = random.between(0.1, latestKillSeconds, 1);
    const again = random.chance(0.3);
    const interrupted = startCommand(soakHome, soakNetwork);
    await goesOnFor(moment, interrupted);
    await kill(interrupted);
    tell(`killed ${moment} s after the start began, ${lastStep(interrupted.output())}`);
    if (again) continue; // a start that finds what two killed ones left

    const before = new Set((await localStatus(home)).nodes.map(({ pid }) => pid));
    const begun = performance.now();
    const command = startCommand(soakHome, soakNetwork);
    await Promise.race([
      command.shown('Three things to try'),
      sleep(recoverySeconds * 1_000, undefined, { ref: false }).then(() => {
        throw new Error(`not ready after ${recoverySeconds} s; it said:\n${command.output()}`);
      }),
    ]);
    const seconds = (performance.now() - begun) / 1_000;
    figures.recoveries += 1;
    figures.slowestRecovery = Math.max(figures.slowestRecovery, seconds);

    const { nodes: running } = await localStatus(home);
    expect(running.map(({ node }) => node)).toEqual(nodeNames);
    expect(running.filter(({ pid }) => before.has(pid))).toEqual([]);
    expect((await Promise.all(killedGroups.map(processesOf))).flat()).toEqual([]);
    await probe.prepare();
    expect(await probe.lost()).toEqual([]);

    const stopSending = new AbortController();
    const sending = probe.send(stopSending.signal);
    const flowSeconds = random.between(1, longestFlowSeconds, 1);
    await goesOnFor(flowSeconds, command);
    await kill(command);
    await sleep(500); // brokers that live on acknowledge still
    stopSending.abort();
    await sending;
    tell(
      `ready after ${seconds.toFixed(1)} s, killed ${flowSeconds} s into the flow, ${probe.acknowledged.size} acknowledged so far`,
    );
  }

  const last = startCommand(soakHome, soakNetwork);
  await last.shown('Three things to try');
  expect(await probe.lost()).toEqual([]);
  process.kill(-last.group, 'SIGINT');
  expect(await last.end).toMatchObject({ exitCode: 0 });
  expect(await localStatus(home)).toEqual({ state: 'stopped', nodes: [] });
  expect((await Promise.all([...killedGroups, last.group].map(processesOf))).flat()).toEqual([]);

  tell(
    `${figures.inStart} kills in a start, ${figures.inFlow} in a flow, ${figures.withAllNodes} of them with all nodes; ` +
      `${figures.recoveries + 1} recoveries, the slowest ${figures.slowestRecovery.toFixed(1)} s; ` +
      `${probe.acknowledged.size} records acknowledged, 0 lost`,
  );
  expect(probe.acknowledged.size).toBeGreaterThan(0);
}, 600_000);

/** Waits, and fails when the command ends by itself meanwhile. */
async function goesOnFor(seconds: number, command: StartCommand): Promise<void> {
  const ended = await Promise.race([command.end, sleep(seconds * 1_000)]);
  if (ended !== undefined) throw new Error(`ended by itself with ${ended.exitCode}; it said:\n${command.output()}`);
}

/** The last step that had begun. */
function lastStep(output: string): string {
  return /… (.*)/.exec(output.split('\n').findLast((line) => line.startsWith('  … ')) ?? '')?.[1] ?? 'before any step';
}
