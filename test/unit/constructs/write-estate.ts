import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'cdktf';
import { defineEstate, type AgentCode } from '../../../constructs/index.ts';
import type { Platform } from '../../../platform/index.ts';
import { aFunction } from './a-function.ts';
import { readStack } from './stack-json.ts';

/**
 * What `synthesizeEstate` runs: takes `{ platform, agent }` on standard input and writes the estate's stacks by area, with
 * one function, into the file that its argument names.
 */
const [file = ''] = process.argv.slice(2);
const { platform, agent } = JSON.parse(readFileSync(0, 'utf8')) as { platform: Platform; agent: AgentCode };

const directory = mkdtempSync(join(tmpdir(), 'estate-'));
try {
  const outdir = join(directory, 'out');
  const app = new App({ outdir, stackTraces: false, skipValidation: true });
  const names = defineEstate(app, platform, [aFunction(directory)], agent).map(({ node }) => node.id);
  app.synth();
  const areas = names.map((name) => [name.slice(platform.environment.length + 1), readStack(outdir, name)]);
  // In one act: another test may write or read it at the same time.
  const part = `${file}.${randomUUID()}`;
  writeFileSync(part, JSON.stringify(Object.fromEntries(areas)));
  renameSync(part, file);
} finally {
  rmSync(directory, { recursive: true });
}
