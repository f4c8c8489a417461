import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { environmentNames, platformOf } from '../../../platform/index.ts';
import {
  alertmanagerYaml,
  connectDistributed,
  prometheusYaml,
  serviceFiles,
  serviceLayout,
  serviceSecretKeys,
} from '../../../render/index.ts';
import { mirrorJars } from '../mirror/mirror-jars.ts';

/** Debian's packages are unpacked and not installed: installed, they would start servers. */
const packages = ['prometheus', 'prometheus-alertmanager'];

let scratch: string;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'workloads-'));
  await execa('apt-get', ['download', ...packages], { cwd: scratch });
  for (const file of await readdir(scratch)) await execa('dpkg-deb', ['-x', file, '.'], { cwd: scratch });
}, 120_000);
afterAll(() => rm(scratch, { recursive: true }));

const program = (name: string) => join(scratch, 'usr', 'bin', name);

async function written(name: string, text: string): Promise<string> {
  const file = join(scratch, name);
  await writeFile(file, text);
  return file;
}

describe.each(environmentNames.map(platformOf))('$environment', (platform) => {
  test('Prometheus takes its configuration', async () => {
    const file = await written('prometheus.yml', prometheusYaml(platform, serviceLayout));
    await expect(execa(program('promtool'), ['check', 'config', file])).resolves.toMatchObject({ exitCode: 0 });
    const spoilt = await written('spoilt.yml', prometheusYaml(platform, serviceLayout).replace('job_name', 'job_nam'));
    await expect(execa(program('promtool'), ['check', 'config', spoilt])).rejects.toThrow('job_nam');
  }, 30_000);

  test('Alertmanager takes its configuration', async () => {
    const file = await written('alertmanager.yml', alertmanagerYaml(platform, serviceLayout));
    await expect(execa(program('amtool'), ['check-config', file])).resolves.toMatchObject({ exitCode: 0 });
    const spoilt = await written(
      'spoilt.yml',
      alertmanagerYaml(platform, serviceLayout).replace('receiver: platform', 'receiver: nobody'),
    );
    await expect(execa(program('amtool'), ['check-config', spoilt])).rejects.toThrow('nobody');
  }, 30_000);
});

describe('Kafka Connect’s own classes', () => {
  let classPath: string;

  beforeAll(async () => {
    classPath = await mirrorJars(join(scratch, 'jars'));
  }, 180_000);

  async function verdict(spoil: (text: string) => string): Promise<string[]> {
    const layout = { configDir: scratch, secretsDir: scratch };
    await written(serviceFiles.secrets, serviceSecretKeys.map((key) => `${key}=the ${key}\n`).join(''));
    await written(serviceFiles.authority, 'not read here');
    const platform = platformOf('production');
    const file = await written(
      'connect.properties',
      spoil(connectDistributed(platform, platform.nodes.connect[0]!, layout)),
    );
    const judge = fileURLToPath(new URL('CheckWorker.java', import.meta.url));
    const { stdout } = await execa('java', ['-cp', classPath, judge, file]);
    return stdout.split('\n').filter((line) => /^(refused|unknown|login|listeners) /.test(line));
  }

  test('know every property of a worker and look its passwords up', async () => {
    expect(await verdict((text) => text)).toEqual([
      'login org.apache.kafka.common.security.scram.ScramLoginModule required username="the kafka.username" password="the kafka.password";',
      'listeners [https://0.0.0.0:8083, http://127.0.0.1:8084]',
    ]);
  }, 120_000);

  test('would tell a misspelt property and a value that is none', async () => {
    expect(await verdict((text) => text.replace('rest.advertised.port', 'rest.advertized.port'))).toContain(
      'unknown rest.advertized.port',
    );
    expect(await verdict((text) => text.replace(/rest\.advertised\.port=.*/, 'rest.advertised.port=many'))).toEqual([
      expect.stringContaining('refused Invalid value many'),
    ]);
  }, 120_000);
});
