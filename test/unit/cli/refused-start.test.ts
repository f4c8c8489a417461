import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { kafkaPlatform, stackTrace } from './run-cli.ts';

let scratch: string;
beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'refused-'));
});
afterEach(() => rm(scratch, { recursive: true }));

test('a taken port: start names the node, the process that holds it and what to do, and leaves nothing running', async () => {
  const program = "require('net').createServer().listen(9092, '127.25.0.52', () => console.log('listens'))";
  const holder = execa('node', ['-e', program], { reject: false });
  await once(holder.stdout, 'data');
  const home = join(scratch, 'home');
  const { exitCode, stdout, stderr } = await kafkaPlatform('start', '--home', home, '--network', '127.25.0.0/24');
  holder.kill();
  await holder;
  const lines = stderr.split('\n');
  expect(lines.slice(lines.findIndex((line) => line.startsWith('kafka-platform: ')))).toEqual([
    expect.stringContaining(
      `kafka-platform: kafka-02: 127.25.0.52:9092 is taken by process ${holder.pid} (node -e require('net')`,
    ),
    'End what holds it, or choose other addresses with --network, such as 127.30.0.0/24',
  ]);
  expect(stderr).not.toMatch(stackTrace);
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  expect(await readdir(home)).not.toContain('lock.json');
});
