import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const checkout = fileURLToPath(new URL('../../../', import.meta.url));
const bin = join(checkout, 'node_modules', '.bin');
const directory = mkdtempSync(join(tmpdir(), 'two ways-'));
afterAll(() => rmSync(directory, { recursive: true }));

const run = (command: string, args: readonly string[]) =>
  execa(join(bin, command), args, {
    cwd: checkout,
    env: { PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}`, CHECKPOINT_DISABLE: '1' },
  });

/** Bytes of every file under a directory, by path. */
function filesUnder(root: string): Map<string, string> {
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) =>
    statSync(join(root, path)).isFile(),
  );
  return new Map(paths.sort().map((path) => [path, readFileSync(join(root, path), 'latin1')]));
}

test('cdktf synth and kafka-platform synth write the same bytes, and one environment is a part of them', async () => {
  const [whole, ours, part] = ['whole', 'ours', 'part'].map((name) => join(directory, name)) as [
    string,
    string,
    string,
  ];
  await run('cdktf', ['synth', '--output', whole]);
  await run('kafka-platform', ['synth', '--out', ours]);
  const { stdout } = await run('kafka-platform', ['synth', '--env', 'production', '--out', part, '--json']);

  const wholeFiles = filesUnder(join(whole, 'stacks'));
  expect([...filesUnder(join(ours, 'stacks'))]).toEqual([...wholeFiles]);
  expect([...filesUnder(join(part, 'stacks'))]).toEqual(
    [...wholeFiles].filter(([path]) => path.startsWith('production-')),
  );

  const { stacks } = JSON.parse(stdout) as { stacks: { name: string; resources: number }[] };
  expect(stacks.map(({ name }) => name)).toEqual([
    'production-project',
    'production-terraform-cloud',
    'production-foundation',
    'production-kafka',
    'production-kafka-secondary',
    'production-mirror',
    'production-gke',
    'production-workloads',
    'production-automation',
  ]);
  const kafka = JSON.parse(wholeFiles.get('production-kafka/cdk.tf.json') ?? '') as {
    resource: Record<string, object>;
  };
  expect(stacks.find(({ name }) => name === 'production-kafka')?.resources).toBe(
    Object.values(kafka.resource).reduce((total, named) => total + Object.keys(named).length, 0),
  );
}, 60_000);

test('an environment that there is not is a wrong usage that names those that there are', async () => {
  const { exitCode, stderr } = await execa({ reject: false, cwd: checkout })(join(bin, 'kafka-platform'), [
    'synth',
    '--env',
    'prod',
    '--out',
    join(directory, 'none'),
  ]);
  expect(exitCode).toBe(64);
  expect(stderr).toContain('--env: found "prod", expected one of dev, staging, production');
  expect(readdirSync(directory)).not.toContain('none');
}, 60_000);
