/**
 * Stands in for systemctl on a machine where systemd isn't process 1: reads the units that the boot wrote and runs each
 * ExecStart with its user, environment, file mask, limit of open files, and without capabilities where it asks for none. It starts
 * again what fails, where the unit says so, and doesn't set up the rest of a unit's sandbox; systemd-analyze judges that.
 */
import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';

type Unit = ReadonlyMap<string, string>;

/** Six JVMs begin on two cores here: one compiler is a third of the work. */
const quickStart = { JAVA_TOOL_OPTIONS: '-XX:TieredStopAtLevel=1' };

const state = '/run/units';
const words = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const [verb = '', name = ''] = words;
mkdirSync(state, { recursive: true });
appendFileSync(`${state}/calls`, `${words.join(' ')}\n`);

const verbs: Readonly<Record<string, () => void>> = {
  'daemon-reload': () => undefined,
  'is-active': () => void (process.exitCode = isActive() ? 0 : 3),
  start: () => (isActive() ? undefined : start(readUnit())),
};
const act = verbs[verb];
if (act === undefined) fail(`found the verb "${verb}", expected one of ${Object.keys(verbs).join(', ')}`);
else act();

function readUnit(): Unit {
  const text = readFileSync(`/etc/systemd/system/${name}`, 'utf8').replaceAll(/\\\n\s*/g, '');
  const lines = text.split('\n').filter((line) => /^[A-Z]\w*=/.test(line));
  return new Map(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

function start(unit: Unit): void {
  if (name.endsWith('.timer')) return writeFileSync(`${state}/${name}.pid`, '1');
  const mountPoint = unit.get('AssertPathIsMountPoint');
  if (mountPoint !== undefined && !readFileSync('/proc/self/mounts', 'utf8').includes(` ${mountPoint} `)) {
    return fail(`${mountPoint} is not a mount point`);
  }
  const needed = unit.get('AssertPathExists');
  if (needed !== undefined && !existsSync(needed)) return fail(`${needed} is not there`);
  const openFiles = allowedOpenFiles(unit.get('LimitNOFILE') ?? '1024');
  const user = unit.get('User') ?? 'root';
  const rights = unit.has('CapabilityBoundingSet') ? ['--bounding-set=-all', '--no-new-privs'] : [];
  const command = [
    ...['prlimit', `--nofile=${openFiles}:${openFiles}`],
    ...['setpriv', `--reuid=${user}`, `--regid=${unit.get('Group') ?? user}`, '--clear-groups', ...rights],
    ...(unit.get('ExecStart') ?? '').split(/\s+/),
  ];
  const journal = openSync(`/var/log/journal-${name}.log`, 'a', 0o600);
  const environment = Object.fromEntries((unit.get('Environment') ?? '').split(' ').map((pair) => pair.split('=')));
  const shell = ['-c', `umask ${unit.get('UMask') ?? '0022'}; ${runs(unit)}`, 'sh', ...command];
  const env = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin', ...quickStart, ...environment };
  if (unit.get('Type') === 'oneshot') {
    process.exitCode = spawnSync('sh', shell, { stdio: ['ignore', journal, journal], env }).status ?? 1;
    return;
  }
  spawn('sh', shell, { detached: true, stdio: ['ignore', journal, journal], env, cwd: '/' }).unref();
  // What can't be run at all ends at once.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
  if (!isActive()) fail(`ended at once: ${readFileSync(`/var/log/journal-${name}.log`, 'utf8')}`);
}

/** Runs "$@" as the unit says. Its programs replace each other, so that the process noted is the service's own. */
function runs(unit: Unit): string {
  const once = `"$@" & echo $! > ${state}/${name}.pid; wait $!; code=$?`;
  if (unit.get('Type') === 'oneshot') return 'exec "$@"';
  if (unit.get('Restart') === undefined) return once;
  return `while :; do ${once}; case $code in 0|143) exit;; esac; sleep ${unit.get('RestartSec') ?? '1'}; done`;
}

/** Where root itself may not raise the limit, as in some containers, what it has must do. */
function allowedOpenFiles(wanted: string): string {
  const script = `prlimit --nofile=${wanted}:${wanted} true 2>/dev/null && echo ${wanted} || ulimit -Hn`;
  return spawnSync('sh', ['-c', script], { encoding: 'utf8' }).stdout.trim();
}

function isActive(): boolean {
  try {
    const pid = readFileSync(`${state}/${name}.pid`, 'utf8').trim();
    // A process that ended stays as a zombie, since nobody waits for it.
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false; // never started, or gone
  }
}

function fail(message: string): void {
  process.stderr.write(`${name}: ${message}\n`);
  process.exitCode = 1;
}
