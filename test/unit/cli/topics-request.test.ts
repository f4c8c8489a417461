import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { stringify } from 'yaml';
import { wantedTopics } from '../../../cli/wanted-topics.ts';
import { platformOf } from '../../../platform/index.ts';
import { kafkaPlatform, stackTrace } from './run-cli.ts';

const request = {
  name: 'marketplace-coupons',
  owner: 'marketplace',
  domain: 'marketplace',
  key: 'payload.userId',
  events: ['marketplace.coupon.issued'],
  partitions: 20,
  retention: { class: 'financial', reason: 'Coupons are settled with the invoices of a fiscal year' },
  expectedBytesPerSecond: 1_500,
};

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'request-'));
});
afterAll(() => rm(scratch, { recursive: true }));

async function fileOf(content: unknown): Promise<string> {
  const file = join(scratch, 'request.yaml');
  await writeFile(file, typeof content === 'string' ? content : stringify(content));
  return file;
}

test.each<[what: string, content: unknown, message: string | RegExp]>([
  [
    'a torn file',
    'events: [marketplace.coupon\nname: {',
    /request \/.*\.yaml: found .* at line \d+, .*expected YAML or JSON/,
  ],
  ['a request without an owner', { ...request, owner: undefined }, 'topic "marketplace-coupons": owner: found nothing'],
])('%s exits 64 and says what is wrong', async (_, content, message) => {
  const { exitCode, stdout, stderr } = await kafkaPlatform('topics', 'request', await fileOf(content));
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(stackTrace);
  expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: '' });
});

test('a file that is not there, or an unknown environment, exits 64', async () => {
  const absent = await kafkaPlatform('topics', 'request', join(scratch, 'absent.yaml'));
  expect(absent).toMatchObject({ exitCode: 64, stderr: expect.stringContaining('expected a file with a request') });
  const nowhere = await kafkaPlatform('topics', 'request', await fileOf(request), '--env', 'test');
  expect(nowhere).toMatchObject({ exitCode: 64, stderr: expect.stringContaining('found "test", expected one of dev') });
});

test('a refused request exits 3, tells every rule, and writes nothing', async () => {
  const before = await readFile('topics/catalogue/marketplace.ts', 'utf8');
  const file = await fileOf({ ...request, name: 'Coupons', partitions: 500 });
  const forMachines = await kafkaPlatform('topics', 'request', file, '--write', '--json');
  const told = JSON.parse(forMachines.stdout) as { verdicts: { rule: string; level: string }[] };
  expect(told).toMatchObject({ topic: 'Coupons', passes: false });
  const refusing = told.verdicts.filter(({ level }) => level === 'refuse').map(({ rule }) => rule);
  expect(new Set(refusing)).toEqual(new Set(['name', 'events', 'key', 'partitions']));
  expect(forMachines).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('topic "Coupons": refused') });
  expect(await readFile('topics/catalogue/marketplace.ts', 'utf8')).toBe(before);
});

describe('in a checkout that has the event', () => {
  let checkout: string;
  const ask = async (...words: string[]) => {
    const file = await fileOf(request);
    return execa('node', ['cli/kafka-platform.js', 'topics', 'request', file, ...words], {
      cwd: checkout,
      reject: false,
      stdin: 'ignore',
    });
  };
  const catalogue = () => readFile(join(checkout, 'topics/catalogue/marketplace.ts'), 'utf8');

  beforeAll(async () => {
    checkout = join(scratch, 'checkout');
    for (const room of ['cli', 'cluster', 'platform', 'schemas', 'topics', 'package.json']) {
      await cp(room, join(checkout, room), { recursive: true });
    }
    await symlink(resolve('node_modules'), join(checkout, 'node_modules'));
    const events = join(checkout, 'schemas/events/marketplace.ts');
    const coupon =
      "  'marketplace.coupon.issued': event('A user was given a coupon.', { couponId: id, userId: id }),\n\n";
    const text = await readFile(events, 'utf8');
    await writeFile(events, text.replace("  'marketplace.rating.removed'", `${coupon}  'marketplace.rating.removed'`));
  });

  test('a good request exits 0 and shows what is to be written, and where', async () => {
    const before = await catalogue();
    const { exitCode, stdout, stderr } = await ask();
    expect(stdout).toMatch(/^partitions +ok +1020 in all then/m);
    expect(stdout).toContain('topics/catalogue/marketplace.ts:\n\n  // Asked for by marketplace: Coupons are settled');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: expect.stringContaining('to put it there: --write') });
    expect(await catalogue()).toBe(before);
  });

  test('--write puts it into the catalogue, for which the next plan creates one topic; a second time is refused', async () => {
    const { exitCode, stdout } = await ask('--write', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ passes: true, written: true });
    expect(exitCode).toBe(0);

    const program = `
      import { topicSteps } from './cluster/kinds/topic-steps.ts';
      import { wantedTopics } from './cli/wanted-topics.ts';
      import { platformOf } from './platform/index.ts';
      const seen = new Map(JSON.parse(process.argv[1]).map((topic) => [topic.name, topic]));
      const steps = topicSteps(wantedTopics(platformOf('production')), { seen: new Map([['topic', seen]]) });
      console.log(JSON.stringify(steps));`;
    const present = wantedTopics(platformOf('production')).map((topic) => ({ ...topic, inSyncReplicas: 3 }));
    const planned = await execa('node', ['--input-type=module', '-e', program, '--', JSON.stringify(present)], {
      cwd: checkout,
    });
    expect(JSON.parse(planned.stdout)).toMatchObject([
      {
        id: 'topic/marketplace-coupons/create',
        change: { create: { partitions: 20, replicationFactor: 3, configs: { 'retention.ms': '31536000000' } } },
      },
    ]);

    expect(await ask('--write')).toMatchObject({ exitCode: 3, stdout: expect.stringContaining('has already') });
  });
});
