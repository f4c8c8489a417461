import { execa } from 'execa';
import { endProcesses, stillRunning } from '../../../local/end-processes.ts';
import { findProcess } from '../../../local/process-table.ts';
import { stopOrder } from '../../../local/stop.ts';

test('ends brokers before what they lean on', () => {
  const nodes = ['zk-01', 'kafka-02', 'schema-registry-01', 'kafka-01', 'operator'].map((node) => ({ node }));
  const [brokers, others] = stopOrder(nodes);
  expect(brokers.map(({ node }) => node)).toEqual(['kafka-02', 'kafka-01']);
  expect(others.map(({ node }) => node)).toEqual(['zk-01', 'schema-registry-01', 'operator']);
});

async function startShell(script: string) {
  const child = execa('sh', ['-c', script], { reject: false, stdout: 'pipe' });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  const info = await findProcess(child.pid!);
  return { child, info: info! };
}

test('asks a process first and lets it end in its own way', async () => {
  const { child, info } = await startShell('trap "exit 7" TERM; echo up; while :; do sleep 0.05; done');
  expect(await endProcesses([info], 5_000)).toEqual([]);
  expect((await child).exitCode).toBe(7);
});

test('kills a process that does not listen', async () => {
  const { child, info } = await startShell('trap "" TERM; echo up; while :; do sleep 0.05; done');
  expect(await endProcesses([info], 300)).toEqual([info]);
  expect((await child).signal).toBe('SIGKILL');
});

test('leaves a process alone that got the pid of another', async () => {
  const { child, info } = await startShell('echo up; exec sleep 30');
  expect(await stillRunning([{ ...info, startTime: 'before' }])).toEqual([]);
  child.kill();
  await child;
});
