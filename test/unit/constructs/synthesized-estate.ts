import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AgentCode } from '../../../constructs/index.ts';
import type { Platform } from '../../../platform/index.ts';
import type { EstateJson } from './stack-json.ts';

export * from './stack-json.ts';

/** An agent that nobody fetches. */
export const agent = { sha256: '0a'.repeat(32) };

/**
 * An environment's stacks as they are written, with one function. A process of its own writes them: Jest takes seconds to
 * load the providers' bindings, and does so for each file. Within one run of test/run.ts, files share what was written.
 */
export function synthesizeEstate(platform: Platform, { sha256 }: AgentCode = agent): EstateJson {
  const question = JSON.stringify({ platform, agent: { sha256 } });
  const shared = process.env['KAFKA_PLATFORM_TEST_ESTATES'];
  const directory = shared ?? mkdtempSync(join(tmpdir(), 'estates-'));
  try {
    const file = join(directory, `${createHash('sha256').update(question).digest('hex')}.json`);
    if (!existsSync(file)) write(question, file);
    return JSON.parse(readFileSync(file, 'utf8')) as EstateJson;
  } finally {
    if (shared === undefined) rmSync(directory, { recursive: true });
  }
}

const checkout = join(import.meta.dirname, '../../..');

function write(question: string, file: string): void {
  const program = join(import.meta.dirname, 'write-estate.ts');
  execFileSync(process.execPath, ['--import', './cli/stripped-sources.js', program, file], {
    cwd: checkout,
    input: question,
    stdio: ['pipe', 'ignore', 'inherit'],
    env: { ...process.env, NODE_COMPILE_CACHE: join(checkout, 'node_modules/.cache/node') },
  });
}
