import { spawn } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { localStatus, type Home } from '../../local/index.ts';
import { exitCodes } from '../exit-codes.ts';
import { note } from '../output.ts';

/** What a background start tells the command that is waiting for it. */
export interface ReadyMessage {
  readonly ready: string;
}

/**
 * Starts the same command in the background and waits until its platform is ready.
 *
 * @param argv the command line without `--detach`
 * @param home where its output goes: `platform.log`
 * @param homeFlag how `--home` is written in the command that stops it
 * @returns 0 when it is ready, else the exit code with which it gave up
 */
export async function startInBackground(argv: readonly string[], home: Home, homeFlag: string): Promise<number> {
  const file = home.files.log;
  // Appended to: where a platform runs already, this start is about to be refused, and that one goes on writing.
  const log = await open(file, 'a', 0o600);
  const { state } = await localStatus(home);
  if (state !== 'attended') await log.truncate();
  const { size: writtenBefore } = await log.stat();
  const child = spawn(process.execPath, [...process.execArgv, ...argv], {
    detached: true,
    stdio: ['ignore', log.fd, log.fd, 'ipc'],
  });
  const forward = () => child.kill('SIGINT');
  process.once('SIGINT', forward).once('SIGTERM', forward);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('message', (message) => {
        note((message as ReadyMessage).ready);
        note(
          `It runs in the background and writes ${file}; stop it with: npm stop${homeFlag === '' ? '' : ` --${homeFlag}`}`,
        );
        child.disconnect();
        child.unref();
        resolve(exitCodes.done);
      });
      child.once('exit', (code) => {
        void readFile(file).then((text) => {
          note(text.subarray(writtenBefore).toString().trimEnd());
          resolve(code ?? exitCodes.failed);
        }, reject);
      });
    });
  } finally {
    process.off('SIGINT', forward).off('SIGTERM', forward);
    await log.close();
  }
}

/** Tells the waiting command, if there is one, that the platform is ready. */
export async function tellReady(text: string): Promise<void> {
  if (process.send === undefined) return;
  const message: ReadyMessage = { ready: text };
  await new Promise<void>((resolve) => process.send?.(message, undefined, {}, () => resolve()));
  process.disconnect();
}
