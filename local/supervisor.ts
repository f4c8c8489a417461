import { spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { isNativeError } from 'node:util/types';
import type { ClassArchives } from './class-archives.ts';
import { fullDiskProblem } from './disk-space.ts';
import { errorCodeOf } from './error-code.ts';
import type { Home } from './home.ts';
import { LocalError } from './local-error.ts';
import { quickStartOptions, type NodeProgram } from './node-programs.ts';
import type { Endpoint } from './ports.ts';
import { markerOptions } from './process-table.ts';

/** What happens to a node that nobody asked to stop. */
export type NodeEvent =
  | { readonly kind: 'exited'; readonly node: string; readonly how: string; readonly restartInMs: number | undefined }
  | { readonly kind: 'restarted'; readonly node: string; readonly pid: number }
  | { readonly kind: 'back'; readonly node: string };

/** As systemd's StartLimitBurst and StartLimitIntervalSec: what fails this often won't get well by itself. */
const restartLimit = { times: 6, withinMs: 120_000 } as const;
const portPollMs = 50;

/** Starts the processes of a platform and starts again those that end by themselves. */
export class Supervisor {
  private readonly home: Home;
  private readonly archives: ClassArchives;
  private readonly events = new EventEmitter<{ node: [NodeEvent] }>();
  private readonly pidByNode = new Map<string, number>();
  private readonly restarts = new Map<string, number[]>();
  private readonly givenUp = new Map<string, string>();
  private readonly launches = new Set<Promise<number>>();
  private readonly stopping = new AbortController();

  constructor(home: Home, archives: ClassArchives) {
    this.home = home;
    this.archives = archives;
  }

  /** @returns a function that ends the subscription */
  onEvent(listener: (event: NodeEvent) => void): () => void {
    this.events.on('node', listener);
    return () => this.events.off('node', listener);
  }

  /** Process id by node, of those that run. */
  get pids(): ReadonlyMap<string, number> {
    return this.pidByNode;
  }

  /** Starts nodes. Resolves when their processes exist; see `waitUntilUp`. */
  async start(programs: readonly NodeProgram[]): Promise<void> {
    await Promise.all(
      programs.map(async (program, index) => this.launch(program, await this.optionsFor(program, index === 0))),
    );
  }

  /** From now on nothing is started. Resolves when what was about to be is there, so that it can be found and ended. */
  async letGo(): Promise<void> {
    this.stopping.abort();
    await Promise.allSettled(this.launches);
  }

  /**
   * Waits until a node accepts connections where its clients come in.
   *
   * @throws LocalError `NODE_FAILED` when it has ended too often, or isn't up after `patienceMs`
   */
  async waitUntilUp(program: NodeProgram, patienceMs: number, signal: AbortSignal): Promise<void> {
    const deadline = performance.now() + patienceMs;
    while (!(await accepts(program.endpoints[0]))) {
      signal.throwIfAborted();
      const reason =
        this.givenUp.get(program.name) ??
        (performance.now() > deadline ? `not up after ${patienceMs / 1_000} s` : undefined);
      if (reason !== undefined) throw await this.failure(program, reason);
      await sleep(portPollMs, undefined, { signal });
    }
  }

  private async optionsFor(program: NodeProgram, isFirstOfKind: boolean): Promise<string[]> {
    return [
      ...markerOptions(this.home.dir, program.name),
      ...quickStartOptions,
      ...(await this.archives.optionsFor(program.kind, isFirstOfKind)),
      ...program.options,
      ...program.main,
    ];
  }

  private async launch(program: NodeProgram, words: readonly string[]): Promise<number> {
    this.stopping.signal.throwIfAborted();
    const launched = this.spawnNode(program, words);
    this.launches.add(launched);
    try {
      return await launched;
    } finally {
      this.launches.delete(launched);
    }
  }

  private async spawnNode(program: NodeProgram, words: readonly string[]): Promise<number> {
    const { name } = program;
    const log = await freshLog(this.home.logFile(name));
    try {
      // A process group of its own: Ctrl-C in the terminal reaches this program only, which stops nodes in order.
      const child = spawn('java', words, {
        cwd: this.home.nodeDir(name),
        detached: true,
        stdio: ['ignore', log.fd, log.fd],
        env: { ...process.env, ...program.env },
      });
      await new Promise<void>((resolve, reject) => {
        child.once('spawn', resolve);
        child.once('error', reject);
      });
      const pid = child.pid ?? 0;
      this.pidByNode.set(name, pid);
      child.once('exit', (code, signal) => {
        this.pidByNode.delete(name);
        if (!this.stopping.signal.aborted) void this.bringBack(program, signal ?? `exit code ${code ?? 0}`);
      });
      child.unref();
      return pid;
    } finally {
      await log.close();
    }
  }

  private async bringBack(program: NodeProgram, ending: string): Promise<void> {
    const { name, restartDelayMs } = program;
    // A broker that can't write ends with the same code as one that can't read its configuration.
    const how = (await fullDiskProblem(this.home)) === undefined ? ending : 'disk full';
    const now = performance.now();
    const recent = (this.restarts.get(name) ?? []).filter((time) => now - time < restartLimit.withinMs);
    if (recent.length >= restartLimit.times) {
      this.givenUp.set(
        name,
        `ended ${recent.length + 1} times within ${restartLimit.withinMs / 1_000} s, last by ${how}`,
      );
      this.events.emit('node', { kind: 'exited', node: name, how, restartInMs: undefined });
      return;
    }
    this.restarts.set(name, [...recent, now]);
    this.events.emit('node', { kind: 'exited', node: name, how, restartInMs: restartDelayMs });
    try {
      await sleep(restartDelayMs, undefined, { signal: this.stopping.signal });
      const pid = await this.launch(program, await this.optionsFor(program, false));
      this.events.emit('node', { kind: 'restarted', node: name, pid });
      while (!(await accepts(program.endpoints[0])))
        await sleep(portPollMs, undefined, { signal: this.stopping.signal });
      this.events.emit('node', { kind: 'back', node: name });
    } catch (error) {
      if (this.stopping.signal.aborted) return; // the platform stops: nobody waits for this node any more
      this.givenUp.set(name, isNativeError(error) ? error.message : String(error));
      this.events.emit('node', { kind: 'exited', node: name, how: 'no process', restartInMs: undefined });
    }
  }

  private async failure({ name }: NodeProgram, reason: string): Promise<LocalError> {
    const file = this.home.logFile(name);
    const text = await readFile(file, 'utf8').catch(() => '');
    const errors = text.split('\n').filter((line) => /ERROR|FATAL|Exception|Error:/.test(line));
    const disk = await fullDiskProblem(this.home);
    return new LocalError(
      'NODE_FAILED',
      [`${name}: ${reason}; look into ${file}`, ...errors.slice(-3), ...(disk === undefined ? [] : [disk])].join('\n'),
    );
  }
}

/** The log of this run; that of the run before stays beside it. */
async function freshLog(file: string) {
  await rm(`${file}.1`, { force: true });
  await rename(file, `${file}.1`).catch((error: unknown) => {
    if (errorCodeOf(error) !== 'ENOENT') throw error;
  });
  return open(file, 'a', 0o600);
}

/** Whether something accepts connections there. */
async function accepts({ address, port }: Endpoint): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port });
    const answer = (isUp: boolean) => {
      socket.destroy();
      resolve(isUp);
    };
    socket.setTimeout(2_000, () => answer(false));
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
  });
}
