import { execa } from 'execa';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import pRetry from 'p-retry';
import { observeCluster, readClientProperties, withAdmin } from '../../../cluster/index.ts';
import { alterQuotas, observeQuotas } from '../../../cluster/client-quotas.ts';
import { alterScramUsers, observeScramUsers } from '../../../cluster/scram-users.ts';
import { accessOf, services } from '../../../topics/index.ts';
import { apacheTools, type ApacheTool } from '../access/apache-tool.ts';
import { platformUnderTest, type PlatformUnderTest } from '../access/platform-under-test.ts';

/** Users that nothing of the suite logs in as. */
const user = 'billing-service-a';
const other = 'billing-service-b';
const stranger = 'made-by-hand';
const passwordByHand = 'set-by-hand-and-known-to-someone';

let under: PlatformUnderTest;
let tool: ApacheTool;

beforeAll(async () => {
  under = await platformUnderTest();
  tool = await apacheTools(under);
});
afterAll(async () => {
  const operator = await readClientProperties(under.home.files.adminProperties);
  await alterScramUsers(operator, new Map([[stranger, { remove: ['SCRAM-SHA-256'] }]]));
});

function kafkaPlatform(...words: string[]) {
  const { dir } = under.home;
  return execa('node', ['cli/kafka-platform.js', ...words, '--home', dir], { reject: false, stdin: 'ignore' });
}

/** Changes a user behind the platform's back, as a person with Apache's tool would. */
async function byHand(name: string, ...words: string[]): Promise<void> {
  const { adminProperties } = under.home.files;
  const to = ['--bootstrap-server', under.platform.bootstrapServers, '--command-config', adminProperties];
  const answer = await tool(
    'kafka-configs',
    ...to,
    '--alter',
    '--entity-type',
    'users',
    '--entity-name',
    name,
    ...words,
  );
  expect(answer).toMatchObject({ exitCode: 0 });
}

const secretOf = (name: string) => readFile(join(under.home.files.serviceSecrets, name), 'utf8');

/** Logs in as a user. Brokers hear of a new password some milliseconds after the controller has it. */
async function logIn(username: string, password: string): Promise<string> {
  const client = await readClientProperties(under.home.files.clientProperties);
  const login = () => withAdmin({ ...client, username, password }, { retries: 0 }, (admin) => admin.describeCluster());
  return (await pRetry(login, { retries: 5, minTimeout: 200, maxTimeout: 200 })).clusterId;
}

test('each user of a service has been made by the start, with quotas, and its password in a file of its own', async () => {
  const operator = await readClientProperties(under.home.files.adminProperties);
  const wanted = accessOf(services);
  const [users, quotas] = await Promise.all([observeScramUsers(operator), observeQuotas(operator)]);
  expect(wanted.users.filter((name) => users.get(name)?.['SCRAM-SHA-256'] === undefined)).toEqual([]);
  for (const [name, limits] of wanted.quotas) expect(quotas.get(name)).toEqual(limits);
  const { mode } = await stat(join(under.home.files.serviceSecrets, user));
  expect(mode & 0o777).toBe(0o600);
  expect(await logIn(user, await secretOf(user))).not.toBe('');
});

test('users and quotas changed by hand are found, planned without a password, and brought back; strangers stay', async () => {
  const operator = await readClientProperties(under.home.files.adminProperties);
  await alterScramUsers(operator, new Map([[stranger, { password: passwordByHand }]]));
  await byHand(user, '--delete-config', 'SCRAM-SHA-256');
  await byHand(other, '--add-config', `SCRAM-SHA-256=[password=${passwordByHand}]`);
  await byHand(other, '--add-config', 'producer_byte_rate=1024');
  await expect(logIn(user, await secretOf(user))).rejects.toMatchObject({ code: 'CLUSTER_REFUSED' });
  expect(await logIn(other, passwordByHand)).not.toBe('');

  const { stdout } = await kafkaPlatform('plan', '--json');
  const { steps } = JSON.parse(stdout) as { steps: { id: string; summary: string }[] };
  expect(new Map(steps.map(({ id, summary }) => [id, summary]))).toEqual(
    new Map([
      [`user/${user}/create`, "create with SCRAM-SHA-256, with the secret store's password"],
      [`user/${other}/renew`, "SCRAM-SHA-256 was set by hand (4096 iterations) -> the secret store's password"],
      [`quota/${other}/set`, 'producer_byte_rate 1024 -> 1048576'],
    ]),
  );
  expect(stdout).not.toContain(await secretOf(user));

  expect(await kafkaPlatform('apply', '--yes')).toMatchObject({ exitCode: 0, stdout: '3 done, 0 failed' });
  expect(await kafkaPlatform('drift')).toMatchObject({ exitCode: 0, stdout: 'No drift.' });
  expect(await logIn(user, await secretOf(user))).not.toBe('');
  expect(await logIn(other, await secretOf(other))).not.toBe('');
  await expect(logIn(other, passwordByHand)).rejects.toMatchObject({ code: 'CLUSTER_REFUSED' });
  expect(await logIn(stranger, passwordByHand)).not.toBe('');
});

test('a user without the rights is refused in words, and a limit that is none is told by user', async () => {
  const client = await readClientProperties(under.home.files.clientProperties);
  await expect(observeScramUsers(client)).rejects.toMatchObject({
    code: 'CLUSTER_REFUSED',
    message: expect.stringContaining('CLUSTER_AUTHORIZATION_FAILED') as string,
  });
  await expect(observeQuotas(client)).rejects.toMatchObject({ code: 'CLUSTER_REFUSED' });
  const operator = await readClientProperties(under.home.files.adminProperties);
  const refused = await alterQuotas(operator, new Map([[user, { producer_byte_rate: -1 }]]));
  expect([...refused.keys()]).toEqual([user]);
  expect((await withAdmin(operator, {}, observeCluster)).acls.length).toBeGreaterThan(500);
});
