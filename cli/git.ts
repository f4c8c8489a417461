import { execa, ExecaError } from 'execa';

/** Digits of a commit's hash that are shown; enough for any repository of people. */
export const shortHash = 10;

/** The repository or the commit can't be read as asked. */
export class GitError extends Error {
  override readonly name = 'GitError';
  readonly code: 'WRONG_USAGE' | 'MACHINE_LACKS';

  constructor(code: 'WRONG_USAGE' | 'MACHINE_LACKS', message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/**
 * The full hash of the commit that `--against` names.
 *
 * @throws GitError
 */
export async function commitOf(repository: string, ref: string): Promise<string> {
  await git(repository, ['rev-parse', '--git-dir']);
  try {
    return (await git(repository, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`])).trim();
  } catch (cause) {
    throw new GitError(
      'WRONG_USAGE',
      `--against: found "${ref}", expected a branch, tag or commit of ${repository}; list them: git log --oneline --all`,
      { cause },
    );
  }
}

/**
 * What git prints.
 *
 * @param variables beside those of the process
 * @throws GitError
 */
export async function git(
  repository: string,
  words: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<string> {
  try {
    return (await execa('git', ['-C', repository, '-c', 'core.quotePath=off', ...words], { env: variables })).stdout;
  } catch (cause) {
    if (cause instanceof ExecaError && cause.code === 'ENOENT') {
      throw new GitError('MACHINE_LACKS', 'git: found none, expected it on the PATH; install git', { cause });
    }
    const found = cause instanceof ExecaError ? String(cause.stderr).trim() : String(cause);
    throw new GitError(
      'WRONG_USAGE',
      `${repository}: found no git repository that can be read (${found}); name a checkout with --repository`,
      { cause },
    );
  }
}
