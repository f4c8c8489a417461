import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { editedCheckout, type EditedCheckout } from '../cluster/edited-checkout.ts';

/** The whole way: a checkout with a commit, a change to its capacity, and what both synthesize. */
let checkout: EditedCheckout;
let commit: string;
beforeAll(async () => {
  checkout = await editedCheckout();
  const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgSign=false'];
  const git = (...words: string[]) => execa('git', ['-C', checkout.dir, ...identity, ...words]);
  await git('init', '--quiet', '--initial-branch', 'main');
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'Before');
  commit = (await git('rev-parse', 'HEAD')).stdout;
  await checkout.kafkaPlatform('synth', '--env', 'dev', '--out', 'before');
  const capacity = join('platform', 'environments', 'capacity', 'dev.json');
  await checkout.edit(capacity, '"diskSizeGb": 30', '"diskSizeGb": 130');
});
afterAll(() => rm(checkout.dir, { recursive: true }));

const estimate = (...words: string[]) => checkout.kafkaPlatform('estimate', '--env', 'dev', ...words);

interface Document {
  readonly usd: number;
  readonly lines: readonly { readonly usd: number }[];
  readonly beforeUsd: number;
  readonly differenceUsd: number;
  readonly differences: readonly { readonly address: string; readonly what: string }[];
}

test('--json prints one document: every line, the totals and what is not counted', async () => {
  const { exitCode, stdout, stderr } = await estimate('--zone-gb', '1000', '--json');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const document = JSON.parse(stdout) as Document;
  expect(document).toEqual({
    environment: 'dev',
    pricesOf: expect.arrayContaining([expect.stringMatching(/^\d{4}-\d\d-\d\d$/)]) as string[],
    hoursInAMonth: 730,
    lines: expect.any(Array) as object[],
    listUsd: expect.any(Number) as number,
    usd: expect.any(Number) as number,
    notCounted: expect.arrayContaining([
      { type: 'google_storage_bucket', charged: expect.stringContaining('for each GB') as string },
    ]) as object[],
  });
  const traffic = { stack: '', address: 'traffic', what: '1000 GB between zones', listUsd: 10, usd: 10 };
  expect(document.lines).toContainEqual(traffic);
  const sum = document.lines.reduce((total, { usd }) => total + usd, 0);
  expect(document.usd).toBeCloseTo(sum, 6);
});

test('a change of capacity costs what its disks cost more, and no other resource differs', async () => {
  const { exitCode, stdout } = await estimate('--against', 'main', '--json');
  expect(exitCode).toBe(0);
  const { differences, differenceUsd, ...document } = JSON.parse(stdout) as Document;
  expect(document).toMatchObject({ environment: 'dev', against: commit });
  expect(differences.map(({ address }) => address.replace(/\..*/, ''))).toEqual(
    // Three brokers in each of two regions.
    Array.from({ length: 6 }, () => 'google_compute_disk'),
  );
  for (const { what } of differences) expect(what).toMatch(/^1 x 30 GB (\S+) -> 1 x 130 GB \1$/);
  expect(differenceUsd).toBeGreaterThan(3);
  expect(differenceUsd).toBeCloseTo(document.usd - document.beforeUsd, 6);
});

test('people see it by resource, with the total a month', async () => {
  const { exitCode, stdout, stderr } = await estimate('--against-dir', 'before');
  expect(stdout).toMatch(/^stack +resource +what +USD before +USD after +difference/);
  expect(stdout).toMatch(/^dev-kafka +compute_disk\.\S+ +1 x 30 GB (\S+) -> 1 x 130 GB \1 +[\d.]+ +[\d.]+ +\+[\d.]+/m);
  expect(stdout.split('\n').at(-1)).toMatch(/^ +total +[\d,]+\.\d\d +[\d,]+\.\d\d +\+[\d.]+ *$/);
  expect(stderr).toContain('list prices of');
  expect(exitCode).toBe(0);
});
