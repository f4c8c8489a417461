import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { stackTrace } from './run-cli.ts';

const production = 'platform/environments/production.ts';
const trading = 'topics/catalogue/trading.ts';

let checkout: string;
beforeAll(() => {
  checkout = mkdtempSync(join(tmpdir(), 'checkout-'));
  const listing = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
  const isOfCommand = (file: string) =>
    !/^(test|docs|bench)\//.test(file) && /\.(ts|js|json|java|xml|sha256)$/.test(file);
  for (const file of listing.toString().split('\0').filter(isOfCommand)) cpSync(file, join(checkout, file));
  symlinkSync(resolve('node_modules'), join(checkout, 'node_modules'));
});
afterAll(() => rmSync(checkout, { recursive: true }));

/** Edits a file of the model as a person would, runs a command of that checkout, and takes the edit back. */
async function withEdit(file: string, before: string, after: string, words: readonly string[]) {
  const path = join(checkout, file);
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(before);
  writeFileSync(path, text.replace(before, after));
  try {
    return await execa('node', ['cli/kafka-platform.js', ...words], { cwd: checkout, reject: false, stdin: 'ignore' });
  } finally {
    writeFileSync(path, text);
  }
}

test.each([
  [
    'an unknown field',
    [production, '...capacity.kafka', '...capacity.kafka, broker: 3'],
    'kafka.broker: found unknown field "broker", expected one of version, brokers,',
  ],
  [
    'replication factor 4 on 3 brokers',
    [production, '...capacity.kafka', '...capacity.kafka, settings: { defaultReplicationFactor: 4 }'],
    'kafka.settings.defaultReplicationFactor: found 4, expected at most 3 (kafka.brokers)',
  ],
  [
    'overlapping ranges',
    [production, '10.20.0.0/20', '10.10.8.0/21'],
    'regions.secondary.cidr: found 10.10.8.0/21, expected a range that shares no address with 10.10.0.0/20 (regions.primary.cidr)',
  ],
  [
    'a broker id that is there twice',
    [production, '...capacity.kafka', '...capacity.kafka, brokerIds: [1, 2, 2]'],
    'kafka.brokerIds: found broker id 2 more than once, expected each id once',
  ],
  [
    'a key path that no event has',
    [trading, 'payload.strategyId', 'payload.strategy'],
    'topic "trading-signals": key: found "payload.strategy", expected a text field that trading.signal.generated always has',
  ],
] as const)(
  '%s in the model: start and synth name place, found and expected, exit 64 and write nothing',
  async (_, [file, before, after], message) => {
    for (const words of [
      ['start', '--home', 'home'],
      ['synth', '--out', 'out'],
    ]) {
      const { exitCode, stdout, stderr } = await withEdit(file, before, after, words);
      expect(stderr).toMatch(/^kafka-platform: /m);
      expect(stderr).toContain(message);
      expect(stderr).not.toMatch(stackTrace);
      expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: '' });
    }
    const written = readdirSync(checkout, { recursive: true, encoding: 'utf8' });
    expect(written.filter((path) => path.endsWith('cdk.tf.json'))).toEqual([]);
  },
  60_000,
);

test('the same model without the edit is synthesized, so it is the edit that was refused', async () => {
  const { exitCode } = await withEdit(production, 'us-east1', 'us-east1', ['synth', '--out', 'out']);
  expect(exitCode).toBe(0);
}, 60_000);
