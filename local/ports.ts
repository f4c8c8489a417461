import { readdir, readFile, readlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { errorCodeOf } from './error-code.ts';
import { LocalError } from './local-error.ts';
import { findProcess, nodeOfCommand } from './process-table.ts';

/** An address and port that a node will listen on. */
export interface Endpoint {
  readonly node: string;
  readonly address: string;
  readonly port: number;
}

type Look = 'free' | 'taken' | 'no-address';

/** A JVM that ends is gone from the list of processes before its last threads let go of what it held. */
const lettingGoMs = 3_000;
const pollMs = 100;

/**
 * Checks that every endpoint can be listened on.
 *
 * @throws LocalError `PORT_TAKEN` naming for each taken port the process that holds it; `MACHINE_LACKS` with the lines
 *   that add loopback addresses where the system doesn't have them all (macOS)
 */
export async function checkEndpoints(endpoints: readonly Endpoint[]): Promise<void> {
  const deadline = performance.now() + lettingGoMs;
  let taken = await takenAmong(endpoints);
  while (taken.length > 0 && taken.every(({ holder }) => holder === undefined) && performance.now() < deadline) {
    await sleep(pollMs);
    taken = await takenAmong(endpoints);
  }
  if (taken.length > 0) throw new LocalError('PORT_TAKEN', describeTaken(taken));
}

async function takenAmong(endpoints: readonly Endpoint[]): Promise<Taken[]> {
  const looks = await Promise.all(
    endpoints.map(async (endpoint) => ({ endpoint, look: await tryListening(endpoint) })),
  );
  const absent = looks.filter(({ look }) => look === 'no-address').map(({ endpoint }) => endpoint.address);
  if (absent.length > 0) throw new LocalError('MACHINE_LACKS', adviceForAddresses(absent, process.platform));
  const taken = looks.filter(({ look }) => look === 'taken').map(({ endpoint }) => endpoint);
  return Promise.all(
    taken.map(async (endpoint) => ({ endpoint, holder: await portHolder(endpoint.address, endpoint.port) })),
  );
}

/** A process that holds a port. */
export interface Holder {
  readonly pid: number;
  readonly command: string;
}

/** An endpoint that can't be listened on; its holder is undefined when it can't be seen. */
export interface Taken {
  readonly endpoint: Endpoint;
  readonly holder: Holder | undefined;
}

/** Names for each holder what it holds, with its pid and its name, and what to do about it. */
export function describeTaken(taken: readonly Taken[]): string {
  const places = new Map<string, string[]>();
  const homes = new Set<string | undefined>();
  for (const { endpoint, holder } of taken) {
    const ours = holder === undefined ? undefined : nodeOfCommand(holder.command);
    homes.add(ours?.home);
    const key = `${endpoint.node}\0${nameOf(holder)}`;
    places.set(key, [...(places.get(key) ?? []), `${endpoint.address}:${endpoint.port}`]);
  }
  const lines = [...places].map(([key, held]) => {
    const [node = '', holder = ''] = key.split('\0');
    return `${node}: ${held.join(', ')} ${held.length > 1 ? 'are' : 'is'} taken by ${holder}`;
  });
  const [home, ...others] = homes;
  const next =
    home !== undefined && others.length === 0
      ? `Stop that platform with: npm stop -- --home ${home}`
      : 'End what holds it';
  return `${lines.join('\n')}\n${next}, or choose other addresses with --network, such as 127.30.0.0/24`;
}

function nameOf(holder: Holder | undefined): string {
  if (holder === undefined) return 'a process that this user may not see';
  const ours = nodeOfCommand(holder.command);
  const name = ours === undefined ? shortened(holder.command) : `${ours.node} of the platform in ${ours.home}`;
  return `process ${holder.pid} (${name})`;
}

async function tryListening({ address, port }: Endpoint): Promise<Look> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host: address, port, exclusive: true }, resolve);
    });
    return 'free';
  } catch (error) {
    const code = errorCodeOf(error);
    if (code === 'EADDRINUSE') return 'taken';
    if (code === 'EADDRNOTAVAIL') return 'no-address';
    throw error;
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

/** What a person does to have loopback addresses that are absent. */
export function adviceForAddresses(addresses: readonly string[], system: NodeJS.Platform): string {
  const distinct = [...new Set(addresses)];
  const lines = distinct.map((address) =>
    system === 'darwin' ? `  sudo ifconfig lo0 alias ${address} up` : `  sudo ip address add ${address}/8 dev lo`,
  );
  return `loopback addresses ${distinct.join(', ')}: not on this machine, expected one for each node. Add them with:\n${lines.join('\n')}`;
}

/** Undefined when it can't be seen. */
async function portHolder(address: string, port: number): Promise<Holder | undefined> {
  const pid = process.platform === 'linux' ? await holderFromProc(address, port) : await holderFromLsof(port);
  if (pid === undefined) return undefined;
  const info = await findProcess(pid);
  return { pid, command: info?.command ?? 'ended meanwhile' };
}

function shortened(command: string): string {
  return command.length > 120 ? `${command.slice(0, 117)}...` : command;
}

/** A listening socket as /proc/net/tcp and tcp6 list it. */
export interface Listener {
  readonly port: number;
  /** IPv4 address, or `*` for any. */
  readonly address: string;
  readonly inode: string;
}

/** Reads /proc/net/tcp or tcp6: addresses are little-endian words in hexadecimal, 0A is the state LISTEN. */
export function parseProcNetTcp(text: string): Listener[] {
  return text.split('\n').flatMap((line) => {
    const fields = line.trim().split(/\s+/);
    const [hexAddress = '', hexPort = ''] = (fields[1] ?? '').split(':');
    const inode = fields[9];
    if (fields[3] !== '0A' || inode === undefined) return [];
    return [{ port: parseInt(hexPort, 16), address: addressFromHex(hexAddress), inode }];
  });
}

function addressFromHex(hex: string): string {
  if (/^0+$/.test(hex)) return '*';
  // An IPv4 address within IPv6 is the last of its four words.
  const bytes = hex.slice(-8).match(/../g) ?? [];
  return bytes
    .reverse()
    .map((byte) => parseInt(byte, 16))
    .join('.');
}

async function holderFromProc(address: string, port: number): Promise<number | undefined> {
  const tables = await Promise.all(
    ['tcp', 'tcp6'].map((name) => readFile(`/proc/net/${name}`, 'utf8').catch(() => '')),
  );
  const inodes = tables
    .flatMap(parseProcNetTcp)
    .filter((listener) => listener.port === port && (listener.address === address || listener.address === '*'))
    .map(({ inode }) => `socket:[${inode}]`);
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    const dir = `/proc/${pid}/fd`;
    const descriptors = await readdir(dir).catch(() => []); // ended meanwhile, or another user's
    const targets = await Promise.all(descriptors.map((name) => readlink(`${dir}/${name}`).catch(() => '')));
    if (targets.some((target) => inodes.includes(target))) return Number(pid);
  }
  return undefined;
}

async function holderFromLsof(port: number): Promise<number | undefined> {
  const { stdout } = await execa('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fp'], { reject: false });
  return parseLsof(stdout)[0];
}

/** Process ids in `lsof -Fp` output. */
export function parseLsof(text: string): number[] {
  return text.split('\n').flatMap((line) => (/^p\d+$/.test(line) ? [Number(line.slice(1))] : []));
}
