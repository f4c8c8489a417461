import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { contradictions } from './bindings.ts';
import { missingKeys } from './policies/customer-keys.ts';
import { ofType, readStack, resourcesOf, type StackJson } from './stack-json.ts';

const outdir = mkdtempSync(join(tmpdir(), 'small-cluster-'));
afterAll(() => rmSync(outdir, { recursive: true }));

let stack: StackJson;
beforeAll(async () => {
  await execa('node', ['examples/small-cluster/main.ts'], { env: { CDKTF_OUTDIR: outdir }, stdin: 'ignore' });
  stack = readStack(outdir, 'dev-risk-kafka');
}, 60_000);

test("another team's cluster is ten lines of the exported constructs", () => {
  const program = readFileSync('examples/small-cluster/main.ts', 'utf8');
  const lines = program.split('\n').filter((line) => line !== '' && !/^(import|\/\*\*| \*)/.test(line));
  expect(lines.length).toBeLessThanOrEqual(10);
  for (const [, from] of program.matchAll(/from '([^']+)'/g))
    expect(from).toMatch(/^cdktf$|^\.\.\/\.\.\/[a-z]+\/index\.ts$/);
});

test('it has three brokers, three ZooKeeper nodes and one address, under its own name', () => {
  expect(ofType(stack, 'google_compute_per_instance_config').map(({ name }) => name)).toEqual([
    ...[1, 2, 3].map((id) => `risk-kafka-0${id}`),
    ...[1, 2, 3].map((id) => `risk-zk-0${id}`),
  ]);
  expect(ofType(stack, 'google_compute_forwarding_rule')).toHaveLength(1);
});

test('it is encrypted with its own keys, and the provider takes it', () => {
  expect(missingKeys(resourcesOf(stack))).toEqual([]);
  for (const { type, attributes } of resourcesOf(stack)) expect(contradictions(type, attributes)).toEqual([]);
});

test('its engine reaches the one address and each broker, and nobody else is named', () => {
  const ranges = ofType(stack, 'google_compute_firewall')
    .filter(({ source_ranges }) => source_ranges?.includes('10.50.0.0/16'))
    .map(({ allow }) => allow[0].ports);
  expect(ranges).toEqual([['9092'], ['9092']]);
});
