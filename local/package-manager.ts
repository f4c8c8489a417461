import { execa } from 'execa';
import { LocalError } from './local-error.ts';

/** A step of an installation. */
export interface InstallCommand {
  readonly words: readonly string[];
  /** Whether Ctrl-C ends it at once. A package manager that is cut off while it unpacks leaves the system in disorder. */
  readonly canBeCutOff: boolean;
}

/**
 * Runs one step of an installation to its end.
 *
 * @param options.say told what is run, and when what an earlier one left is mended first
 * @throws LocalError `MACHINE_LACKS` with what the package manager said; the signal's reason when it was aborted
 */
export async function install(
  { words, canBeCutOff }: InstallCommand,
  { signal, say }: { readonly signal?: AbortSignal; readonly say: (message: string) => void },
): Promise<void> {
  signal?.throwIfAborted();
  say(`installing: ${words.join(' ')}${canBeCutOff ? '' : ' (Ctrl-C waits for its end)'}`);
  const options = canBeCutOff && signal !== undefined ? { cancelSignal: signal } : {};
  let result = await runPackageManager(words, options);
  if (result.failed && result.all.includes(repairLine)) {
    // An installation was killed before, this one's or another's, and this is how apt asks to mend that.
    say(`an earlier installation was cut off; mending: ${repairLine}`);
    await runPackageManager(repairLine.split(' '), {});
    result = await runPackageManager(words, options);
  }
  signal?.throwIfAborted();
  if (result.failed) throw installationFailed(words, result);
}

const repairLine = 'dpkg --configure -a';

/** In a process group of its own, which Ctrl-C in the terminal doesn't reach. */
async function runPackageManager([command = '', ...words]: readonly string[], options: { cancelSignal?: AbortSignal }) {
  return execa(command, words, {
    ...options,
    all: true,
    reject: false,
    stdin: 'ignore',
    detached: true,
    env: { DEBIAN_FRONTEND: 'noninteractive' },
  });
}

function installationFailed(
  words: readonly string[],
  { all, exitCode }: { readonly all: string; readonly exitCode?: number },
): LocalError {
  const lines = all.split('\n').filter((line) => line.trim() !== '');
  const errors = lines.filter((line) => /^(E|Err|Error):/.test(line)); // as apt and Homebrew mark them
  return new LocalError(
    'MACHINE_LACKS',
    [
      `${words.join(' ')}: failed with exit code ${String(exitCode)}; it said:`,
      ...(errors.length > 0 ? errors : lines).slice(-3).map((line) => `  ${line}`),
      'Mend that, or install a JDK and Maven by hand, and start again',
    ].join('\n'),
  );
}
