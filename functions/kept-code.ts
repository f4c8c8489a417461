import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/**
 * Code that was bundled before. It is kept with a digest over every file that went into it, and taken only while that is
 * the digest of the files as they are: then bundling anew would give the same bytes.
 */

/** What a bundler made, and the files that it read for it, relative to the checkout. */
export interface BundledCode {
  readonly code: string;
  readonly inputs: readonly string[];
}

export interface CodeKeeping {
  readonly checkout: string;
  /** Where code is kept. Where nothing can be written, it is bundled anew each time. */
  readonly directory: string;
  /** What decides on the code besides the inputs: entry, options, the bundler's version. */
  readonly question: string;
}

const keptCode = z.strictObject({ inputs: z.array(z.string()), digest: z.string(), code: z.string() });
type KeptCode = z.output<typeof keptCode>;

/** The code that `bundle` would give, without asking it where that is known. */
export async function keptOrBundled(keeping: CodeKeeping, bundle: () => Promise<BundledCode>): Promise<string> {
  const file = join(keeping.directory, `${createHash('sha256').update(keeping.question).digest('hex')}.json`);
  const kept = read(file);
  if (kept !== undefined && kept.digest === digestOf(keeping, kept)) return kept.code;

  const startedMs = Date.now();
  const bundled = await bundle();
  // A file that changed meanwhile may have been read before or after: which, nobody knows.
  if (changedSince(startedMs, keeping.checkout, bundled.inputs)) return bundled.code;
  const digest = digestOf(keeping, bundled);
  if (digest !== undefined) keep(file, { inputs: [...bundled.inputs], digest, code: bundled.code });
  return bundled.code;
}

/** Over the code too: a file that was cut off or edited is not taken. Undefined when an input is gone. */
function digestOf({ checkout, question }: CodeKeeping, { inputs, code }: BundledCode): string | undefined {
  const hash = createHash('sha256').update(`${question}\0${code}\0`);
  for (const path of inputs) {
    const content = readIfThere(join(checkout, path));
    if (content === undefined) return undefined;
    hash.update(`${path}\0${String(content.length)}\0`).update(content);
  }
  return hash.digest('hex');
}

/** File systems note the time of a change as coarsely as in hundredths of a second. */
const coarsenessMs = 20;

function changedSince(startedMs: number, checkout: string, inputs: readonly string[]): boolean {
  return inputs.some((path) => {
    const found = statSync(join(checkout, path), { throwIfNoEntry: false });
    return found === undefined || found.mtimeMs >= startedMs - coarsenessMs;
  });
}

function read(file: string): KeptCode | undefined {
  const text = readIfThere(file)?.toString('utf8');
  if (text === undefined) return undefined;
  try {
    return keptCode.parse(JSON.parse(text));
  } catch {
    return undefined; // of another version, or cut off: it is written anew
  }
}

/** In one act, as other processes may read it. */
function keep(file: string, kept: KeptCode): void {
  const part = `${file}.${randomUUID()}.part`;
  try {
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(part, JSON.stringify(kept));
    renameSync(part, file);
  } catch {
    if (existsSync(part)) rmSync(part); // kept code only saves time
  }
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
