import { readFile, readdir, readlink } from 'node:fs/promises';
import { execa } from 'execa';
import { localStatus, type Home } from '../../../local/index.ts';
import { parseProcNetTcp } from '../../../local/ports.ts';

/** A port that a process listens on. */
export interface Listener {
  readonly address: string;
  readonly port: number;
}

/** All ports that a platform's processes listen on, whether or not anybody meant them to, in a fixed order. */
export async function listenersOf(home: Home): Promise<Listener[]> {
  const pids = (await localStatus(home)).nodes.map(({ pid }) => pid);
  const listeners = process.platform === 'linux' ? await listenersFromProc(pids) : await listenersFromLsof(pids);
  return listeners.sort((left, right) => compare(placeOf(left), placeOf(right)));
}

export function placeOf({ address, port }: Listener): string {
  return `${address}:${port}`;
}

async function listenersFromProc(pids: readonly number[]): Promise<Listener[]> {
  const [tables, sockets] = await Promise.all([
    Promise.all(['tcp', 'tcp6'].map((name) => readFile(`/proc/net/${name}`, 'utf8'))),
    Promise.all(pids.map(socketsOf)),
  ]);
  const ours = new Set(sockets.flat());
  return tables
    .flatMap(parseProcNetTcp)
    .filter(({ inode }) => ours.has(`socket:[${inode}]`))
    .map(({ address, port }) => ({ address, port }));
}

async function socketsOf(pid: number): Promise<string[]> {
  const dir = `/proc/${pid}/fd`;
  // Connections come and go while their list is read.
  return Promise.all((await readdir(dir)).map((name) => readlink(`${dir}/${name}`).catch(() => '')));
}

async function listenersFromLsof(pids: readonly number[]): Promise<Listener[]> {
  const { stdout } = await execa('lsof', ['-nP', '-a', '-p', pids.join(','), '-iTCP', '-sTCP:LISTEN', '-Fn']);
  return [...stdout.matchAll(/^n(.*):(\d+)$/gm)].map(([, address = '', port]) => ({ address, port: Number(port) }));
}

function compare(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}
