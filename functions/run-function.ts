import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { Platform } from '../platform/index.ts';
import { bundleFunction } from './bundle.ts';
import { functionNamed } from './catalogue.ts';
import { FunctionsError } from './functions-error.ts';
import { writeLastSuccess } from './last-success.ts';
import type { FunctionAnswer } from './serve.ts';

export interface RunFunctionOptions {
  readonly name: string;
  readonly platform: Platform;
  /** Of a platform that runs on this machine: holds `admin.properties`, and gets what the function stores. */
  readonly home: string;
  /** The body of the request, in JSON. @default "{}" */
  readonly data?: string;
  readonly signal?: AbortSignal;
  /** Gets what the function logs. */
  readonly onLog?: (entry: FunctionLogEntry) => void;
}

export interface FunctionLogEntry {
  /** Cloud Logging's: `INFO`, `WARNING`, `ERROR`, ... */
  readonly severity: string;
  readonly message: string;
}

export interface FunctionRun {
  readonly name: string;
  /** HTTP status, 200 to 299. */
  readonly status: number;
  /** What the function answered: see its own room. */
  readonly result: unknown;
  /** From the request to the answer. */
  readonly durationMs: number;
}

const jsonText = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue('expected JSON');
    return z.NEVER;
  }
});
const logLine = jsonText.pipe(z.object({ severity: z.string(), message: z.string() }));
const errorBody = jsonText.pipe(z.object({ error: z.object({ code: z.string(), message: z.string() }) }));

/**
 * Bundles a function, serves it by the Functions Framework in a process of its own, calls it once over HTTP, and
 * stops it. The moment of success is kept in the home.
 *
 * @throws FunctionsError `WRONG_USAGE` for an unknown name or data that is no JSON, `MACHINE_LACKS` when no platform
 *   runs in `home`, `FUNCTION_FAILED` with what the function answered
 */
export async function runFunction(options: RunFunctionOptions): Promise<FunctionRun> {
  const { name, platform, data = '{}', signal, onLog } = options;
  const home = resolve(options.home); // the function runs in another directory
  const entry = functionNamed(name);
  if (entry.trigger.kind === 'machines') {
    throw new FunctionsError(
      'WRONG_USAGE',
      `function ${name}: found that only machines call it, each with a token of its own; expected one with a schedule`,
    );
  }
  expectJson(data);
  const clientPropertiesFile = join(home, 'admin.properties');
  await expectPlatform(clientPropertiesFile);

  // Only who runs a function pays for what serves it: synthesis loads this room, too.
  const { serveFunction } = await import('./serve.ts');
  const served = await serveFunction(await bundleFunction(name), {
    environment: entry.environment(platform, { clientPropertiesFile, storage: { directory: home } }),
    onLine: (line) => onLog?.(logEntryOf(line)),
    ...(signal === undefined ? {} : { signal }),
  });
  try {
    const start = performance.now();
    const answer = await served.post(data);
    const durationMs = Math.round(performance.now() - start);
    if (answer.status < 200 || answer.status > 299) throw failureOf(name, home, answer);
    await writeLastSuccess(home, name, new Date());
    return { name, status: answer.status, result: JSON.parse(answer.body), durationMs };
  } catch (error) {
    signal?.throwIfAborted(); // then the broken connection is our own doing
    throw error;
  } finally {
    await served.stop();
  }
}

/** Functions log one JSON object a line; what else comes is Node's own, such as a crash. */
function logEntryOf(line: string): FunctionLogEntry {
  const parsed = logLine.safeParse(line);
  return parsed.success ? parsed.data : { severity: 'DEFAULT', message: line };
}

function expectJson(data: string): void {
  try {
    JSON.parse(data);
  } catch (cause) {
    const found = cause instanceof Error ? cause.message : String(cause);
    throw new FunctionsError('WRONG_USAGE', `data: found ${found}; expected one JSON document, such as {}`, { cause });
  }
}

async function expectPlatform(clientPropertiesFile: string): Promise<void> {
  try {
    await access(clientPropertiesFile);
  } catch (cause) {
    throw noPlatform(`${clientPropertiesFile}: found no such file`, cause);
  }
}

function noPlatform(found: string, cause?: unknown): FunctionsError {
  return new FunctionsError(
    'MACHINE_LACKS',
    `${found}; expected a running platform: start one with "npm start -- --detach", or name its home with --home`,
    { cause },
  );
}

function failureOf(name: string, home: string, { status, body }: FunctionAnswer): FunctionsError {
  const { code, message } = errorIn(body);
  if (code === 'CLUSTER_UNREACHABLE') return noPlatform(`${home}: found no broker of admin.properties that answers`);
  return new FunctionsError('FUNCTION_FAILED', `function ${name}: answered ${String(status)}: ${message}`);
}

function errorIn(body: string): { code: string; message: string } {
  const parsed = errorBody.safeParse(body);
  // The framework's own answers are plain text.
  return parsed.success ? parsed.data.error : { code: 'UNEXPECTED', message: body.slice(0, 500) };
}
