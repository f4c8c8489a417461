import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import type { FunctionBundle } from './bundle.ts';
import { FunctionsError } from './functions-error.ts';

/** An answer as it came over HTTP. */
export interface FunctionAnswer {
  readonly status: number;
  readonly body: string;
}

/** A function that runs in the Functions Framework, in a process of its own. */
export interface ServedFunction {
  readonly post: (body: string) => Promise<FunctionAnswer>;
  readonly stop: () => Promise<void>;
}

export interface ServeOptions {
  /** The environment variables of the function. */
  readonly environment: Readonly<Record<string, string>>;
  /** Ends the function's process. */
  readonly signal?: AbortSignal;
  /** Gets what the function writes, line by line. */
  readonly onLine: (line: string) => void;
}

/** Until the framework has loaded the bundle; a second or less on a quiet machine. */
const startTimeoutMs = 30_000;

/**
 * Loaded before the framework. Its standard input ends when we do, however we end: a killed command leaves neither a
 * function nor its socket behind.
 */
const endWithParent = `data:text/javascript,${encodeURIComponent(`
  import { rmSync } from 'node:fs';
  import { dirname } from 'node:path';
  process.on('exit', () => rmSync(dirname(process.env.PORT), { recursive: true, force: true }));
  process.stdin.on('end', () => process.exit()).resume();
`)}`;

/**
 * Starts Google's Functions Framework on a bundle, as Cloud Run does, and waits until it accepts connections.
 *
 * It listens on a Unix socket that only its owner can reach: a port it would open on all addresses of the machine,
 * for anybody to trigger the function.
 *
 * @throws FunctionsError `FUNCTION_FAILED` when it doesn't come up, with what it said
 */
export async function serveFunction(bundle: FunctionBundle, options: ServeOptions): Promise<ServedFunction> {
  const socketFolder = await mkdtemp(join(tmpdir(), 'kafka-platform-function-'));
  const socketPath = join(socketFolder, 'http.sock');
  const child = execa(process.execPath, ['--import', endWithParent, frameworkProgram()], {
    cwd: bundle.directory,
    env: {
      ...options.environment,
      PORT: socketPath,
      FUNCTION_SOURCE: bundle.directory,
      FUNCTION_TARGET: bundle.entryPoint,
      FUNCTION_SIGNATURE_TYPE: 'http',
      NODE_ENV: 'production', // the framework is quiet then, so that only the function's own lines come through
    },
    all: true,
    stdin: 'pipe',
    buffer: false,
    reject: false,
    forceKillAfterDelay: 2_000,
    ...(options.signal === undefined ? {} : { cancelSignal: options.signal }),
  });
  const lastLines: string[] = [];
  createInterface({ input: child.all }).on('line', (line) => {
    lastLines.push(line);
    if (lastLines.length > 20) lastLines.shift();
    options.onLine(line);
  });
  let ended = false;
  const end = child.then(async () => {
    ended = true;
    await rm(socketFolder, { recursive: true, force: true });
  });

  const stop = async () => {
    child.kill();
    await end;
  };
  try {
    await untilListening(socketPath, () => ended);
  } catch (cause) {
    await stop();
    options.signal?.throwIfAborted();
    throw new FunctionsError(
      'FUNCTION_FAILED',
      `function ${bundle.name}: found no server after starting it, expected one; it said:\n${lastLines.join('\n')}`,
      { cause },
    );
  }
  return { post: (body) => post(socketPath, body), stop };
}

function frameworkProgram(): string {
  const entry = createRequire(import.meta.url).resolve('@google-cloud/functions-framework');
  return join(dirname(entry), 'main.js');
}

async function untilListening(socketPath: string, ended: () => boolean): Promise<void> {
  const deadline = performance.now() + startTimeoutMs;
  for (;;) {
    try {
      const connection = connect(socketPath);
      await once(connection, 'connect');
      connection.destroy();
      return;
    } catch (error) {
      if (ended() || performance.now() > deadline) throw error;
      await sleep(25);
    }
  }
}

function post(socketPath: string, body: string): Promise<FunctionAnswer> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    request({ socketPath, method: 'POST', path: '/', headers, agent: false }, (response) => {
      text(response).then((answer) => resolve({ status: response.statusCode ?? 0, body: answer }), reject);
    })
      .on('error', reject)
      .end(body);
  });
}
