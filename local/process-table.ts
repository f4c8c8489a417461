import { readdir, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { execa } from 'execa';

/** A process as the system lists it. */
export interface ProcessInfo {
  readonly pid: number;
  /** When it started, in the system's own words: with it a recycled pid isn't taken for the process before. */
  readonly startTime: string;
  /** Its command line, words apart by spaces. */
  readonly command: string;
}

/** A node's process, found by what its command line says. */
export interface NodeProcess extends ProcessInfo {
  readonly node: string;
}

/** System properties that every JVM of ours carries, so that it is found again whatever became of its parent. */
export function markerOptions(homeDir: string, node: string): string[] {
  return [`-Dkafka.platform.home=${homeDir}`, `-Dkafka.platform.node=${node}`];
}

/** Selects the JVMs that were started for `homeDir`. A shell or editor that only mentions the marker isn't one. */
export function nodeProcessesIn(processes: readonly ProcessInfo[], homeDir: string): NodeProcess[] {
  const marker = ` -Dkafka.platform.home=${homeDir} -Dkafka.platform.node=`;
  return processes.flatMap((process) => {
    const [program, afterProgram] = splitOnce(process.command, ' ');
    const at = process.command.indexOf(marker);
    if (basename(program) !== 'java' || afterProgram === undefined || at === -1) return [];
    const [node = ''] = process.command.slice(at + marker.length).split(' ');
    return node === '' ? [] : [{ ...process, node }];
  });
}

/** Which node of which home a command line is of, or undefined when it is no JVM of ours. */
export function nodeOfCommand(command: string): { readonly home: string; readonly node: string } | undefined {
  const [, home, node] = / -Dkafka\.platform\.home=(.*?) -Dkafka\.platform\.node=(\S+)/.exec(command) ?? [];
  return home === undefined || node === undefined ? undefined : { home, node };
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** All processes that can be seen. Linux tells by /proc, others by `ps`. */
export async function listProcesses(): Promise<ProcessInfo[]> {
  return process.platform === 'linux' ? listFromProc() : parsePs(await psOutput(['-axww']));
}

/** A process by its pid, or undefined when there is none (or only its remains, that wait for their parent). */
export async function findProcess(pid: number): Promise<ProcessInfo | undefined> {
  if (process.platform === 'linux') return readProc(String(pid));
  return parsePs(await psOutput(['-ww', '-p', String(pid)]))[0];
}

async function listFromProc(): Promise<ProcessInfo[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(pids.map(readProc));
  return found.filter((info) => info !== undefined);
}

async function readProc(pid: string): Promise<ProcessInfo | undefined> {
  try {
    const [status, commandLine] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile(`/proc/${pid}/cmdline`, 'utf8'),
    ]);
    const { state, startTime } = parseProcStat(status);
    if (state === 'Z' || state === 'X') return undefined;
    return { pid: Number(pid), startTime, command: commandLine.split('\0').join(' ').trim() };
  } catch {
    return undefined; // it ended while we looked
  }
}

/** State and start time (clock ticks since boot) from /proc/PID/stat. The name before them may hold anything. */
export function parseProcStat(text: string): { readonly state: string; readonly startTime: string } {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', startTime: fields[19] ?? '' };
}

async function psOutput(selection: string[]): Promise<string> {
  // `ps -p` exits 1 when there is no such process: then the output is empty, which is the answer.
  const { stdout } = await execa('ps', [...selection, '-o', 'pid=,lstart=,command='], {
    reject: false,
    env: { LC_ALL: 'C' },
  });
  return stdout;
}

/** Lines of `ps -o pid=,lstart=,command=`; lstart is five words, "Tue Nov 24 23:41:07 2026". */
export function parsePs(text: string): ProcessInfo[] {
  return text.split('\n').flatMap((line) => {
    const [, pid, startTime, command] = /^\s*(\d+)\s+(\w+\s+\w+\s+\d+\s+[\d:]+\s+\d+)\s+(.*)$/.exec(line) ?? [];
    if (pid === undefined || startTime === undefined || command === undefined) return [];
    return [{ pid: Number(pid), startTime: startTime.replace(/\s+/g, ' '), command }];
  });
}

/** Resident memory of processes in MiB, one sum. Those that ended count as none. */
export async function residentMemoryMb(pids: readonly number[]): Promise<number> {
  if (process.platform !== 'linux') {
    const { stdout } = await execa('ps', ['-o', 'rss=', '-p', pids.join(',')], { reject: false });
    return Math.round(sumOf(stdout.split('\n').map(Number)) / 1_024);
  }
  const texts = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')));
  return Math.round(sumOf(texts.map((text) => Number(/^VmRSS:\s+(\d+)/m.exec(text)?.[1] ?? 0))) / 1_024);
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
