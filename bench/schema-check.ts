import { mkdtempSync, rmSync } from 'node:fs';
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import type { AvroRecord } from '../schemas/index.ts';
import { median } from './median.ts';

/**
 * `kafka-platform schemas check` over the whole catalogue, as a process from start to exit, at its slowest: every schema
 * has changed, after several published versions that all count. As the peer, starting Node to do nothing.
 * Run: node bench/schema-check.ts [--rounds N] [--versions N] [--json]
 */
const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    versions: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
  },
});
const rounds = Number(options.rounds);
const versions = Number(options.versions);

const repository = mkdtempSync(join(tmpdir(), 'bench-schema-check-'));
const command = ['cli/kafka-platform.js', 'schemas', 'check', '--repository', repository, '--against', 'HEAD'];
const checks: number[] = [];
const starts: number[] = [];
let schemas: number;

try {
  schemas = await publishVersions();
  // The sides take turns, so that a busy moment of the machine meets both; round 0 warms the disk's cache.
  for (let round = 0; round <= rounds; round += 1) {
    const measured = [await seconds(command), await seconds(['--eval', ''])] as const;
    if (round === 0) continue;
    checks.push(measured[0]);
    starts.push(measured[1]);
  }
} finally {
  rmSync(repository, { recursive: true });
}

const result = { schemas, versions, rounds, checkSeconds: median(checks), nodeStartSeconds: median(starts) };
if (options.json) {
  console.log(JSON.stringify(result));
} else {
  console.log(
    `${schemas} changed schemas, ${versions} published versions of each, medians of ${rounds} rounds: ` +
      `${result.checkSeconds.toFixed(2)} s, of which Node takes ${result.nodeStartSeconds.toFixed(2)} s to start`,
  );
}

/** Commits the catalogue in several versions, each with an optional field that the next no longer has. */
async function publishVersions(): Promise<number> {
  const git = (...words: string[]) =>
    execa('git', ['-C', repository, '-c', 'user.name=bench', '-c', 'user.email=bench@example.com', ...words]);
  await git('init', '--quiet');
  const folder = join(repository, 'schemas/avro');
  await cp('schemas/avro', folder, { recursive: true });
  const files = await readdir(folder);
  for (let version = 1; version <= versions; version += 1) {
    for (const file of files) {
      const schema = JSON.parse(await readFile(join('schemas/avro', file), 'utf8')) as AvroRecord;
      const field = { name: `extra${version}`, type: ['null', 'long'], default: null };
      await writeFile(join(folder, file), JSON.stringify({ ...schema, fields: [...schema.fields, field] }));
    }
    await git('add', '.');
    await git('commit', '--quiet', '--message', `Publish version ${version}`);
  }
  return files.length;
}

async function seconds(args: readonly string[]): Promise<number> {
  const started = performance.now();
  await execa(process.execPath, args);
  return (performance.now() - started) / 1_000;
}
