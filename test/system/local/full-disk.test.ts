import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { mountNamespace, type MountNamespace } from './mount-namespace.ts';

/** Beside the jars of this checkout, so that only what a platform itself writes needs room. */
const home = '.platform/test-disk';
const network = '127.24.0.0/24';

let disk: MountNamespace;
beforeAll(() => mkdir(home, { recursive: true }));
afterEach(() => disk.end());
afterAll(() => rm(home, { recursive: true }));

/** A disk of this size where the platform's home is, for commands that are run in it. */
async function diskOf(size: string): Promise<void> {
  disk = await mountNamespace('a small disk', `mount -t tmpfs -o size=${size} tmpfs ${resolve(home)}`);
}

const start = (...words: readonly string[]) =>
  disk.run('node', 'cli/kafka-platform.js', 'start', '--home', home, '--network', network, ...words);

test.each([
  ['in the foreground', []],
  ['in the background', ['--detach']],
])(
  '%s: a start on a disk with too little room names the disk, what is free and what is needed, and exits 69',
  async (_, words) => {
    await diskOf('500m');
    const { exitCode, all } = await start(...words);
    expect(all.split('\n').at(-1)).toMatch(
      new RegExp(
        `^kafka-platform: disk of ${resolve(home)}: found 49\\d MB free, expected at least \\d+ MB; ` +
          'free some, or choose a directory on another disk with --home$',
      ),
    );
    expect(exitCode).toBe(69);
  },
);

test('a disk that is full before the room could be counted is told as well', async () => {
  await diskOf('1m');
  const { exitCode, all } = await start();
  expect(all.split('\n').at(-1)).toMatch(
    /^kafka-platform: a disk is full \(ENOSPC.*\); free some of it, or choose a directory/,
  );
  expect(exitCode).toBe(69);
});

describe('a disk that fills up while events flow', () => {
  const startAndWatch = () => {
    const command = start('--rate', '100');
    let said = '';
    let hasEnded = false;
    command.all.on('data', (part: Buffer) => {
      said += part.toString();
    });
    void command.then(() => {
      hasEnded = true;
    });
    const until = async (text: string) => {
      while (!said.includes(text)) {
        if (hasEnded) throw new Error(`ended before it said "${text}":\n${said}`);
        await sleep(200);
      }
    };
    return { command, until };
  };

  test('ends the platform with the reason, and the next start goes on with what was kept once there is room', async () => {
    await diskOf('2300m');
    const first = startAndWatch();
    await first.until('10 s: ');
    await disk.run('dd', 'if=/dev/zero', `of=${join(home, 'ballast')}`, 'bs=1M');
    const { exitCode, all } = await first.command;
    expect(all).toMatch(/kafka-0\d ended \(disk full\); it is started again in \d+ s/);
    expect(all.split('\n').at(-1)).toBe(
      `kafka-platform: disk of ${resolve(home)}: found 0 MB free, expected at least 64 MB; free some, or choose a ` +
        'directory on another disk with --home, and start again: what was acknowledged is kept',
    );
    expect(exitCode).toBe(69);

    await disk.run('rm', join(home, 'ballast'));
    const second = startAndWatch();
    await second.until('10 s: ');
    process.kill(-second.command.pid!, 'SIGINT');
    const again = await second.command;
    expect(again.all).toContain('3000 of 3000 replicas in sync');
    expect(again.exitCode).toBe(0);
  }, 300_000);
});
