import { execa } from 'execa';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readClientProperties } from '../../../cluster/index.ts';
import { apacheTools, type ApacheTool } from '../access/apache-tool.ts';
import { platformUnderTest } from '../access/platform-under-test.ts';

// Topics that the flow of the suite writes little to, so that no test depends on what is in them.
const topic = 'performance-verification';
const cutTopic = 'revenue-sharing';

let home: string;
let brokers: string;
let tool: ApacheTool;
let dir: string;
/** The platform's one client. */
let client: string;

beforeAll(async () => {
  const platform = await platformUnderTest();
  home = platform.home.dir;
  brokers = platform.platform.bootstrapServers;
  tool = await apacheTools(platform);
  client = `User:${(await readClientProperties(join(home, 'client.properties'))).username}`;
});
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'plan-'));
});
afterEach(() => rm(dir, { recursive: true }));

function kafkaPlatform(...words: string[]) {
  return execa('node', ['cli/kafka-platform.js', ...words, '--home', home], { reject: false, stdin: 'ignore' });
}

/** Changes the cluster behind the platform's back, as a person with Apache's tools would. */
async function byHand(name: 'kafka-configs' | 'kafka-acls', ...words: string[]): Promise<void> {
  const config = join(home, 'admin.properties');
  const answer = await tool(name, '--bootstrap-server', brokers, '--command-config', config, ...words);
  expect(answer).toMatchObject({ exitCode: 0 });
}

const setByHand = (name: string, setting: string) =>
  byHand('kafka-configs', '--alter', '--entity-type', 'topics', '--entity-name', name, '--add-config', setting);

const drift = async (): Promise<{ kind: string; resource: string; summary: string }[]> => {
  const { stdout } = await kafkaPlatform('drift', '--json');
  return (JSON.parse(stdout) as { drift: { kind: string; resource: string; summary: string }[] }).drift;
};

test('a platform that has just started has nothing to change', async () => {
  const planned = await kafkaPlatform('plan');
  expect(planned).toMatchObject({
    exitCode: 0,
    stdout: 'Nothing to change: the cluster is as the catalogue wants it.',
  });
});

test('what was changed by hand is found, planned with its consequence, and brought back', async () => {
  await setByHand(topic, 'max.message.bytes=2000000');
  await byHand('kafka-acls', '--add', '--allow-principal', client, '--operation', 'Delete', '--topic', topic);

  expect(await drift()).toEqual([
    { kind: 'topic', resource: topic, summary: "max.message.bytes 2000000 -> (the brokers' default)" },
    { kind: 'access', resource: client, summary: `allow DELETE on topic ${topic}` },
  ]);
  expect(await kafkaPlatform('apply', '--yes')).toMatchObject({ exitCode: 0, stdout: '2 done, 0 failed' });
  expect(await kafkaPlatform('drift')).toMatchObject({ exitCode: 0, stdout: 'No drift.' });
});

test('a saved plan is carried out once, and refused when the cluster has changed since', async () => {
  const file = join(dir, 'plan.json');
  await setByHand(topic, 'max.message.bytes=2000000');
  expect(await kafkaPlatform('plan', '--out', file)).toMatchObject({ exitCode: 2 });

  await setByHand(topic, 'max.message.bytes=3000000');
  const refused = await kafkaPlatform('apply', file);
  expect(refused).toMatchObject({ exitCode: 3, stdout: '' });
  expect(refused.stderr).toContain(
    `topic ${topic}: configs.max.message.bytes: found "3000000", expected "2000000" as when the plan was made`,
  );
  expect(await drift()).toHaveLength(1);

  expect(await kafkaPlatform('plan', '--out', file)).toMatchObject({ exitCode: 2 });
  expect(await kafkaPlatform('apply', file)).toMatchObject({ exitCode: 0, stdout: '1 done, 0 failed' });
  expect(await kafkaPlatform('apply', file)).toMatchObject({ exitCode: 0, stdout: '0 done, 0 failed' });
  expect(await drift()).toEqual([]);
});

test('a retention that would be cut is refused until someone takes the loss upon themselves', async () => {
  await setByHand(cutTopic, 'retention.ms=-1');
  const refused = await kafkaPlatform('apply', '--yes');
  expect(refused).toMatchObject({ exitCode: 3 });
  expect(refused.stderr).toContain(`--accept data-loss:${cutTopic}`);
  expect(await drift()).toHaveLength(1);

  expect(await kafkaPlatform('apply', '--yes', '--accept', `data-loss:${cutTopic}`)).toMatchObject({ exitCode: 0 });
  expect(await drift()).toEqual([]);
});

test('an altered plan file is refused, and changes nothing', async () => {
  const file = join(dir, 'plan.json');
  await setByHand(topic, 'max.message.bytes=2000000');
  await kafkaPlatform('plan', '--out', file);
  await writeFile(file, (await readFile(file, 'utf8')).replaceAll(topic, cutTopic));
  expect(await kafkaPlatform('apply', file)).toMatchObject({
    exitCode: 64,
    stderr: expect.stringContaining('found an altered plan') as string,
  });
  expect(await drift()).toHaveLength(1);
  expect(await kafkaPlatform('apply', '--yes')).toMatchObject({ exitCode: 0 });
});
